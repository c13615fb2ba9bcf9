"""Retention in the browser: the rules and what goes next, closing and holding one case."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

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
    expect(page.get_by_text("solange der Fall angehalten ist")).to_be_visible()
    look(page, "retention-case-held")
