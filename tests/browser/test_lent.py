"""Called in, on call, checking costs: the pages of single roles in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.models import AssignmentNote, CaseAssignment, Concern
from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from network.models import Call
from tests.browser.pages import log_in, look, walk
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.factories.lent import always_on_call, called_in
from tests.people import People, Person, person

PART = "Ich sehe gewichtige Anhaltspunkte und rate zu einem Hausbesuch zu zweit."


@pytest.fixture
def sven(everybody: People) -> Person:
    """A second professional in Bornheim."""
    return person("Sven Sander", Role.SECOND_PROFESSIONAL, everybody.bornheim)


@pytest.fixture
def otto(everybody: People) -> Person:
    """On call in Bornheim, today and at this hour."""
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, everybody.bornheim)
    always_on_call(everybody.bornheim, otto.user)
    return otto


@pytest.fixture
def wilma(everybody: People) -> Person:
    """She checks costs in Bornheim."""
    return person("Wilma Wirt", Role.ECONOMIC_UNIT, everybody.bornheim)


def test_a_caseworker_calls_somebody_in_and_ends_it(
    page: Page, everybody: People, sven: Person
) -> None:
    concern = make_concern(everybody)
    log_in(page, everybody.ben.user)
    page.goto(reverse("cases:notice", args=[notice_to(concern, "bornheim").pk]))
    page.get_by_role("link", name="Jemanden hinzuziehen").click()

    page.get_by_label("Wen ziehen Sie hinzu?").select_option(label="Sven Sander")
    page.get_by_role("button", name="Hinzuziehen").click()

    expect(page.get_by_role("heading", name="Sven Sander")).to_be_visible()
    look(page, "lent-assignments")
    page.get_by_role("button", name="Beenden").click()
    expect(page.get_by_text("Niemand ist hinzugezogen.")).to_be_visible()
    assert CaseAssignment.objects.get().ended_by_id == everybody.ben.user.pk


def test_the_second_professional_reads_and_writes_the_own_part(
    page: Page, everybody: People, sven: Person
) -> None:
    called_in(make_concern(everybody), sven, by=everybody.ben)
    log_in(page, sven.user)
    page.goto("/")
    look(page, "lent-assigned")
    page.get_by_role("link", name="KS-").first.click()
    look(page, "lent-assigned-case")
    walk(page)

    page.get_by_role("textbox", name="Ihr Beitrag").fill(PART)
    page.get_by_role("button", name="Beitrag festhalten").click()

    expect(page.get_by_text(PART)).to_be_visible()
    assert AssignmentNote.objects.get().text == PART


def test_a_list_without_cases_says_what_to_do(page: Page, sven: Person) -> None:
    log_in(page, sven.user)
    page.goto("/")

    expect(page.get_by_text("Sie sind zu keinem Fall hinzugezogen")).to_be_visible()
    look(page, "lent-assigned-empty")


def at_night(everybody: People) -> Concern:
    """A child of Bornheim is in Bonn: somebody has to be called."""
    concern = make_concern(everybody, child(whereabouts=BONN), urgency="acute")
    Call.objects.update(desk=CallDesk.OFFICE)
    return concern


def test_on_call_one_takes_over_and_sees_whom_to_call(
    page: Page, everybody: People, otto: Person
) -> None:
    concern = at_night(everybody)
    log_in(page, otto.user)
    page.goto("/")
    look(page, "lent-duty")
    page.get_by_role("link", name=concern.reference).click()
    look(page, "lent-duty-case")
    walk(page)

    page.get_by_role("button", name="Übernehmen").click()

    expect(page.get_by_text("Übernommen von Otto Ohm")).to_be_visible()
    expect(page.get_by_role("link", name="Mitteilende Person anzeigen")).to_be_visible()


def test_on_call_one_takes_over_without_script(
    plain_page: Page, everybody: People, otto: Person
) -> None:
    concern, page = at_night(everybody), plain_page
    log_in(page, otto.user)
    page.goto(reverse("cases:duty"))

    page.get_by_role("link", name=concern.reference).click()
    page.get_by_role("button", name="Übernehmen").click()

    expect(page.get_by_text("Übernommen von Otto Ohm")).to_be_visible()


def test_the_economic_unit_reads_where_a_child_belongs(
    page: Page, everybody: People, wilma: Person
) -> None:
    concern = make_concern(everybody)
    make_concern(everybody, child(mother={}, father={}))
    log_in(page, wilma.user)
    page.goto("/")
    look(page, "lent-costs")

    page.get_by_label("Kennung").fill(concern.reference)
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Kanarienkind A").click()

    expect(page.get_by_text("gewöhnlicher Aufenthalt der Mutter: Bornheim").first).to_be_visible()
    look(page, "lent-costs-child")
    walk(page)


def test_a_role_without_a_page_of_its_own_lands_where_it_is_told_what_is_open(
    page: Page, everybody: People
) -> None:
    log_in(page, person("Gudrun Gast", Role.LEGAL_GUARDIAN, everybody.bornheim).user)
    page.goto("/")

    expect(page.get_by_text("§ 68 SGB VIII")).to_be_visible()
    look(page, "lent-overview")
