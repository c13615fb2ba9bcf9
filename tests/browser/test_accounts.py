"""An invitation from the form to the first sign-in, and the pages of whoever keeps accounts."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from network.domain.terms import Role
from network.messages import compose
from network.models import Delivery, Membership, User
from tests.browser.pages import PASSWORD, log_in, look, walk
from tests.factories.network import AT
from tests.people import People, Person, person

INVITED = "nina@leute.example"


@pytest.fixture
def keeper(everybody: People) -> Person:
    return person("Kai Konto", Role.ACCOUNT_ADMIN, everybody.bornheim)


def link_in_letter() -> str:
    """The path in the newest letter to the invited person, as the letter itself says it."""
    letter = Delivery.objects.filter(address=INVITED, kind="invitation").latest("planned_at")
    found = re.search(r"https?://\S+", compose(letter, at=AT).text)
    assert found is not None
    return found.group().removeprefix(settings.PUBLIC_URL)


def test_an_invitation_leads_to_the_first_sign_in(
    page: Page, browser: Browser, base_url: str, everybody: People, keeper: Person
) -> None:
    log_in(page, keeper.user)
    page.goto("/konten/")
    page.get_by_role("link", name="Person einladen").click()
    page.get_by_label("E-Mail-Adresse der Person").fill(INVITED)
    page.get_by_text("Wirtschaftliche Jugendhilfe", exact=True).click()
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_text("Sie gilt sieben Tage")).to_be_visible()

    guest = browser.new_context(base_url=base_url, locale="de-DE").new_page()
    guest.goto(link_in_letter())
    assert "code" not in guest.url
    look(guest, "invitation")
    guest.get_by_label("Vor- und Nachname").fill("Nina Neu")
    guest.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    guest.get_by_label("Neues Passwort, noch einmal").fill("etwas ganz anderes")
    guest.get_by_role("button", name="Konto anlegen").click()
    expect(guest.get_by_label("Vor- und Nachname")).to_have_value("Nina Neu")
    guest.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    guest.get_by_label("Neues Passwort, noch einmal").fill(PASSWORD)
    guest.get_by_role("button", name="Konto anlegen").click()
    expect(guest.get_by_text("Ihr Konto ist angelegt")).to_be_visible()

    log_in(guest, User.objects.get(email=INVITED))
    expect(guest.get_by_role("heading", level=1)).to_have_text("Zuständigkeitsdaten")
    held = Membership.objects.get(user__email=INVITED)
    assert (held.role, held.office) == (Role.ECONOMIC_UNIT, everybody.bornheim)
    guest.goto(link_in_letter())
    expect(guest.get_by_role("heading", name="Diese Einladung gilt nicht mehr")).to_be_visible()
    guest.context.close()


def test_who_left_is_signed_out_in_the_middle_of_the_work(
    page: Page, browser: Browser, base_url: str, everybody: People, keeper: Person
) -> None:
    ben = browser.new_context(base_url=base_url, locale="de-DE").new_page()
    log_in(ben, everybody.ben.user)
    log_in(page, keeper.user)

    page.goto("/konten/")
    page.get_by_role("link", name="Ben Bach").click()
    look(page, "account-role")
    page.get_by_role("button", name="Person ist ausgeschieden").click()
    expect(page.get_by_text("hat hier keinen Zugang mehr")).to_be_visible()
    ben.goto("/eingang/")

    expect(ben.get_by_role("heading", name="Anmelden")).to_be_visible()
    ben.context.close()


def test_the_list_of_an_office_is_sound_on_desk_and_phone(
    page: Page, everybody: People, keeper: Person
) -> None:
    log_in(page, keeper.user)

    page.goto("/konten/")
    expect(page.get_by_text("Die halbjährliche Bestätigung ist überfällig")).to_be_visible()
    look(page, "accounts")
    assert walk(page)
    page.get_by_role("button", name="Alle markierten Rollen stimmen noch").click()
    expect(page.get_by_text("1 Rolle ist bestätigt.")).to_be_visible()
    page.goto("/konten/")
    page.get_by_role("link", name="Person einladen").click()
    look(page, "account-invite")
