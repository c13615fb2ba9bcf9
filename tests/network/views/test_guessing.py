"""Guessing passwords, and asking who has an account."""

import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from network.models import User
from tests.people import People

PASSWORD = "geheim-genug-fuer-tests"
WAIT = "Das waren zu viele Versuche. Bitte warten Sie noch 5 Minuten."


def text(content: bytes) -> str:
    return content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def guess(email: str, *, client: Client | None = None, **headers: Any) -> str:
    sent = {"username": email, "password": "geraten"}
    return (client or Client()).post("/anmelden/", sent, **headers).content.decode()


def test_the_sixth_guess_has_to_wait_and_the_page_says_how_long(people: People) -> None:
    told = [guess("ben@leute.example") for _ in range(6)]

    assert [WAIT in page for page in told] == [False] * 5 + [True]


def test_an_unknown_address_has_to_wait_as_well(people: People) -> None:
    told = [guess("gibtesnicht@leute.example") for _ in range(6)]

    assert [WAIT in page for page in told] == [False] * 5 + [True]


def test_the_right_password_waits_too_and_others_do_not(people: People) -> None:
    for _ in range(5):
        guess("ben@leute.example")
    sent = {"username": "ben@leute.example", "password": PASSWORD}

    assert Client().post("/anmelden/", sent).status_code == 422
    assert (
        Client().post("/anmelden/", {**sent, "username": "carla@leute.example"}).status_code == 302
    )


def test_success_counts_as_no_guess(people: People) -> None:
    sent = {"username": "ben@leute.example", "password": PASSWORD}

    assert {Client().post("/anmelden/", sent).status_code for _ in range(12)} == {302}


def test_one_address_guesses_thirty_times_whatever_it_claims_to_be(people: People) -> None:
    told = [
        guess(f"person{number}@leute.example", REMOTE_ADDR="198.51.100.7",
              HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        for number in range(31)
    ]  # fmt: skip

    assert "zu viele Versuche" in told[30]
    assert [number for number, page in enumerate(told) if "zu viele" in page] == [30]


def test_behind_the_proxy_the_address_is_the_one_that_the_proxy_saw(
    people: People, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        guess(f"person{number}@leute.example", REMOTE_ADDR="10.0.0.1",
              HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.9")  # fmt: skip

    again = guess("ben@leute.example", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")
    other = guess("ben@leute.example", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.8")

    assert "zu viele" in again
    assert "zu viele" not in other


def test_unknown_wrong_and_ended_do_the_same_work(people: People, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    User.objects.update(password=make_password(PASSWORD))
    User.objects.filter(pk=people.carla.user.pk).update(is_active=False)
    tries = {"ben@leute.example": "falsch", "niemand@leute.example": PASSWORD,
             "carla@leute.example": PASSWORD}  # fmt: skip
    took: dict[str, list[float]] = {email: [] for email in tries}

    for _ in range(4):
        for email, password in tries.items():
            begun = time.thread_time()
            Client().post("/anmelden/", {"username": email, "password": password})
            took[email].append(time.thread_time() - begun)

    least = [min(each) for each in took.values()]
    assert min(least) > 0.05, "a password was not even compared"
    assert max(least) < 1.5 * min(least)


def test_asking_for_a_letter_gets_the_same_answer_for_everybody(
    people: People,
) -> None:
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email})
        for email in ("ben@leute.example", "niemand@leute.example")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert text(answers[0].content) == text(answers[1].content)


@pytest.mark.parametrize(
    "weak", ["kurz", "elf-zeichen", "qwertyuiop123", "ben@leute.example", "Ben Bach 123"]
)
def test_weak_passwords_are_refused(people: People, weak: str) -> None:

    with pytest.raises(ValidationError):
        validate_password(weak, people.ben.user)


def test_long_passwords_are_taken_whole(people: People) -> None:
    long = "Ein Satz mit ä, ö, ü und Leerzeichen. " * 4
    validate_password(long, people.ben.user)
    people.ben.user.set_password(long)

    assert people.ben.user.check_password(long)
    assert not people.ben.user.check_password(long[:100])
