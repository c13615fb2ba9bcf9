"""Changing the password, and setting a new one by letter."""

import re

import pytest
from django.core import mail
from django.test import Client

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Event, User
from network.services import passwords
from tests.factories import network as make
from tests.people import People

OLD, NEW = "geheim-genug-fuer-tests", "Ein ganz neuer, langer Satz"
STEP = "/anmelden/zweiter-faktor/"


@pytest.fixture
def letter_of_ben(people: People) -> str:
    token = passwords.token_for(people.ben.user)
    return f"/passwort-vergessen/neu/{token}/"


def test_a_letter_sets_a_new_password_and_does_not_sign_in(
    client: Client, people: People, letter_of_ben: str
) -> None:
    page = client.get(letter_of_ben, follow=True)
    client.post(page.redirect_chain[-1][0], {"new": NEW, "again": NEW})

    assert "_auth_user_id" not in client.session
    step = client.post("/anmelden/", {"username": "ben@leute.example", "password": NEW})
    assert step["Location"] == STEP


def test_the_address_in_the_browser_does_not_hold_the_token(
    client: Client, people: People, letter_of_ben: str
) -> None:
    assert client.get(letter_of_ben)["Location"] == "/passwort-vergessen/neu/t/"


def test_a_letter_holds_once(client: Client, people: People, letter_of_ben: str) -> None:
    page = client.get(letter_of_ben, follow=True)
    client.post(page.redirect_chain[-1][0], {"new": NEW, "again": NEW})

    assert Client().get(letter_of_ben, follow=True).status_code == 410


@pytest.mark.parametrize("token", ["x", "x.y", "MQ.abc-def", ".", "ä.ö"])
def test_a_made_up_letter_is_too_old(client: Client, people: People, token: str) -> None:
    assert client.get(f"/passwort-vergessen/neu/{token}/", follow=True).status_code == 410


def test_a_letter_of_an_ended_account_is_void(
    client: Client, people: People, letter_of_ben: str
) -> None:
    User.objects.filter(pk=people.ben.user.pk).update(is_active=False)

    assert client.get(letter_of_ben, follow=True).status_code == 410


def test_a_new_password_ends_every_session(client: Client, people: People) -> None:
    elsewhere = Client()
    elsewhere.force_login(people.ben.user)
    token = passwords.token_for(User.objects.get(pk=people.ben.user.pk))
    page = client.get(f"/passwort-vergessen/neu/{token}/", follow=True)

    client.post(page.redirect_chain[-1][0], {"new": NEW, "again": NEW})

    assert elsewhere.get("/jugendaemter/").status_code == 302


def test_a_letter_from_before_a_sign_in_is_void(
    client: Client, people: People, letter_of_ben: str
) -> None:
    Client().force_login(people.ben.user)

    assert client.get(letter_of_ben, follow=True).status_code == 410


def test_changing_keeps_this_session_and_ends_others(client: Client, people: People) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(people.ben.user)

    client.post("/konto/passwort/", {"new": NEW, "again": NEW})

    assert client.get("/jugendaemter/").status_code == 200
    assert elsewhere.get("/jugendaemter/").status_code == 302
    assert Event.objects.filter(what="password_set", on_id=people.ben.user.pk).count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"new": "kurz", "again": "kurz"}, {"new": NEW, "again": "anders"}]
)
def test_a_password_that_will_not_do_says_why(
    client: Client, people: People, sent: dict[str, str]
) -> None:
    client.force_login(people.ben.user)

    answer = client.post("/konto/passwort/", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors


@pytest.mark.django_db(transaction=True)
def test_the_letter_names_nobody_and_goes_to_accounts_only() -> None:
    make.make_user("Ben Bach", email="ben@leute.example")
    passwords.send_letter("niemand@leute.example", "http://testserver/neu/{token}/")
    passwords.send_letter("Ben@Leute.example", "http://testserver/neu/{token}/")

    assert wait_until(lambda: bool(mail.outbox), seconds=5)
    (letter,) = mail.outbox
    assert letter.to == ["ben@leute.example"]
    assert "Ben Bach" not in f"{letter.subject}{letter.body}"
    token = re.findall(r"/neu/(\S+)/", str(letter.body))[0]
    assert passwords.user_of(token) == User.objects.get()


def test_the_fourth_request_for_a_letter_has_to_wait(client: Client, people: People) -> None:
    answers = [client.post("/passwort-vergessen/", {"email": "x@y.example"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert "Bitte warten Sie noch 15 Minuten." in answers[3].content.decode()
