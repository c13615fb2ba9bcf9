"""Pages of those who keep accounts: what they show, and that foreign ones look absent."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from network.access import actor_for
from network.domain.terms import Role
from network.models import Invitation, Membership, User
from tests.people import People, Person, person
from tests.signing_in import let_it_grow_old


@pytest.fixture
def keeper(people: People) -> Person:
    return person("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def head(people: People) -> Person:
    return person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone.user)
    return client


def page_of(people: People) -> str:
    return reverse("network:accounts_of", args=[people.bornheim.pk])


def role_page(someone: Person) -> str:
    return reverse("network:account_role", args=[someone.user.memberships.get().pk])


def test_the_administrator_comes_straight_to_the_own_organisation(
    people: People, keeper: Person
) -> None:
    answer = client_of(keeper).get(reverse("network:accounts"))

    assert (answer.status_code, answer["Location"]) == (302, page_of(people))


def test_the_page_names_everybody_of_the_own_office_and_nobody_else(
    people: People, keeper: Person
) -> None:
    page = client_of(keeper).get(page_of(people)).content.decode()

    assert people.ben.user.email in page
    assert "Fachkraft" in page
    assert people.carla.user.email not in page
    assert people.ada.user.email not in page


def test_a_head_sees_the_list_but_gives_no_role(people: People, head: Person) -> None:
    client = client_of(head)

    page = client.get(page_of(people)).content.decode()

    assert people.ben.user.email in page
    assert "Person einladen" not in page
    assert client.get(reverse("network:invite", args=[people.bornheim.pk])).status_code == 404


def test_the_technical_side_sees_all_organisations_those_without_administrator_marked(
    people: People, keeper: Person
) -> None:
    technical = person("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)

    page = client_of(technical).get(reverse("network:accounts")).content.decode()

    assert people.siegburg.name in page
    assert people.school.name in page
    assert people.open_seat.name not in page
    assert page.count("vorhanden") == 1


@pytest.mark.parametrize("who", ["ada", "ben", "dora"])
def test_whoever_keeps_no_accounts_finds_nothing(people: People, who: str) -> None:
    client = client_of(getattr(people, who))

    for address in (reverse("network:accounts"), page_of(people), role_page(people.carla)):
        assert client.get(address).status_code == 404


def test_foreign_and_missing_things_look_alike(people: People, keeper: Person) -> None:
    client = client_of(keeper)
    foreign_role, missing = people.carla.user.memberships.get().pk, uuid4()

    for name in ("accounts_of", "invite"):
        for pk in (people.siegburg.pk, people.school.pk, missing):
            assert client.get(reverse(f"network:{name}", args=[pk])).status_code == 404
    for name in ("role_change", "role_deputy", "role_end", "person_left"):
        for pk in (foreign_role, missing):
            assert client.post(reverse(f"network:{name}", args=[pk])).status_code == 404
    for name in ("invitation_agree", "invitation_again", "invitation_take_back"):
        assert client.post(reverse(f"network:{name}", args=[missing])).status_code == 404
    assert actor_for(people.carla.user, now()).offices == {people.siegburg.pk}


def test_an_invitation_is_made_and_shown(people: People, keeper: Person) -> None:
    client = client_of(keeper)

    answer = client.post(
        reverse("network:invite", args=[people.bornheim.pk]),
        {"email": "Nina@Neu.example", "role": "case_worker"},
        follow=True,
    )

    assert Invitation.objects.get().email == "nina@neu.example"
    assert "nina@neu.example" in answer.content.decode()


@pytest.mark.parametrize(
    ("email", "role", "fault"),
    [
        ("", "case_worker", "Bitte geben Sie die E-Mail-Adresse der Person ein."),
        ("nina", "case_worker", "genau eine E-Mail-Adresse"),
        ("n@jugend\u0430mt.example", "case_worker", "nur mit Buchstaben ohne Umlaute"),
        ("n@neu.example", "", "Bitte wählen Sie eine Rolle."),
        ("n@neu.example", "technical_admin", "Diese Rolle vergeben Sie hier nicht."),
        ("ben@leute.example", "case_worker", "hat diese Rolle schon"),
        ("kai@leute.example", "case_worker", "Eigene Rollen ändert eine andere Person."),
    ],
)
def test_what_cannot_be_invited_is_said_and_what_was_typed_stays(
    people: People, keeper: Person, email: str, role: str, fault: str
) -> None:
    answer = client_of(keeper).post(
        reverse("network:invite", args=[people.bornheim.pk]), {"email": email, "role": role}
    )

    page = answer.content.decode()
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    assert fault in page
    assert f'value="{email}"' in page or not email


def test_a_head_agrees_and_the_one_who_asked_cannot(
    people: People, keeper: Person, head: Person
) -> None:
    client_of(keeper).post(
        reverse("network:invite", args=[people.bornheim.pk]),
        {"email": "n@neu.example", "role": "account_admin"},
    )
    invitation = Invitation.objects.get()
    agree = reverse("network:invitation_agree", args=[invitation.pk])

    client_of(keeper).post(agree)
    invitation.refresh_from_db()
    before = invitation.fingerprint
    client_of(head).post(agree)
    invitation.refresh_from_db()

    assert before is None
    assert invitation.fingerprint
    assert invitation.seconded_by == head.user


def test_a_role_is_changed_from_its_page(people: People, keeper: Person) -> None:
    client = client_of(keeper)
    pk = people.ben.user.memberships.get().pk

    page = client.get(role_page(people.ben)).content.decode()
    answer = client.post(reverse("network:role_change", args=[pk]), {"role": "economic_unit"})

    assert 'value="economic_unit"' in page
    assert 'value="account_admin"' not in page
    assert answer.status_code == 302
    assert actor_for(people.ben.user, now()).roles == {Role.ECONOMIC_UNIT}


def test_days_that_cannot_be_are_said_on_the_page(people: People, keeper: Person) -> None:
    pk = people.ben.user.memberships.get().pk

    answer = client_of(keeper).post(
        reverse("network:role_deputy", args=[pk]),
        {"first_day": "01.02.2020", "last_day": "31.02.2020", "reason": "Urlaub"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "TT.MM.JJJJ" in page
    assert 'value="01.02.2020"' in page


def test_who_left_is_out_while_still_looking_at_a_page(people: People, keeper: Person) -> None:
    bens = client_of(people.ben)
    assert bens.get(reverse("network:seats")).status_code == 200

    pk = people.ben.user.memberships.get().pk
    client_of(keeper).post(reverse("network:person_left", args=[pk]))

    assert bens.get(reverse("network:seats")).status_code == 302
    assert not User.objects.get(pk=people.ben.user.pk).is_active


def test_the_own_role_offers_nothing(people: People, keeper: Person) -> None:
    page = client_of(keeper).get(role_page(keeper)).content.decode()

    assert "Das ist Ihre eigene Rolle" in page
    assert "Rolle ändern" not in page
    assert "ausgeschieden" not in page


def test_what_is_overdue_is_red_until_it_is_confirmed(people: People, keeper: Person) -> None:
    client = client_of(keeper)
    bens = Membership.objects.get(user=people.ben.user)
    confirm = reverse("network:accounts_confirm", args=[people.bornheim.pk])

    before = client.get(page_of(people)).content.decode()
    client.post(confirm, {"rolle": [str(bens.pk), "kein-schluessel"]})
    bens.refresh_from_db()

    assert "Die halbjährliche Bestätigung ist überfällig" in before
    assert f'name="rolle" value="{bens.pk}"' in before
    assert bens.confirmed_by == keeper.user
    after = client.get(page_of(people)).content.decode()
    assert f'name="rolle" value="{bens.pk}"' not in after


def test_inviting_asks_for_a_fresh_sign_in(people: People, keeper: Person) -> None:
    client = client_of(keeper)
    let_it_grow_old(client, keeper.user)

    answer = client.get(reverse("network:invite", args=[people.bornheim.pk]))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
