"""What a person has reported: that it arrived, and whom it has reached. Nothing of the case.

The law closes what a reporter may learn of the case itself (§ 64 Abs. 4 SGB VIII, § 4 Abs. 4 KKG).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from cases.access import Actor, own_reports
from cases.models import Notice
from cases.queries.receipt import by_weight, first_told
from cases.queries.standing import Badge, urgency_badge
from cases.queries.told_now import ToldNow, told_now

PER_PAGE = 20


@dataclass(frozen=True)
class MyReport:
    """One line of the list."""

    reference: str
    arrived_at: datetime
    urgency: Badge
    told: tuple[ToldNow, ...]


def my_reports(actor: Actor, *, page: str | None) -> Page[Any]:
    """One page of the actor's own reports, the newest first: three queries, however many rows."""
    told = first_told(Notice.objects.all())
    reports = (
        own_reports(actor)
        .defer("account", "points")
        .prefetch_related(Prefetch("notices", queryset=told, to_attr="told"))
        .order_by("-recorded_at", "-id")
    )
    return Paginator(reports, PER_PAGE).get_page(page)


def lines(page: Page[Any], *, at: datetime) -> list[MyReport]:
    """The rows of a page as they are shown: four queries more."""
    concerns = list(page)
    known = told_now([notice for concern in concerns for notice in concern.told], at=at)
    return [
        MyReport(
            reference=concern.reference,
            arrived_at=concern.recorded_at,
            urgency=urgency_badge(concern.urgency),
            told=tuple(sorted((known[each.pk] for each in concern.told), key=by_weight)),
        )
        for concern in concerns
    ]
