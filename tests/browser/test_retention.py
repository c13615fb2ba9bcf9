"""Retention in the browser: the rules and what goes next, closing and holding one case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import DeletionRecord, Notice
from network.domain.terms import Role
from tests.browser.pages import log_in, look, walk
from tests.factories.cases import make_concern, notice_to
from tests.factories.retention import close, hold, publish_rules, settle
from tests.people import People, person


@pytest.fixture
def rules(people: People) -> People:
    publish_rules()
    return people


def test_the_head_reads_what_goes_next(page: Page, rules: People) -> None:
    concern, held = make_concern(rules), make_concern(rules)
    for each in (concern, held):
        settle(each, rules.ben.user)
        close(each, rules.bornheim, rules.ben.user, ago=timedelta(days=170))
    hold(held, rules.bornheim, rules.ben.user)
    head = person("Hanna Haupt", Role.OFFICE_HEAD, rules.bornheim)
    log_in(page, head.user)

    page.goto("/aufbewahrung/")

    expect(page.get_by_role("link", name=concern.reference).first).to_be_visible()
    look(page, "retention")


def test_a_case_is_closed_held_and_opened_again(page: Page, rules: People) -> None:
    concern = make_concern(rules)
    settle(concern, rules.ben.user, ago=timedelta(days=1))
    head = person("Hanna Haupt", Role.OFFICE_HEAD, rules.bornheim)
    log_in(page, head.user)
    page.goto(f"/eingang/{notice_to(concern, 'bornheim').pk}/aufbewahrung/")
    look(page, "retention-case")
    assert "Fall im Portal abschließen" in walk(page)

    page.get_by_role("button", name="Fall im Portal abschließen").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "retention-case-faults")
    page.get_by_text("keine gewichtigen Anhaltspunkte").click()
    page.get_by_label("Begründung").fill("Muster")
    page.get_by_text("Was wir brauchen, liegt in unserer eigenen Akte", exact=True).click()
    page.get_by_role("button", name="Fall im Portal abschließen").click()
    expect(page.get_by_text("wird ab dem")).to_be_visible()
    page.get_by_text("Gerichtsverfahren oder Ermittlungen").click()
    page.get_by_label("Erläuterung").fill("Muster")
    page.get_by_role("button", name="Löschung anhalten").click()
    expect(page.get_by_text("solange der Halt besteht")).to_be_visible()
    look(page, "retention-case-held")


def told(people: People) -> Notice:
    """Siegburg was told of Bornheim's case and took note of it a year ago."""
    concern = make_concern(people)
    settle(concern, people.ben.user)
    copy = Notice.objects.filter(concern=concern).order_by("created_at")[0]
    copy.pk, copy._state.adding = uuid4(), True
    copy.recipient_office, copy.rank = people.siegburg, 9
    copy.save(force_insert=True)
    return copy


def test_an_office_that_was_told_holds_its_copy(page: Page, rules: People) -> None:
    copy = told(rules)
    log_in(page, person("Sina Sommer", Role.OFFICE_HEAD, rules.siegburg).user)
    page.goto(f"/eingang/{copy.pk}/")
    page.get_by_role("link", name="Aufbewahrung", exact=True).click()
    expect(page.get_by_text("Ihre Kopie wird ab dem")).to_be_visible()
    look(page, "retention-copy")

    page.get_by_text("Gerichtsverfahren oder Ermittlungen").click()
    page.get_by_label("Erläuterung").fill("Muster")
    page.get_by_role("button", name="Löschung anhalten").click()
    expect(page.get_by_text("solange der Halt besteht")).to_be_visible()
    page.goto("/aufbewahrung/")

    expect(page.get_by_role("heading", name="Angehalten", exact=True)).to_be_visible()
    look(page, "retention-held-copy")


def test_data_protection_reads_what_goes_and_what_went(page: Page, rules: People) -> None:
    copy = told(rules)
    DeletionRecord.objects.bulk_create(
        [
            DeletionRecord(
                kind="concern",
                office=rules.siegburg,
                rules_version=3,
                counts={"cases_child": 7},
                at=timezone.now(),
            )
        ]
    )
    officer = person("Sabine Schutz", Role.DATA_PROTECTION_OFFICER, rules.siegburg)
    log_in(page, officer.user)

    page.goto("/aufbewahrung/")

    expect(page.get_by_text("Der nächste Lauf löscht 1 Kopie aus 1 Fall.")).to_be_visible()
    expect(page.get_by_text(copy.reference).first).to_be_visible()
    expect(page.get_by_role("link", name=copy.reference)).to_have_count(0)
    look(page, "retention-data-protection")


def test_an_answer_is_discarded_and_then_the_case_is_closed(page: Page, rules: People) -> None:
    concern = make_concern(rules)
    settle(concern, rules.ben.user, ago=timedelta(days=1))
    log_in(page, rules.ben.user)
    at = f"/eingang/{notice_to(concern, 'bornheim').pk}"
    page.goto(f"{at}/auskunft/")
    page.get_by_text("Kind A", exact=False).first.click()
    page.get_by_role("button", name="Auskunft beginnen").click()
    page.goto(f"{at}/aufbewahrung/")
    expect(page.get_by_text("Noch nicht alles ist geklärt")).to_be_visible()
    look(page, "retention-open-export")

    page.get_by_role("link", name="Auskunft für").click()
    page.get_by_role("link", name="Verwerfen").click()
    page.get_by_role("button", name="Auskunft verwerfen").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "export-discard-faults")
    page.get_by_label("Warum wird die Auskunft verworfen?").fill("Antrag zurückgenommen")
    page.get_by_role("button", name="Auskunft verwerfen").click()
    expect(page.get_by_text("Antrag zurückgenommen")).to_be_visible()
    look(page, "export-discarded")
    page.goto(f"{at}/aufbewahrung/")

    expect(page.get_by_role("button", name="Fall im Portal abschließen")).to_be_visible()
