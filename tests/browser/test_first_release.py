"""The story of the first release, in two browsers: reported in Siegburg, taken over in Bornheim."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from cases.models import Concern, Notice
from network.services import post
from tests.browser.pages import Complaints, log_in
from tests.browser.test_report_flow import report_as_a_school
from tests.fixtures.smtp import SmtpSink
from tests.people import People

SECONDS_UNTIL_SEEN = 5


@pytest.fixture
def bens_page(
    browser: Browser, browser_context_args: dict[str, object], complaints: Complaints
) -> Page:
    """A second browser, at the youth office."""
    context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]  # as given
    complaints.listen(context)
    return context.new_page()


def test_a_concern_reaches_the_office_that_must_act(
    page: Page, bens_page: Page, everybody: People, smtp_sink: SmtpSink
) -> None:
    log_in(bens_page, everybody.ben.user)
    bens_page.goto("/eingang/")
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    report_as_a_school(page)

    page.get_by_role("button", name="Mitteilung senden").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    accepted = time.monotonic()
    reference = Concern.objects.get().reference
    shown = bens_page.get_by_role("rowheader").get_by_role("link", name=reference)
    expect(shown).to_be_visible(timeout=1000 * SECONDS_UNTIL_SEEN)
    assert time.monotonic() - accepted < SECONDS_UNTIL_SEEN + 1

    post.drain(by="test", seconds=10)
    [to_office] = [
        taken
        for taken in smtp_sink.envelopes
        if "eingang@jugendamt-bornheim" in taken.recipients[0]
    ]
    body = to_office.message.get_content()
    assert reference in body
    assert "Kim" not in body
    assert "Muster" not in body

    shown.click()
    bens_page.get_by_role("button", name="Übernehmen").first.click()
    expect(bens_page.get_by_text("Sie haben übernommen")).to_be_visible()
    notice = Notice.objects.get(recipient_office=everybody.bornheim)
    assert notice.acknowledgement.name == everybody.ben.user.name

    page.goto("/meine-mitteilungen/")
    expect(page.get_by_role("main")).to_contain_text(f"Erreicht: {everybody.ben.user.name}")
