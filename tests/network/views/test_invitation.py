"""Taking up an invitation in the browser: the link shows, the button takes, and nothing leaks."""

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from network.access import SYSTEM, actor_for
from network.domain.terms import Role
from network.messages import invitation_token
from network.models import Invitation, User
from network.services import invitations
from tests.people import People

PAGE = reverse("network:invitation")
PASSWORD = "Sieben kleine Igel baden"


def invited(people: People, email: str = "nina@neu.example") -> str:
    invitation = invitations.invite(
        email=email, role=Role.CASE_WORKER, organisation=people.bornheim, by=SYSTEM, at=now()
    )
    return invitation_token(invitation.pk, invitation.letters)


def opened(token: str) -> Client:
    client = Client()
    client.get(PAGE, {"code": token})
    return client


def typed(**changes: str) -> dict[str, str]:
    return {"name": "Nina Neu", "new": PASSWORD, "again": PASSWORD, **changes}


def test_the_link_leaves_its_token_behind_at_once(people: People) -> None:
    token = invited(people)
    client = Client()

    answer = client.get(PAGE, {"code": token})
    page = client.get(PAGE).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert people.bornheim.name in page
    assert token not in page
    assert all(token not in str(each.get_decoded()) for each in Session.objects.all())


def test_looking_uses_nothing_up(people: People) -> None:
    token = invited(people)
    for _ in range(3):
        assert Client().get(PAGE, {"code": token}, follow=True).status_code == 200
        assert Client().head(PAGE, {"code": token}).status_code == 302

    assert opened(token).post(PAGE, typed()).status_code == 302
    assert User.objects.get(email="nina@neu.example").check_password(PASSWORD)


def test_a_new_account_goes_on_to_the_log_in_page_and_is_not_signed_in(people: People) -> None:
    client = opened(invited(people))

    answer = client.post(PAGE, typed())

    assert answer["Location"] == reverse("network:login")
    assert "_auth_user_id" not in client.session
    user = User.objects.get(email="nina@neu.example")
    assert actor_for(user, now()).offices == {people.bornheim.pk}


def test_a_used_link_says_that_it_is_used_like_a_wrong_one(people: People) -> None:
    token = invited(people)
    opened(token).post(PAGE, typed())

    used = Client().get(PAGE, {"code": token}, follow=True)
    wrong = Client().get(PAGE, {"code": "0" * 64}, follow=True)
    none = Client().get(PAGE)

    assert used.status_code == wrong.status_code == none.status_code == 410
    assert "gilt nicht mehr" in used.content.decode()
    assert "Bornheim" not in used.content.decode()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"new": "kurz", "again": "kurz"}, "12 Zeichen"),
        ({"again": PASSWORD + "x"}, "verschieden"),
        ({"name": " \u200b "}, "Namen"),
        ({"name": ""}, "Bitte geben Sie Ihren Namen ein."),
    ],
)
def test_what_is_wrong_is_said_and_the_invitation_stays(
    people: People, changes: dict[str, str], fault: str
) -> None:
    client = opened(invited(people))

    answer = client.post(PAGE, typed(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert fault in page
    assert PASSWORD not in page
    assert not User.objects.filter(email="nina@neu.example").exists()
    assert Invitation.objects.pending().count() == 1


def test_a_common_password_is_refused(people: People) -> None:
    common = "finalfantasy"
    assert common in CommonPasswordValidator().passwords, "long enough, but everybody's"

    answer = opened(invited(people)).post(PAGE, typed(new=common, again=common))

    assert (answer.status_code, User.objects.filter(email="nina@neu.example").exists()) == (
        422,
        False,
    )


def test_who_has_an_account_signs_in_first_and_then_takes_the_role(people: People) -> None:
    client = opened(invited(people, people.carla.user.email))

    before = client.get(PAGE).content.decode()
    refused = client.post(PAGE, typed())
    client.force_login(people.carla.user)
    client.get(PAGE, {"code": invited(people, people.carla.user.email)})
    client.post(PAGE)

    assert "gibt es schon ein Konto" in before
    assert refused.status_code == 200
    carla = User.objects.get(pk=people.carla.user.pk)
    assert not carla.check_password(PASSWORD)
    assert actor_for(carla, now()).offices == {people.bornheim.pk, people.siegburg.pk}


def test_who_is_signed_in_as_somebody_else_gains_nothing(people: People) -> None:
    client = Client()
    client.force_login(people.ada.user)
    client.get(PAGE, {"code": invited(people)})

    page = client.get(PAGE).content.decode()
    client.post(PAGE, typed())

    assert "mit einer anderen Adresse angemeldet" in page
    assert actor_for(people.ada.user, now()).offices == frozenset()
    assert Invitation.objects.pending().count() == 1
