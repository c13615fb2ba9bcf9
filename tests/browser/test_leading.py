"""Pages of heads, coordination, directory and technique: looked at from all sides."""

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from playwright.sync_api import Page

from cases.models import CanaryRun, Notice
from cases.services.escalation import escalate_due
from network.domain.terms import Role
from network.services.heartbeat import beat
from tests.browser.pages import log_in, look, walk
from tests.factories.cases import make_concern, notice_to, overdue
from tests.people import People, person


@pytest.fixture
def busy(everybody: People) -> People:
    """One notice at the end of its ladder, one overdue, and half of the machinery alive."""
    people = everybody
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    overdue(notice_to(make_concern(people, urgency="acute"), "bornheim"), minutes=200)
    overdue(notice_to(make_concern(people), "bornheim"), minutes=5)
    escalate_due()
    beat("relay")
    CanaryRun.objects.create(started_at=Now(), checked_at=timezone.now(), is_good=True)
    return people


PAGES = {
    "/leitung/": Role.OFFICE_HEAD,
    "/leitung/verstaendigung/": Role.OFFICE_HEAD,
    "/lage/": Role.COORDINATION,
    "/luecken/": Role.DIRECTORY_EDITOR,
    "/technik/": Role.TECHNICAL_ADMIN,
}


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_sound_on_desk_and_phone_in_both_schemes(
    page: Page, busy: People, path: str
) -> None:
    office = busy.bornheim if PAGES[path] is Role.OFFICE_HEAD else busy.kreis
    log_in(page, person("Lena Lang", PAGES[path], office).user)

    page.goto(path)

    look(page, f"leading{path.replace('/', '-').rstrip('-')}")
    assert walk(page)


def test_without_javascript_the_head_reads_who_was_told(plain_page: Page, busy: People) -> None:
    page = plain_page
    log_in(page, person("Lena Lang", Role.OFFICE_HEAD, busy.bornheim).user)

    page.goto("/leitung/")
    page.get_by_text("Wem wurde wann geschrieben?").first.click()

    assert page.get_by_text("heinz@leute.example").first.is_visible()
    assert Notice.objects.exhausted().exists()
