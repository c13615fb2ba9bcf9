"""Signing in at an organisation's own provider: a real answer opens one linked account."""

import time
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from kinderschutz.lib.practice import CODE
from network.models import User
from tests import signing_in
from tests.fixtures.oidc import Provider, new_key
from tests.people import People

BEGIN, BACK = "/anmelden/bei/organisation/", "/anmelden/von/organisation/"
LINKS, STEP = "/konto/sicherheit/anbieter/", "/anmelden/zweiter-faktor/"


def at_provider(client: Client, provider: Provider, **more: str) -> Any:
    there = client.post(BEGIN, more)["Location"]
    return client.get(f"{BACK}?{provider.authorize(there)}")


def link(client: Client, provider: Provider) -> Any:
    there = client.post(LINKS, {"anbieter": "organisation"})["Location"]
    return client.get(f"{BACK}?{provider.authorize(there)}")


@pytest.fixture
def linked(people: People, provider: Provider) -> User:
    """Ben, who has linked his account himself."""
    client = Client()
    client.force_login(people.ben.user)
    link(client, provider)
    assert SocialAccount.objects.get().user == people.ben.user
    return people.ben.user


def who(client: Client) -> str | None:
    found: str | None = client.session.get("_auth_user_id")
    return found


def test_a_linked_account_is_opened_after_the_second_factor(
    client: Client, linked: User, provider: Provider
) -> None:
    answer = at_provider(client, provider, next="/jugendaemter/")
    before = who(client)
    done = client.post(STEP, {"code": CODE})

    assert answer["Location"] == STEP
    assert before is None
    assert (who(client), done["Location"]) == (str(linked.pk), "/jugendaemter/")


def test_a_trusted_method_of_the_provider_is_the_second_factor(
    client: Client, linked: User, provider: Provider, settings: Settings
) -> None:
    settings.OIDC_SECOND_FACTORS = ["mfa"]
    provider.claims = {"amr": ["pwd", "mfa"]}

    answer = at_provider(client, provider)

    assert answer["Location"] == "/"
    assert client.get("/jugendaemter/").status_code == 200


def test_a_method_that_is_not_trusted_is_none(
    client: Client, linked: User, provider: Provider
) -> None:
    provider.claims = {"amr": ["mfa"]}

    assert at_provider(client, provider)["Location"] == STEP


def test_a_sign_in_there_is_not_fresh_here(
    client: Client, linked: User, provider: Provider, settings: Settings
) -> None:
    settings.OIDC_SECOND_FACTORS = ["mfa"]
    provider.claims = {"amr": ["mfa"]}
    at_provider(client, provider)

    assert client.get("/konto/passwort/")["Location"].startswith("/anmelden/erneut/")


def test_nobody_unknown_gets_an_account(client: Client, people: People, provider: Provider) -> None:
    provider.email = "fremd@leute.example"
    before = User.objects.count()

    answer = at_provider(client, provider)

    assert answer["Location"] == "/anmelden/"
    assert (User.objects.count(), who(client)) == (before, None)


def test_the_address_alone_opens_nothing(
    client: Client, people: People, provider: Provider
) -> None:
    assert at_provider(client, provider)["Location"] == "/anmelden/"
    assert who(client) is None
    assert not SocialAccount.objects.exists()


def test_another_subject_with_the_same_address_opens_nothing(
    client: Client, linked: User, provider: Provider
) -> None:
    provider.subject = "person-2"

    assert at_provider(client, provider)["Location"] == "/anmelden/"


WRONG: dict[str, dict[str, Any]] = {
    "nonce": {"claims": {"nonce": "eine-andere"}},
    "no nonce": {"claims": {"nonce": None}},
    "issuer": {"claims": {"iss": "https://boese.example"}},
    "audience": {"claims": {"aud": "anderes-portal"}},
    "party": {"claims": {"azp": "anderes-portal"}},
    "time": {"claims": {"exp": int(time.time()) - 3600}},
    "address": {"email": "carla@leute.example"},
    "unverified": {"verified": False},
    "said to be verified": {"verified": "true"},
    "unsigned": {"algorithm": "none"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_refused(
    client: Client, linked: User, provider: Provider, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)

    answer = at_provider(client, provider)

    assert answer["Location"] == "/anmelden/"
    assert who(client) is None
    assert client.get(STEP)["Location"] == "/anmelden/"


def test_an_answer_signed_by_somebody_else_is_refused(
    client: Client, linked: User, provider: Provider
) -> None:
    provider.known, provider.key = provider.key, new_key()

    assert at_provider(client, provider)["Location"] == "/anmelden/"
    assert client.get(STEP)["Location"] == "/anmelden/"


def test_an_answer_to_another_browser_is_refused(
    client: Client, linked: User, provider: Provider
) -> None:
    there = Client().post(BEGIN)["Location"]

    answer = client.get(f"{BACK}?{provider.authorize(there)}")

    assert answer["Location"] == "/anmelden/"


def test_an_answer_holds_once(client: Client, linked: User, provider: Provider) -> None:
    query = provider.authorize(client.post(BEGIN)["Location"])
    client.get(f"{BACK}?{query}")

    assert client.get(f"{BACK}?{query}")["Location"] == "/anmelden/"


def test_an_ended_account_stays_closed(client: Client, linked: User, provider: Provider) -> None:
    User.objects.filter(pk=linked.pk).update(is_active=False)

    assert at_provider(client, provider)["Location"] == "/anmelden/"


def test_linking_asks_for_a_fresh_sign_in(
    client: Client, people: People, provider: Provider
) -> None:
    client.force_login(people.ben.user)
    signing_in.let_it_grow_old(client, people.ben.user)

    answer = client.post(LINKS, {"anbieter": "organisation"})

    assert answer["Location"].startswith("/anmelden/erneut/")


def test_linking_wants_the_address_of_the_account(
    client: Client, people: People, provider: Provider
) -> None:
    client.force_login(people.carla.user)

    link(client, provider)

    assert not SocialAccount.objects.exists()


def test_a_link_is_undone(client: Client, linked: User, provider: Provider) -> None:
    client.force_login(linked)

    client.post(LINKS, {"loesen": "1"})

    assert at_provider(Client(), provider)["Location"] == "/anmelden/"


def test_nothing_but_the_subject_is_kept(linked: User) -> None:
    kept = SocialAccount.objects.get()

    assert (kept.uid, kept.extra_data) == ("person-1", {"amr": []})


def test_a_provider_that_does_not_answer_leaves_the_password(
    client: Client, people: People, provider: Provider, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )

    assert client.post(BEGIN)["Location"] == "/anmelden/"


def test_without_a_provider_there_is_no_such_page(client: Client, people: People) -> None:
    assert client.post(BEGIN).status_code == 404
    assert client.get(BACK).status_code == 404
