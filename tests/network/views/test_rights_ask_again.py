"""Whatever gives or takes rights asks for a fresh sign-in, and loses nothing that was typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from kinderschutz.lib.clock import database_now
from network.access import SYSTEM
from network.domain.terms import Role
from network.models import Invitation, Membership
from network.services.invitations import invite
from tests.people import People, Person, person
from tests.signing_in import given_at, let_it_grow_old

ASK_AGAIN = "/anmelden/erneut/"


@pytest.fixture
def keeper(people: People) -> Person:
    return person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def old(keeper: Person) -> Client:
    """The administrator's browser, an hour after signing in."""
    client = Client()
    client.force_login(keeper.user)
    let_it_grow_old(client, keeper.user)
    return client


@pytest.fixture
def invitation(people: People) -> Invitation:
    return invite(
        email="neu@leute.example",
        role=Role.CASE_WORKER,
        organisation=people.bornheim,
        by=SYSTEM,
        at=database_now(),
    )


def role_of(someone: Person) -> Membership:
    return someone.user.memberships.get()


ROLE_DEEDS = ("role_change", "role_deputy", "role_end", "person_left")
TYPED = {
    "role_change": {"role": Role.SECOND_PROFESSIONAL.value},
    "role_end": {},
    "person_left": {},
}


def typed(deed: str) -> dict[str, Any]:
    today = localdate(timezone.now())
    days = {
        "first_day": (today + timedelta(days=1)).strftime("%d.%m.%Y"),
        "last_day": (today + timedelta(days=9)).strftime("%d.%m.%Y"),
        "reason": "Urlaub: „zwei“ Wochen & ein Tag",
    }
    return TYPED.get(deed, days)


@pytest.mark.parametrize("deed", ROLE_DEEDS)
def test_a_deed_on_a_role_waits_until_the_person_has_signed_in_again(
    people: People, old: Client, deed: str
) -> None:
    before = list(Membership.objects.order_by("pk").values())
    url = reverse(f"network:{deed}", args=[role_of(people.ben).pk])

    answer = old.post(url, typed(deed))

    assert answer["Location"].startswith(ASK_AGAIN)
    assert list(Membership.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("deed", ROLE_DEEDS)
def test_with_one_click_more_it_is_done_as_it_was_typed(
    people: People, keeper: Person, old: Client, deed: str
) -> None:
    before = list(Membership.objects.order_by("pk").values())
    url = reverse(f"network:{deed}", args=[role_of(people.ben).pk])
    asked = old.post(url, typed(deed))["Location"]

    page = old.post(asked, {"password": "geheim-genug-fuer-tests", "next": url})
    done = old.post(page.context["url"], dict(page.context["fields"]))

    assert dict(page.context["fields"]) == typed(deed)
    assert done.status_code == 302
    assert list(Membership.objects.order_by("pk").values()) != before


def test_confirming_who_has_what_asks_and_keeps_the_list(people: People, old: Client) -> None:
    url = reverse("network:accounts_confirm", args=[people.bornheim.pk])
    shown = [str(role_of(people.ben).pk), str(people.bornheim.pk)]

    asked = old.post(url, {"rolle": shown})["Location"]
    page = old.post(asked, {"password": "geheim-genug-fuer-tests", "next": url})

    assert asked.startswith(ASK_AGAIN)
    assert page.context["fields"] == [("rolle", each) for each in shown]
    assert role_of(people.ben).confirmed_at is None


@pytest.mark.parametrize("deed", ["invitation_again", "invitation_take_back"])
def test_deeds_on_an_invitation_ask_too(
    people: People, old: Client, invitation: Invitation, deed: str
) -> None:
    answer = old.post(reverse(f"network:{deed}", args=[invitation.pk]))

    invitation.refresh_from_db()
    assert answer["Location"].startswith(ASK_AGAIN)
    assert (invitation.letters, invitation.withdrawn_at) == (1, None)


def test_a_step_without_anything_typed_is_called_a_step(people: People, old: Client) -> None:
    url = reverse("network:role_end", args=[role_of(people.ben).pk])
    asked = old.post(url)["Location"]

    page = old.post(asked, {"password": "geheim-genug-fuer-tests", "next": url}).content.decode()

    assert "Der Schritt, den Sie gewählt hatten, ist noch nicht ausgeführt." in page
    assert "Jetzt ausführen" in page


def test_who_signed_in_a_moment_ago_is_not_asked(
    people: People, keeper: Person, old: Client
) -> None:
    given_at(old, keeper.user, timezone.now().timestamp() - 60)

    answer = old.post(reverse("network:role_end", args=[role_of(people.ben).pk]))

    assert answer["Location"] == reverse("network:accounts_of", args=[people.bornheim.pk])


def test_whoever_does_not_go_on_comes_back_to_the_page_with_the_form(
    people: People, old: Client
) -> None:
    page, url = (
        reverse(f"network:{name}", args=[role_of(people.ben).pk])
        for name in ("account_role", "role_end")
    )
    referer = {"Referer": f"http://testserver{page}"}

    asked = old.post(url, headers=referer)["Location"]
    question = old.get(asked).content.decode()
    given = {"password": "geheim-genug-fuer-tests", "next": url, "zurueck": page}
    go_on = old.post(asked, given).content.decode()
    once_more = old.post(asked, given)

    assert f'href="{page}"' in question
    assert f'href="{page}"' in go_on
    assert once_more["Location"] == page  # sent again by reloading: nothing waits any more


@pytest.mark.parametrize("address", ["https://boese.example/", "//boese.example/x", "javascript:x"])
def test_it_leads_back_to_no_other_place(people: People, old: Client, address: str) -> None:
    url = reverse("network:role_end", args=[role_of(people.ben).pk])

    asked = old.post(url, headers={"Referer": address})["Location"]
    question = old.get(asked, {"zurueck": address}).content.decode()

    assert "zurueck" not in asked
    assert 'href="/">Abbrechen und zur Startseite' in question


def test_a_form_without_a_session_leads_to_its_page_after_signing_in(people: People) -> None:
    page, url = (
        reverse(f"network:{name}", args=[role_of(people.ben).pk])
        for name in ("account_role", "role_end")
    )
    gone = Client()

    with_page = gone.post(url, headers={"Referer": f"http://testserver{page}"})
    without = gone.post(url)

    assert with_page["Location"] == f"/anmelden/?next={page}"
    assert without["Location"] == "/anmelden/?next=/"
