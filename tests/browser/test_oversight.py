"""Who has seen this case, the search, and the reporter shown once: looked at from all sides."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import Concern
from network.domain.terms import Role
from tests.browser.pages import log_in, look, walk
from tests.factories.cases import CHILD_NAME, REPORTER, make_concern, notice_to
from tests.people import People, Person, person


@pytest.fixture
def concern(everybody: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(everybody)


@pytest.fixture
def hanna(everybody: People) -> Person:
    """She leads Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, everybody.bornheim)


@pytest.fixture
def selma(everybody: People) -> Person:
    """Data protection of Bornheim; she sees no case."""
    return person("Selma Schutz", Role.DATA_PROTECTION_OFFICER, everybody.bornheim)


def notice_page(concern: Concern) -> str:
    return reverse("cases:notice", args=[notice_to(concern, "bornheim").pk])


def seen_by_ben(page: Page, everybody: People, concern: Concern) -> None:
    """Ben opens the inbox and the case, and logs out."""
    log_in(page, everybody.ben.user)
    page.goto("/eingang/")
    page.goto(notice_page(concern))
    page.goto("/eingang/")
    page.context.clear_cookies()


def test_the_head_asks_who_saw_a_case_and_takes_the_table_along(
    page: Page, everybody: People, concern: Concern, hanna: Person
) -> None:
    seen_by_ben(page, everybody, concern)
    log_in(page, hanna.user)
    page.goto("/protokoll/")
    look(page, "protokoll")

    page.get_by_role("button", name="Nachsehen").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "protokoll-fehler")
    page.get_by_label("Kennung").fill(concern.reference)
    page.get_by_label("Anlass").select_option(value="spot_check")
    page.get_by_role("button", name="Nachsehen").click()

    row = page.get_by_role("row", name="Ben Bach").first
    expect(row).to_contain_text(concern.reference)
    look(page, "protokoll-zeilen")
    assert "Als Tabelle herunterladen (CSV)" in walk(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Als Tabelle herunterladen (CSV)").click()
    assert fetched.value.suggested_filename.endswith(".csv")


def test_data_protection_asks_by_keyboard_alone(
    page: Page, everybody: People, concern: Concern, selma: Person
) -> None:
    seen_by_ben(page, everybody, concern)
    log_in(page, selma.user)
    page.goto("/protokoll/")
    page.get_by_label("Kennung").focus()
    page.keyboard.type(concern.reference)
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Anlass")).to_be_focused()
    page.keyboard.type("Verdacht")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("row", name="Ben Bach").first).to_be_visible()


def test_without_script_the_log_answers_too(
    plain_page: Page, page: Page, everybody: People, concern: Concern, selma: Person
) -> None:
    seen_by_ben(page, everybody, concern)
    log_in(plain_page, selma.user)
    plain_page.goto("/protokoll/")
    plain_page.get_by_label("Person").select_option(label="Ben Bach")
    plain_page.get_by_label("Anlass").select_option(index=1)
    plain_page.get_by_role("button", name="Nachsehen").click()

    expect(plain_page.get_by_role("row", name="Ben Bach").first).to_be_visible()


def test_where_nobody_looked_the_page_says_so(page: Page, hanna: Person) -> None:
    log_in(page, hanna.user)
    page.goto(
        "/protokoll/?kennung=KS-2222-2222-2222&von=01.01.2026&bis=02.01.2026&anlass=oversight"
    )

    expect(page.get_by_text("Keine Einsicht")).to_be_visible()
    look(page, "protokoll-leer")


def test_an_office_finds_its_child_by_keyboard(
    page: Page, everybody: People, concern: Concern
) -> None:
    log_in(page, everybody.ben.user)
    page.goto("/suche/")
    look(page, "suche")
    page.get_by_label("Name").focus()
    page.keyboard.type(f"{CHILD_NAME} A")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=concern.reference)).to_be_visible()
    look(page, "suche-treffer")
    assert concern.reference in walk(page)
    page.get_by_label("Name").fill("Niemand")
    page.get_by_role("button", name="Suchen", exact=True).click()
    expect(page.get_by_text("nicht gefunden")).to_be_visible()
    look(page, "suche-leer")


def test_a_search_for_nothing_says_what_is_missing(
    plain_page: Page, page: Page, everybody: People, concern: Concern
) -> None:
    for each in (page, plain_page):
        log_in(each, everybody.ben.user)
        each.goto("/suche/")
        each.get_by_role("button", name="Suchen", exact=True).click()
        expect(each.get_by_role("alert").first).to_be_visible()
    look(page, "suche-fehler")


def test_the_reporter_is_shown_once_for_a_reason(
    page: Page, everybody: People, concern: Concern
) -> None:
    log_in(page, everybody.ben.user)
    page.goto(notice_page(concern))
    page.locator('a[href$="/mitteilende-person/"]').first.click()
    look(page, "einsicht")
    page.get_by_role("button", name="Name und Nummer anzeigen").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "einsicht-fehler")
    page.get_by_text("Rückruf", exact=False).first.click()
    page.get_by_label("Begründung").fill("Rückruf wegen der Adresse.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text(REPORTER[0])).to_be_visible()
    look(page, "einsicht-gezeigt")


def test_what_is_typed_wrongly_on_the_exceptions_is_said(
    page: Page, everybody: People, concern: Concern, hanna: Person
) -> None:
    on_call = person("Otto Ohm", Role.ON_CALL_WORKER, everybody.bornheim)
    log_in(page, on_call.user)
    page.goto("/notzugriff/")
    page.get_by_role("button", name="Fall öffnen").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "notzugriff-fehler")
    page.context.clear_cookies()

    log_in(page, hanna.user)
    page.goto(notice_page(concern) + "sperren/")
    page.get_by_role("button", name="Sperren", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "sperren-fehler")


def test_wishes_of_the_reporter_are_asked_for_and_come_back(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    page.get_by_label("Was ist passiert, was haben Sie beobachtet?").fill("Blaue Flecken am Arm.")
    kontakt = page.url.replace("/lage/", "/kontakt/")
    page.get_by_role("main").get_by_role("button", name="Speichern und später weiter").click()
    page.goto(kontakt)
    page.get_by_label("Wer darf davon nichts erfahren?").fill("Ben Bach, " * 30)
    page.get_by_label("Nicht an meine eigene Einrichtung").check(force=True)
    look(page, "wuensche")
    page.get_by_role("main").get_by_role("button", name="Weiter", exact=True).click()

    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "wuensche-fehler")
    page.get_by_label("Wer darf davon nichts erfahren?").fill("Ben Bach")
    assert "not_employer" in walk(page)


def test_whoever_agrees_is_shown_a_foreign_address(
    page: Page, everybody: People, hanna: Person
) -> None:
    keeper = person("Kai Konto", Role.ACCOUNT_ADMIN, everybody.bornheim)
    log_in(page, keeper.user)
    page.goto(reverse("network:invite", args=[everybody.bornheim.pk]))
    page.get_by_label("E-Mail-Adresse der Person").fill("n.neu+x@amt.example")
    page.get_by_text("Kontenverwaltung", exact=False).first.click()
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_text("ohne den Zusatz nach dem Pluszeichen").first).to_be_visible()
    look(page, "einladung-pluszeichen")
    page.get_by_label("E-Mail-Adresse der Person").fill("n.neu@jugendamt-siegburg.example")
    page.get_by_role("button", name="Einladen").click()
    page.context.clear_cookies()

    log_in(page, hanna.user)
    page.goto(reverse("network:accounts_of", args=[everybody.bornheim.pk]))
    expect(page.get_by_text("Die Adresse gehört zu einer anderen Stelle")).to_be_visible()
    look(page, "einladung-fremd")
