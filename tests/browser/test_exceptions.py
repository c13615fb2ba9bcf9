"""Kept out, broken in, looked at, answered: the pages of exceptions in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import AccessExport, BreakGlass, CaseBlock, Concern, ItemMark
from network.domain.terms import Role
from tests.browser.pages import log_in, look, walk
from tests.factories.cases import REPORTER, make_concern, notice_to
from tests.people import People, Person, person

WHY = "Die Klinik ruft nachts an und braucht Auskunft."


@pytest.fixture
def concern(everybody: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(everybody)


@pytest.fixture
def hanna(everybody: People) -> Person:
    """She leads Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, everybody.bornheim)


@pytest.fixture
def otto(everybody: People) -> Person:
    """On call in Bornheim; sees no case."""
    return person("Otto Ohm", Role.ON_CALL_WORKER, everybody.bornheim)


def open_notice(page: Page, concern: Concern) -> None:
    page.goto(reverse("cases:notice", args=[notice_to(concern, "bornheim").pk]))


def test_a_head_keeps_a_colleague_out_and_lets_him_in_again(
    page: Page, concern: Concern, hanna: Person
) -> None:
    log_in(page, hanna.user)
    open_notice(page, concern)
    page.get_by_role("link", name="Nicht für … (sperren)").click()
    look(page, "sperren-leer")
    page.get_by_label("Wer darf den Fall nicht sehen?").select_option(label="Ben Bach")
    page.get_by_label("Begründung").fill("Mit der Familie verwandt.")
    page.get_by_role("button", name="Sperren", exact=True).click()
    expect(page.get_by_role("heading", name="Ben Bach")).to_be_visible()
    look(page, "sperren")

    page.get_by_role("button", name="Sperre aufheben").click()

    expect(page.get_by_text("Niemand ist gesperrt.")).to_be_visible()
    assert not CaseBlock.objects.in_force().exists()


def test_on_call_opens_a_case_reads_it_and_ends_it_by_keyboard(
    page: Page, concern: Concern, otto: Person
) -> None:
    log_in(page, otto.user)
    page.goto("/")
    page.get_by_role("link", name="Notzugriff").first.click()
    look(page, "notzugriff")
    page.get_by_label("Kennung der Mitteilung").fill(concern.reference)
    page.get_by_label("Warum müssen Sie den Fall jetzt sehen?").fill(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(concern.reference)
    look(page, "notzugriff-fall")
    assert "Notzugriff beenden" in walk(page)

    page.get_by_role("button", name="Notzugriff beenden").click()

    expect(page.get_by_text("Der Notzugriff ist beendet.")).to_be_visible()
    assert BreakGlass.objects.get().ended_at is not None


def test_a_look_at_the_reporter_without_script_reaches_the_head(
    plain_page: Page, page: Page, everybody: People, concern: Concern, hanna: Person
) -> None:
    log_in(plain_page, everybody.ben.user)
    open_notice(plain_page, concern)
    plain_page.locator('a[href$="/mitteilende-person/"]').first.click()
    plain_page.get_by_label("Begründung").fill("Rückruf wegen der Adresse.")
    plain_page.get_by_role("button", name="Name und Nummer anzeigen").click()
    expect(plain_page.get_by_text(REPORTER[0])).to_be_visible()

    log_in(page, hanna.user)
    page.goto(reverse("cases:lead"))
    look(page, "leitung-einsicht")
    page.get_by_role("button", name="Zur Kenntnis genommen").click()

    expect(page.get_by_text("Gesehen von Hanna Herr")).to_be_visible()


def test_an_item_is_marked(page: Page, everybody: People, concern: Concern) -> None:
    log_in(page, everybody.ben.user)
    open_notice(page, concern)
    page.get_by_role("link", name="Anvertrautes und Medizinisches kennzeichnen").click()
    group = page.get_by_role("group", name="Was berichtet wird")
    group.get_by_text("medizinisch (§ 76 SGB X)").click()
    look(page, "kennzeichnen")
    page.get_by_role("button", name="Speichern").click()

    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    assert ItemMark.objects.get().mark == "medical"


def test_an_answer_to_the_family_is_made_by_one_and_released_by_another(
    page: Page, plain_page: Page, everybody: People, concern: Concern, hanna: Person
) -> None:
    log_in(page, everybody.ben.user)
    open_notice(page, concern)
    page.get_by_role("link", name="Auskunft erstellen").click()
    look(page, "auskunft-beginnen")
    page.get_by_text("Kind A: Kanarienkind A").click()
    page.get_by_role("button", name="Auskunft beginnen").click()
    for refuse in page.get_by_text("Nicht mitteilen", exact=True).all():
        refuse.click()
    for ground in page.get_by_label("Grund, falls nicht mitgeteilt").all():
        ground.select_option(value="others")
    look(page, "auskunft-entscheiden")
    page.get_by_role("button", name="Zur Freigabe einreichen").click()
    expect(page.get_by_text("Jetzt gibt eine zweite Person die Auskunft frei.")).to_be_visible()

    log_in(plain_page, hanna.user)
    export = AccessExport.objects.get()
    plain_page.goto(reverse("cases:access_export", args=[export.pk]))
    plain_page.get_by_role("button", name="Freigeben").click()

    expect(plain_page.get_by_text("Freigegeben.")).to_be_visible()
    page.goto(reverse("cases:access_export", args=[export.pk]))
    look(page, "auskunft-freigegeben")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Auskunft herunterladen (PDF)").click()
    assert fetched.value.suggested_filename == "auskunft.pdf"
