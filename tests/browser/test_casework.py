"""Inbox and notice in a browser: from all sides, live, by keyboard, on paper, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Concern, Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from cases.services.reporter import reveal_reporter
from network.domain.terms import Duty
from tests.browser.pages import PHONE, log_in, look, walk
from tests.factories.agreements import publish_standard
from tests.factories.cases import BONN, SIEGBURG, child, make_concern, notice_to, overdue
from tests.people import People, arrive

MANY = 6


@pytest.fixture
def everybody(transactional_db: None) -> People:
    """The small network and its rules, committed, so that the server sees them."""
    people = arrive()
    publish_standard()
    return people


@pytest.fixture
def busy(everybody: People) -> People:
    """An inbox with something of everything."""
    now = timezone.now()
    for number in range(MANY):
        urgency = ("acute", "urgent", "standard")[number % 3]
        make_concern(everybody, urgency=urgency, at=now - timedelta(minutes=7 * number))
    silent = overdue(notice_to(make_concern(everybody, urgency="acute"), "bornheim"), minutes=500)
    overdue(notice_to(make_concern(everybody), "bornheim"), minutes=1)
    escalate_due()
    silent.refresh_from_db()
    assert silent.exhausted_at
    taken = notice_to(make_concern(everybody), "bornheim")
    take_over(notice=taken, by=everybody.ben.actor, at=timezone.now())
    return everybody


@pytest.fixture
def rich(everybody: People) -> Notice:
    """A concern to which everything has happened; Ben's notice of it."""
    sister = child("B", lives=SIEGBURG)
    away = child("A", whereabouts=BONN)
    concern = make_concern(everybody, away, sister, urgency="acute", topics=("sexual_violence",))
    ben = everybody.ben.actor
    notice = overdue(notice_to(concern, "bornheim"), minutes=6)
    escalate_due()
    take_over(notice=notice, by=ben, at=timezone.now())
    reveal_reporter(concern=concern, by=ben, reason="callback", at=timezone.now())
    reason = "Die Mutter ist nach eigener Angabe umgezogen."
    overrule(
        concern=concern,
        by=ben,
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason=reason,
        at=timezone.now(),
    )
    forward(
        concern=concern,
        by=ben,
        sender=everybody.bornheim,
        to="kreis",
        reason="Ein Geschwisterkind geht in Alfter in die Kita.",
        at=timezone.now(),
    )
    notice.refresh_from_db()
    return notice


def test_inbox_is_clean_from_all_sides(page: Page, busy: People) -> None:
    log_in(page, busy.ben.user)
    page.goto("/eingang/")

    look(page, "eingang")


def test_notice_is_clean_from_all_sides(page: Page, everybody: People, rich: Notice) -> None:
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{rich.pk}/")

    look(page, "mitteilung")
