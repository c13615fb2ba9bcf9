"""What a person has reported: that it arrived, and that somebody took it over. Nothing of the case.

The law closes what a reporter may learn of the case itself (§ 64 Abs. 4 SGB VIII, § 4 Abs. 4 KKG).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from cases.access import Actor, own_reports
from cases.models import Notice
from cases.queries.receipt import ROUTE
from cases.queries.standing import Badge, urgency_badge

PER_PAGE = 20


@dataclass(frozen=True)
class TakenOver:
    """An office in which somebody answers for the report; who that is stays in the office."""

    office: str
    at: datetime


@dataclass(frozen=True)
class MyReport:
    """One line of the list."""

    reference: str
    arrived_at: datetime
    urgency: Badge
    taken_over: tuple[TakenOver, ...]


def my_reports(actor: Actor, *, page: str | None) -> Page[Any]:
    """One page of the actor's own reports, the newest first: three queries, however many rows."""
    answered = (
        Notice.objects.filter(
            cause=ROUTE,
            decision__number=1,  # whom the offices tell later is not the reporter's to know
            ack_by__isnull=False,
            recipient_office__isnull=False,
            acknowledged_at__isnull=False,
        )
        .select_related("recipient_office")
        .defer("headline", "content")
        .order_by("acknowledged_at")
    )
    reports = (
        own_reports(actor)
        .defer("account", "points")
        .prefetch_related(Prefetch("notices", queryset=answered, to_attr="answered"))
        .order_by("-recorded_at", "-id")
    )
    return Paginator(reports, PER_PAGE).get_page(page)


def lines(page: Page[Any]) -> list[MyReport]:
    """The rows of a page as they are shown."""
    return [
        MyReport(
            reference=concern.reference,
            arrived_at=concern.recorded_at,
            urgency=urgency_badge(concern.urgency),
            taken_over=tuple(
                TakenOver(notice.recipient_name, notice.acknowledged_at)
                for notice in concern.answered
            ),
        )
        for concern in page
    ]
