"""Signing in as people do it: passkey, app, recovery code, and setting them up."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from network.models import User
from tests.browser.pages import PASSWORD, look, walk
from tests.factories import network as make
from tests.people import People
from tests.totp import AppOf, app_of


@pytest.fixture
def rita(everybody: People) -> User:
    """Somebody whose address is no practice address, without any factor yet."""
    return make.make_user("Rita Real", email="rita@jugendamt-real.de")


@pytest.fixture
def key(page: Page) -> Iterator[str]:
    """A device in the browser that makes passkeys and opens them by finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield made["authenticatorId"]
    session.send("WebAuthn.disable")


def password(page: Page, user: User) -> None:
    page.goto("/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()


def secret_on(page: Page) -> str:
    return page.locator("code.ks-code").inner_text().replace(" ", "")


def log_out(page: Page) -> None:
    page.locator("summary", has_text="Konto").click()
    page.get_by_role("button", name="Abmelden").click()


def test_a_passkey_is_made_and_opens_the_portal_without_a_password(
    page: Page, rita: User, key: str
) -> None:
    password(page, rita)
    expect(page.get_by_text("Noch ein Schritt: der zweite Faktor")).to_be_visible()
    look(page, "zweiter-faktor-fehlt")
    page.get_by_role("link", name="Passkey einrichten").click()
    expect(page.get_by_role("button", name="Passkey anlegen")).to_be_visible()
    look(page, "passkey-einrichten")
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Wiederherstellungscodes")
    expect(page.locator(".ks-codes li")).to_have_count(10)
    look(page, "wiederherstellungscodes")
    page.get_by_role("link", name="Ich habe sie verwahrt, weiter").click()
    log_out(page)

    page.goto("/anmelden/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()

    expect(page.locator("summary", has_text="Rita Real")).to_be_attached()


def test_a_passkey_is_the_second_factor_after_the_password(
    page: Page, rita: User, key: str
) -> None:
    password(page, rita)
    page.get_by_role("link", name="Passkey einrichten").click()
    page.get_by_role("button", name="Passkey anlegen").click()
    page.get_by_role("link", name="Ich habe sie verwahrt, weiter").click()
    log_out(page)

    password(page, rita)
    look(page, "zweiter-faktor-passkey")
    page.get_by_role("button", name="Mit Passkey bestätigen").click()

    expect(page.locator("summary", has_text="Rita Real")).to_be_attached()


def test_an_app_is_set_up_without_javascript(plain_page: Page, rita: User) -> None:
    password(plain_page, rita)
    plain_page.get_by_role("link", name="Authenticator-App einrichten").click()
    app = AppOf(rita, secret_on(plain_page))
    plain_page.get_by_label("Code aus der App").fill(app.code())
    plain_page.get_by_role("button", name="App bestätigen").click()

    expect(plain_page.locator(".ks-codes li")).to_have_count(10)
    plain_page.get_by_role("link", name="Ich habe sie verwahrt, weiter").click()
    expect(plain_page.locator("summary", has_text="Rita Real")).to_be_attached()


def test_the_code_of_the_app_signs_in_without_javascript(plain_page: Page, rita: User) -> None:
    app = app_of(rita)
    password(plain_page, rita)

    plain_page.get_by_label("Code").fill(app.code())
    plain_page.get_by_role("button", name="Bestätigen").click()

    expect(plain_page.locator("summary", has_text="Rita Real")).to_be_attached()


def test_the_pages_of_the_account_are_clean_from_all_sides(page: Page, everybody: People) -> None:
    app_of(everybody.dora.user)
    password(page, everybody.dora.user)
    look(page, "zweiter-faktor")
    page.get_by_role("button", name="Bestätigen").click()
    for name, path in (
        ("sicherheit", "/konto/sicherheit/"),
        ("app-einrichten", "/konto/sicherheit/app/"),
        ("passwort", "/konto/passwort/"),
        ("sitzungen", "/konto/sitzungen/"),
        ("erneut", "/anmelden/erneut/?next=/konto/passwort/"),
    ):
        page.goto(path)
        look(page, name)


@pytest.mark.parametrize("path", ["/passwort-vergessen/", "/passwort-vergessen/neu/x/"])
def test_the_pages_for_a_forgotten_password_are_clean(page: Page, path: str) -> None:
    page.goto(path)

    look(page, re.sub(r"\W+", "-", path).strip("-"))


def test_a_wrong_code_is_told_at_the_field(page: Page, rita: User) -> None:
    app_of(rita)
    password(page, rita)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Bestätigen").click()

    expect(page).to_have_title(re.compile("^Fehler: Zweiter Faktor"))
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "zweiter-faktor-fehler")


def test_the_second_step_is_done_by_keyboard(page: Page, everybody: People) -> None:
    password(page, everybody.dora.user)

    assert {"code", "Bestätigen", "Zurück"} <= set(walk(page))


def test_practice_takes_two_clicks(page: Page, everybody: People) -> None:
    page.goto("/anmelden/")
    page.evaluate(
        "p => document.querySelectorAll('input[name=password][type=hidden]')"
        ".forEach(each => { each.value = p })",
        PASSWORD,  # people of tests have another password than those of practice
    )

    page.get_by_role("button", name="Ben Bach").click()
    page.get_by_role("button", name="Bestätigen").click()

    expect(page.locator("summary", has_text="Ben Bach")).to_be_attached()
