"""The walls of the browser as a browser builds them: trusted types, nothing left after leaving."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Complaints, log_in
from tests.people import People

SINKS = {
    "markup": "document.body.innerHTML = '<b>x</b>'",
    "insertion": "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "script": "document.createElement('script').text = 'window.smuggled = 1'",
    "address of a script": "document.createElement('script').src = '/static/portal/portal.js'",
    "frame": "document.createElement('iframe').srcdoc = '<b>x</b>'",
    "another policy": "trustedTypes.createPolicy('andere', {createHTML: text => text})",
    "the same policy twice": "trustedTypes.createPolicy('htmx', {createHTML: text => text})",
}


@pytest.mark.parametrize("kind", sorted(SINKS))
def test_no_text_becomes_markup_or_code(page: Page, complaints: Complaints, kind: str) -> None:
    page.goto("/")
    page.wait_for_function("window.htmx !== undefined")

    tried = f"() => {{ try {{ {SINKS[kind]}; return '' }} catch (fault) {{ return fault.name }} }}"
    refused = page.evaluate(tried)

    assert refused == "TypeError"
    complaints.lines.clear()


def test_what_the_browser_refuses_it_complains_about(page: Page, complaints: Complaints) -> None:
    page.goto("/")

    page.evaluate("() => { try { document.body.innerHTML = 'x' } catch { return } }")

    assert any("TrustedHTML" in line for line in complaints.lines)
    complaints.lines.clear()


def test_parts_of_pages_still_come_in_through_htmx(page: Page) -> None:
    page.goto("/stil/")
    before = page.locator("#stand time").inner_text()

    expect(page.locator("#stand time")).not_to_have_text(before, timeout=6000)


def test_pages_can_use_no_camera(page: Page) -> None:
    page.goto("/anmelden/")

    assert page.evaluate("document.featurePolicy.allowsFeature('camera')") is False
    assert page.evaluate("document.featurePolicy.allowsFeature('publickey-credentials-get')")


@pytest.mark.parametrize("place", ["/eingang/", "/meine-mitteilungen/", "/jugendaemter/"])
def test_after_logging_out_the_back_button_shows_nothing(
    page: Page, everybody: People, place: str
) -> None:
    log_in(page, everybody.ben.user)
    page.goto(place)
    page.locator("summary", has_text="Ben Bach").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie sind abgemeldet")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page.locator("summary", has_text="Ben Bach")).to_have_count(0)
