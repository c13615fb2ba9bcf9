"""Signing in again in the middle of a deed, and the list of sessions, as people see and use it."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from kinderschutz.lib.sessions import SessionStore
from network.domain.terms import Role
from network.models import Membership
from tests.browser.pages import PASSWORD, log_in, look, walk
from tests.people import People, Person, person
from tests.signing_in import let_it_grow_old


@pytest.fixture
def keeper(everybody: People) -> Person:
    return person("Kai Konto", Role.ACCOUNT_ADMIN, everybody.bornheim)


def an_hour_later(page: Page, someone: Person) -> None:
    """The sign-in of this browser was an hour ago."""
    client = Client()
    for cookie in page.context.cookies():
        client.cookies[cookie["name"]] = cookie["value"]
    let_it_grow_old(client, someone.user)


def role_of(people: People) -> str:
    return f"/konten/rolle/{Membership.objects.get(user=people.ben.user).pk}/"


def test_ending_a_role_asks_again_and_goes_on(
    page: Page, everybody: People, keeper: Person
) -> None:
    log_in(page, keeper.user)
    page.goto(role_of(everybody))
    look(page, "rolle")
    an_hour_later(page, keeper)
    page.get_by_role("button", name="Nur diese Rolle beenden").click()
    look(page, "erneut-rolle")
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Mit Passwort bestätigen").click()
    expect(page.get_by_role("link", name="Dieses Passwort stimmt nicht.")).to_be_visible()
    look(page, "erneut-falsch")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Mit Passwort bestätigen").click()
    look(page, "bestaetigt")
    assert "Jetzt ausführen" in walk(page)
    page.get_by_role("button", name="Jetzt ausführen").click()
    expect(page.get_by_text("ist beendet")).to_be_visible()


def test_what_was_typed_waits_without_javascript(
    plain_page: Page, everybody: People, keeper: Person
) -> None:
    log_in(plain_page, keeper.user)
    plain_page.goto(role_of(everybody))
    an_hour_later(plain_page, keeper)
    plain_page.get_by_label("Erster Tag").fill("1.1.2020")
    plain_page.get_by_label("Letzter Tag").fill("2.1.2020")
    plain_page.get_by_label("Anlass").fill("Urlaub & „Kur“")
    plain_page.get_by_role("button", name="Vertretung eintragen").click()
    plain_page.get_by_label("Passwort").fill(PASSWORD)
    plain_page.get_by_role("button", name="Mit Passwort bestätigen").click()
    plain_page.get_by_role("button", name="Jetzt senden").click()

    expect(plain_page.get_by_label("Anlass")).to_have_value("Urlaub & „Kur“")
    expect(
        plain_page.get_by_text("Der erste Tag liegt in der Vergangenheit.").first
    ).to_be_visible()


def test_the_question_is_answered_by_keyboard(
    page: Page, everybody: People, keeper: Person
) -> None:
    log_in(page, keeper.user)
    an_hour_later(page, keeper)
    page.goto("/konto/passwort/")

    names = walk(page)
    page.get_by_label("Passwort").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    assert "Abbrechen und zur Startseite" in names
    expect(page).to_have_url(re.compile("/konto/passwort/$"))


def test_after_the_session_ended_a_deed_leads_back_to_its_page(
    page: Page, everybody: People, keeper: Person
) -> None:
    log_in(page, keeper.user)
    page.goto(role_of(everybody))
    for cookie in page.context.cookies():
        SessionStore().delete(cookie["value"])
    page.get_by_role("button", name="Nur diese Rolle beenden").click()
    page.get_by_label("E-Mail-Adresse").fill(keeper.user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Bestätigen").click()

    expect(page.get_by_role("heading", name=everybody.ben.user.name)).to_be_visible()
    expect(page).to_have_url(re.compile(f"{role_of(everybody)}$"))


def test_one_of_several_sessions_is_ended_from_the_list(
    page: Page, browser: Browser, base_url: str, everybody: People
) -> None:
    elsewhere = browser.new_context(base_url=base_url, locale="de-DE").new_page()
    log_in(elsewhere, everybody.ben.user)
    log_in(page, everybody.ben.user)
    page.goto("/konto/sitzungen/")
    look(page, "zwei-sitzungen")
    assert walk(page)
    page.get_by_role("button", name="Alle anderen beenden").click()
    expect(page.get_by_text("Die Sitzung ist beendet.")).to_be_visible()
    look(page, "sitzung-beendet")

    elsewhere.goto("/konto/sitzungen/")
    expect(elsewhere).to_have_url(re.compile("/anmelden/"))
