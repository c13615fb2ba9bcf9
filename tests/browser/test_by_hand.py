"""Calls of an office and letters on paper in a browser: looks, keyboard, phone, no script."""

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Concern, Notice
from network.models import Call, ContactKind, OutsideDistrict, PostalLetter
from tests.browser.pages import PHONE, log_in, look, walk
from tests.factories import network as make
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.people import People

ADDRESS = "Bundesstadt Bonn\nAmt für Kinder\nStadthaus 1\n53103 Bonn"


@pytest.fixture
def outside(everybody: People) -> People:
    """Bornheim has to call and to write to Bonn, thrice."""
    bonn = OutsideDistrict.objects.get(district="05314")
    make.make_contact("0228 4710", outside=bonn, kind=ContactKind.PHONE, label="Zentrale")
    for _ in range(3):
        make_concern(everybody, child(whereabouts=BONN), urgency="acute")
    return everybody


def test_the_calls_of_an_office_are_clean_from_all_sides(page: Page, outside: People) -> None:
    log_in(page, outside.ben.user)
    page.goto("/anrufe/")

    expect(page.locator("tbody tr")).to_have_count(3)
    look(page, "anrufe")
    assert "0228 4710" in walk(page)


def test_the_queue_of_letters_is_clean_from_all_sides(page: Page, outside: People) -> None:
    first, second = PostalLetter.objects.order_by("planned_at")[:2]
    PostalLetter.objects.filter(pk=first.pk).update(address=ADDRESS, stage="printed")
    PostalLetter.objects.exclude(pk__in=[first.pk, second.pk]).update(address=ADDRESS)
    make_concern(outside, child(whereabouts=BONN), urgency="acute")
    PostalLetter.objects.filter(address="").exclude(pk=second.pk).update(address=ADDRESS)
    log_in(page, outside.ben.user)
    page.goto("/briefe/")

    look(page, "briefe")

    page.get_by_role("link", name="Anschrift ergänzen").click()
    look(page, "brief-ohne-anschrift")
    page.get_by_role("button", name="Anschrift speichern").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page, "brief-fehler")


def test_printing_shows_in_the_queue_by_itself(page: Page, outside: People) -> None:
    PostalLetter.objects.update(address=ADDRESS)
    log_in(page, outside.ben.user)
    page.goto("/briefe/")

    with page.expect_download() as download:
        page.get_by_role("button", name="Ausgewählte drucken").click()

    assert download.value.suggested_filename.startswith("Briefe-")
    expect(page.get_by_role("button", name="In die Post gegeben")).to_have_count(3, timeout=8000)


def test_a_letter_goes_its_way_without_script(plain_page: Page, outside: People) -> None:
    page = plain_page
    PostalLetter.objects.update(address=ADDRESS)
    PostalLetter.objects.update(stage="printed")
    log_in(page, outside.ben.user)
    page.goto("/briefe/")

    page.get_by_role("button", name="In die Post gegeben").first.click()
    page.get_by_label("Wer hat bestätigt?").fill("Bodo Bonn")
    page.get_by_role("button", name="Bestätigung speichern").click()

    expect(page.get_by_text("Festgehalten: Bodo Bonn hat den Brief bestätigt.")).to_be_visible()
    expect(page.get_by_text("Von: Bodo Bonn")).to_be_visible()


def test_a_notice_with_a_call_to_make_is_clean_from_all_sides(page: Page, outside: People) -> None:
    call = Call.objects.filter(recipient_outside__isnull=False)[0]
    own = notice_to(call_concern(call), "bornheim")
    log_in(page, outside.ben.user)
    page.goto(f"/eingang/{own.pk}/")
    look(page, "mitteilung-anruf")

    page.get_by_text("Ergebnis des Anrufs festhalten").click()
    page.get_by_role("button", name="Ergebnis speichern").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fehler:"))
    look(page, "mitteilung-anruf-fehler")


def test_the_number_is_within_a_thumbs_reach_on_the_page_of_what_was_sent(
    page: Page, outside: People
) -> None:
    call = Call.objects.filter(recipient_outside__isnull=False)[0]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
    log_in(page, outside.ben.user)

    page.goto(f"/eingang/{call.message_id}/")

    box = page.get_by_role("group", name="Aktionen").get_by_text("0228 4710").bounding_box()
    assert box
    assert PHONE["height"] / 2 < box["y"] < PHONE["height"] - box["height"]


def call_concern(call: Call) -> Concern:
    """The concern behind a call."""
    return Notice.objects.get(pk=call.message_id).concern
