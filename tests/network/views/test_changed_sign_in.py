"""Whatever changes how somebody signs in ends the other sessions and is told by a letter."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from network.messages import compose
from network.models import Delivery, Event, User
from network.services.passwords import token_for
from tests import signing_in
from tests.factories.network import AT
from tests.fixtures.oidc import Provider
from tests.network.views.test_provider import LINKS, link
from tests.network.views.test_signed_in import signed_in
from tests.people import People

NEW = "Ein ganz neuer, langer Satz"


def an_app_and_a_passkey(user: User) -> Authenticator:
    """Two factors; the passkey, which can be taken away."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = [Authenticator(user=user, type=kind, data={"name": "Schlüssel"}) for kind in kinds]
    return Authenticator.objects.bulk_create(rows)[-1]


def remove_a_factor(client: Client, user: User) -> None:
    key = an_app_and_a_passkey(user)
    client.post(f"/konto/sicherheit/{key.pk}/entfernen/")


def make_new_codes(client: Client, _: User) -> None:
    client.post("/konto/sicherheit/codes/")


def set_a_password(client: Client, _: User) -> None:
    client.post("/konto/passwort/", {"new": NEW, "again": NEW})


DEEDS = (remove_a_factor, make_new_codes, set_a_password)
Deed = Callable[[Client, User], None]


def letters() -> list[Delivery]:
    return list(Delivery.objects.filter(kind="sign_in_changed"))


@pytest.mark.parametrize("deed", DEEDS)
def test_other_sessions_end_and_this_one_goes_on(people: People, deed: Deed) -> None:
    here, there = signed_in(people.ben.user), signed_in(people.ben.user)
    stranger = signed_in(people.carla.user)

    row = signing_in.row_of(there)

    deed(here, people.ben.user)

    assert not Session.objects.filter(pk=row).exists()
    assert there.get("/jugendaemter/").status_code == 302
    assert here.get("/jugendaemter/").status_code == 200
    assert stranger.get("/jugendaemter/").status_code == 200


@pytest.mark.parametrize("deed", DEEDS)
def test_the_person_is_told_by_one_letter_without_content(people: People, deed: Deed) -> None:
    deed(signed_in(people.ben.user), people.ben.user)

    (letter,) = letters()
    text = compose(letter, at=AT).text
    assert letter.address == people.ben.user.email
    assert "Waren Sie das nicht" in text
    assert people.ben.user.name not in text
    assert "Schlüssel" not in text


def test_a_factor_that_stays_ends_nothing_and_is_not_told(people: People) -> None:
    here, there = signed_in(people.ben.user), signed_in(people.ben.user)
    only = Authenticator.objects.create(user=people.ben.user, type=Authenticator.Type.TOTP, data={})

    here.post(f"/konto/sicherheit/{only.pk}/entfernen/")

    assert there.get("/jugendaemter/").status_code == 200
    assert letters() == []


def test_ended_sessions_are_counted_in_the_log(people: People) -> None:
    here, _, _ = (signed_in(people.ben.user) for _ in range(3))

    remove_a_factor(here, people.ben.user)

    assert Event.objects.get(what="sessions_ended").details == {"count": 2}


def test_linking_and_unlinking_do_the_same(people: People, provider: Provider) -> None:
    here, there = signed_in(people.ben.user), signed_in(people.ben.user)

    link(here, provider)
    after_linking = there.get("/jugendaemter/").status_code
    again = signed_in(people.ben.user)
    here.post(LINKS, {"loesen": "1"})

    assert (after_linking, again.get("/jugendaemter/").status_code) == (302, 302)
    assert here.get("/jugendaemter/").status_code == 200
    assert len(letters()) == 2


def test_undoing_a_link_that_is_not_there_changes_nothing(
    people: People, provider: Provider
) -> None:
    here, there = signed_in(people.ben.user), signed_in(people.ben.user)

    here.post(LINKS, {"loesen": "1"})

    assert there.get("/jugendaemter/").status_code == 200
    assert letters() == []


def test_who_has_no_role_any_more_is_still_told(people: People) -> None:
    here = signed_in(people.ben.user)
    people.ben.user.memberships.update(validity="[2020-01-01,2020-02-01)")

    here.post("/konto/passwort/", {"new": NEW, "again": NEW})

    assert [each.office for each in letters()] == [people.bornheim]


def test_a_password_set_by_letter_is_told_and_ends_all(people: People) -> None:
    there, browser = signed_in(people.ben.user), Client()
    people.ben.user.refresh_from_db()  # a token is worth nothing after a log-in
    page = browser.get(f"/passwort-vergessen/neu/{token_for(people.ben.user)}/", follow=True)
    browser.post(page.redirect_chain[-1][0], {"new": NEW, "again": NEW})

    assert there.get("/jugendaemter/").status_code == 302
    assert len(letters()) == 1
