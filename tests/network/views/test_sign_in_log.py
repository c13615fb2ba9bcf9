"""Every sign-in, refusal and end leaves one line of the audit log, with ids and no address."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from kinderschutz.lib.practice import CODE
from network.models import Event, User
from network.services.sign_in_log import NO_ACCOUNT
from tests.fixtures.oidc import Provider
from tests.network.views.test_provider import LINKS, at_provider, link
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


ASK_AGAIN, PASSKEY = "/anmelden/erneut/", "/anmelden/passkey/"


def passkey_of(user: User | None) -> str:
    """What a browser sends: the right form, a signature of nothing."""
    named = {"userHandle": websafe_encode(str(user.pk).encode())} if user else {}
    said = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", **named}
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": said})


def credential() -> dict[str, Any]:
    """What the portal keeps of a passkey, made without a browser."""
    public = ES256.from_cryptography_key(  # type: ignore[no-untyped-call]
        generate_private_key(SECP256R1()).public_key()
    )
    key = AttestedCredentialData.create(Aaguid.NONE, b"key", public)
    flags = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.ATTESTED
    told = AuthenticatorData.create(bytes(32), flags, 0, bytes(key))
    client_data = {"type": "webauthn.create", "challenge": "AA", "origin": "https://x.example"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client_data).encode()),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", told, {}))),
    }
    name = websafe_encode(b"key")
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


def test_a_wrong_passkey_leaves_a_line_with_the_account_it_names(
    client: Client, people: People
) -> None:
    client.post(PASSKEY, {"credential": passkey_of(people.ben.user)})

    event = Event.objects.get(what="passkey_failed")
    assert (event.on_id, event.actor_id, event.details) == (people.ben.user.pk, None, {})


@pytest.mark.parametrize("sent", [passkey_of(None), "[]", "1", "{", "", '{"response": 7}'])
def test_a_passkey_that_names_nobody_leaves_one_too(
    client: Client, people: People, sent: str
) -> None:
    assert client.post(PASSKEY, {"credential": sent}).status_code == 302

    assert Event.objects.get(what="passkey_failed").on_id == NO_ACCOUNT


def test_a_wrong_passkey_in_the_second_step_leaves_one(client: Client, people: People) -> None:
    said = {"username": people.ben.user.email, "password": PASSWORD}
    step = client.post("/anmelden/", said)["Location"]
    answer = client.post(step, {"credential": passkey_of(people.ben.user)})

    assert answer.status_code == 422
    assert lines(people.ben.user) == ["second_factor_failed"]


def test_a_step_without_any_code_leaves_none(client: Client, people: People) -> None:
    said = {"username": people.ben.user.email, "password": PASSWORD}
    client.post(client.post("/anmelden/", said)["Location"], {"code": ""})

    assert lines(people.ben.user) == []


@pytest.mark.parametrize("wrong", [{"password": "falsch"}, {"code": "000000"}])
def test_a_wrong_answer_when_asked_again_leaves_a_line(
    client: Client, people: People, wrong: dict[str, str]
) -> None:
    client.force_login(people.ben.user)

    client.post(ASK_AGAIN, wrong)

    event = Event.objects.get(on_id=people.ben.user.pk)
    assert (event.what, event.actor_id, event.details) == ("reauthentication_failed", None, {})


def test_a_wrong_passkey_when_asked_again_leaves_one(client: Client, people: People) -> None:
    data = {"name": "Schlüssel", "credential": credential()}
    Authenticator.objects.create(user=people.ben.user, type=Authenticator.Type.WEBAUTHN, data=data)
    client.force_login(people.ben.user)

    answer = client.post(ASK_AGAIN, {"credential": passkey_of(people.ben.user)})

    assert answer.status_code == 422
    assert lines(people.ben.user) == ["reauthentication_failed"]


def test_a_right_answer_or_none_leaves_no_line(client: Client, people: People) -> None:
    client.force_login(people.ben.user)

    client.post(ASK_AGAIN, {"password": ""})
    client.post(ASK_AGAIN, {"password": PASSWORD})

    assert lines(people.ben.user) == []


def test_an_answer_of_the_provider_that_is_not_believed_leaves_a_line(
    client: Client, people: People, provider: Provider
) -> None:
    provider.claims = {"nonce": "eine-andere"}

    at_provider(client, provider)

    assert Event.objects.get(what="provider_failed").on_id == NO_ACCOUNT


def test_one_that_opens_no_account_leaves_one(
    client: Client, people: People, provider: Provider
) -> None:
    at_provider(client, provider)

    assert Event.objects.get(what="provider_failed").details == {}


def test_one_for_an_account_whose_address_changed_names_it(
    client: Client, people: People, provider: Provider
) -> None:
    client.force_login(people.ben.user)
    link(client, provider)
    provider.email = "anders@leute.example"

    at_provider(Client(), provider)

    assert Event.objects.get(what="provider_failed").on_id == people.ben.user.pk


def test_a_link_that_is_refused_leaves_one(
    client: Client, people: People, provider: Provider
) -> None:
    client.force_login(people.carla.user)

    link(client, provider)

    assert lines(people.carla.user) == ["provider_failed"]


def test_nobody_fills_the_log_with_made_up_answers(
    client: Client, people: People, provider: Provider
) -> None:
    for _ in range(31):
        answer = client.get("/anmelden/von/organisation/?state=x&code=y")

    page = client.get(answer["Location"]).content.decode()
    assert Event.objects.filter(what="provider_failed").count() == 30
    assert "Das waren zu viele Versuche." in page


def test_right_answers_are_not_counted(client: Client, people: People, provider: Provider) -> None:
    client.force_login(people.ben.user)
    link(client, provider)

    answers = {at_provider(Client(), provider)["Location"] for _ in range(31)}

    assert answers == {"/anmelden/zweiter-faktor/"}
