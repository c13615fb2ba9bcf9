"""The pages of the nightly canaries and of the paper kits, seen in a browser."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import CanaryResult
from cases.services.paper_kit import make
from kinderschutz.lib.clock import database_now
from network.domain.terms import Role
from tests.browser.pages import log_in, look, walk
from tests.factories.canaries import judged, reported
from tests.people import People, person


@pytest.fixture(autouse=True)
def sink_address() -> Iterator[None]:
    with override_settings(CANARY_ADDRESS="probe@senke.example"):
        yield


def failed_round(people: People) -> None:
    """One office is red; the others are as they are when all is well."""
    run = judged(reported())
    CanaryResult.objects.filter(run=run).exclude(office=people.bornheim).update(
        faults=[], sent_ms=812, visible_ms=41
    )


def test_a_round_of_canaries(page: Page, plain_page: Page, everybody: People) -> None:
    tessa = person("Tessa Thal", Role.TECHNICAL_ADMIN, everybody.kreis)
    failed_round(everybody)
    log_in(page, tessa.user)

    page.get_by_text("Tessa Thal").first.click()
    page.get_by_role("link", name="Probelauf").first.click()

    expect(page.get_by_role("heading", name="Probelauf")).to_be_visible()
    expect(page.get_by_role("row", name="Bornheim")).to_contain_text("nicht bestanden")
    expect(page.get_by_role("row", name="Siegburg")).to_contain_text("bestanden")
    look(page, "canary")
    assert walk(page)
    log_in(plain_page, tessa.user)
    plain_page.goto("/probelauf/")
    expect(plain_page.get_by_text("E-Mail nicht angenommen")).to_be_visible()


def test_the_kits_of_an_office(page: Page, plain_page: Page, everybody: People) -> None:
    for days in (1, 0):
        make(everybody.bornheim, day=database_now().date() - timedelta(days=days))
    log_in(page, everybody.ben.user)

    page.get_by_text("Ben Bach").first.click()
    page.get_by_role("link", name="Notfallmappe").click()

    expect(page.get_by_role("heading", name="Notfallmappe")).to_be_visible()
    look(page, "paper-kits")
    assert "Vermerken: ist ausgedruckt" in walk(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.click()
    assert download.value.suggested_filename.startswith("Notfallmappe-bornheim-")

    log_in(plain_page, everybody.ben.user)
    plain_page.goto("/notfallmappe/")
    plain_page.get_by_role("button", name="Vermerken").click()
    expect(plain_page.get_by_text("Vermerkt")).to_be_visible()
    expect(plain_page.get_by_text("Zuletzt gedruckt am")).to_contain_text(
        f"{timezone.localdate():%d.%m.%Y}"
    )
