"""Every sign-in, refusal and end leaves one line of the audit log, with ids and no address."""

from django.test import Client

from kinderschutz.lib.practice import CODE
from network.models import Event, User
from network.services.sign_in_log import NO_ACCOUNT
from tests.fixtures.oidc import Provider
from tests.network.views.test_provider import LINKS, link
from tests.network.views.test_signed_in import PASSWORD, signed_in
from tests.people import People


def lines(user: User) -> list[str]:
    return list(Event.objects.filter(on_id=user.pk).values_list("what", flat=True))


def test_signing_in_and_out_leaves_a_line_each(people: People) -> None:
    signed_in(people.ben.user).post("/abmelden/")

    assert lines(people.ben.user) == ["signed_in", "signed_out"]


def test_a_wrong_password_leaves_a_line_with_the_account(client: Client, people: People) -> None:
    client.post("/anmelden/", {"username": people.ben.user.email, "password": "falsch"})

    event = Event.objects.get(what="sign_in_failed")
    assert (event.on_id, event.actor_id, event.details) == (people.ben.user.pk, None, {})


def test_an_address_without_account_makes_the_same_work(client: Client, people: People) -> None:
    client.post("/anmelden/", {"username": "niemand@leute.example", "password": "falsch"})

    assert Event.objects.get(what="sign_in_failed").on_id == NO_ACCOUNT


def test_a_wrong_code_leaves_a_line(client: Client, people: People) -> None:
    said = {"username": people.ben.user.email, "password": PASSWORD}
    step = client.post("/anmelden/", said)["Location"]
    client.post(step, {"code": "000000" if CODE != "000000" else "111111"})

    assert lines(people.ben.user) == ["second_factor_failed"]


def test_ending_other_sessions_leaves_a_line(people: People) -> None:
    here, _ = signed_in(people.ben.user), signed_in(people.ben.user)

    here.post("/konto/sitzungen/", {"sitzung": "andere"})

    assert Event.objects.get(what="sessions_ended").details == {"count": 1}


def test_linking_and_unlinking_leave_a_line_each(
    client: Client, people: People, provider: Provider
) -> None:
    client.force_login(people.ben.user)

    link(client, provider)
    client.post(LINKS, {"loesen": "1"})

    assert lines(people.ben.user) == ["provider_linked", "provider_unlinked"]
