"""Logging in and out."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kinderschutz.lib.practice import CODE
from tests.people import People

PASSWORD = "geheim-genug-fuer-tests"


def test_the_right_password_opens_the_portal_whatever_the_case_of_the_address(
    client: Client, people: People
) -> None:
    asked = client.post("/anmelden/", {"username": "Dora@LEUTE.example", "password": PASSWORD})
    answer = client.post(asked["Location"], {"code": CODE})

    assert asked["Location"] == reverse("mfa_authenticate")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_an_unknown_address_and_an_ended_account_get_the_same_answer(
    client: Client, people: People
) -> None:
    people.carla.user.is_active = False
    people.carla.user.save(update_fields=["is_active"])
    tries = [
        {"username": "dora@leute.example", "password": "falsch"},
        {"username": "niemand@leute.example", "password": PASSWORD},
        {"username": "carla@leute.example", "password": PASSWORD},
    ]

    answers = [client.post("/anmelden/", one) for one in tries]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert len({str(answer.context["form"].non_field_errors()) for answer in answers}) == 1


def test_after_a_fault_the_address_stays_and_the_password_does_not(
    client: Client, people: People
) -> None:
    sent = {"username": "dora@leute.example", "password": "falsch-geraten"}

    page = client.post("/anmelden/", sent).content.decode()

    assert 'value="dora@leute.example"' in page
    assert "falsch-geraten" not in page
    assert "<title>Fehler: Anmelden" in page


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/postfach/", "/postfach/"),
        ("https://boese.example/", "/"),
        ("//boese.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_login_leads_on_only_inside_the_portal(
    client: Client, people: People, wanted: str, reached: str
) -> None:
    sent = {"username": "dora@leute.example", "password": PASSWORD, "next": wanted}

    asked = client.post("/anmelden/", sent)

    assert client.post(asked["Location"], {"code": CODE})["Location"] == reached


def test_logging_out_is_a_post_and_empties_the_browser(client: Client, people: People) -> None:
    client.force_login(people.dora.user)

    assert client.get("/abmelden/").status_code == 405
    answer = client.post("/abmelden/")

    assert answer["Location"] == "/abgemeldet/"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in client.session


def test_practice_offers_its_accounts_and_fills_one_in(client: Client, people: People) -> None:
    page = client.get("/anmelden/?konto=ben@leute.example").content.decode()

    assert "Ben Bach" in page
    assert page.index(people.school.name) < page.index(people.bornheim.name)
    assert 'value="ben@leute.example"' in page
    assert 'value="Muster-Übung-2026"' in page


def test_practice_fills_in_nobody_else(client: Client, people: People) -> None:
    page = client.get("/anmelden/?konto=chefin@jugendamt.de").content.decode()

    assert 'value="chefin@jugendamt.de"' not in page


def test_where_real_cases_are_no_account_is_offered(
    client: Client, people: People, settings: Settings
) -> None:
    settings.DEMO = False

    page = client.get("/anmelden/?konto=ben@leute.example").content.decode()

    assert 'value="ben@leute.example"' not in page
    assert "Carla Clemens" not in page
    assert "Muster-Übung" not in page
