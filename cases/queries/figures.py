"""Figures for monitoring: how much is owed to whom, by age and urgency. No case, office or person.

Each question looks at rows through an index of what is open, so that monitoring costs the same in
the tenth year.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, Min, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from cases.models import Draft, Notice
from network.access import all_rows
from network.domain.terms import Urgency
from network.models import Call, Delivery, Heartbeat, PostalLetter


@dataclass(frozen=True)
class Waiting:
    """How many, and for how long the oldest of them."""

    count: int
    oldest: timedelta


@dataclass(frozen=True)
class Figures:
    """What stood in the database at one moment, over the whole network."""

    letters_waiting: Waiting
    letters_failed: int
    notices_open: dict[str, Waiting]
    notices_overdue: dict[str, int]
    notices_alarming: int
    notices_to_release: Waiting
    calls_open: Waiting
    paper_open: Waiting
    drafts: int
    heartbeats: dict[str, timedelta]


@all_rows("monitoring counts the whole network, and names nobody")
def figures() -> Figures:
    """All of them; ages by the database's clock."""
    released = Notice.objects.open().filter(withdrawn_at=None, released_at__isnull=False)
    by_urgency = released.order_by().values("urgency")
    open_notices = by_urgency.annotate(
        count=Count("pk"),
        late=Count("pk", filter=Q(ack_by__lt=Now())),
        oldest=_age(Min("created_at")),
    )
    found = {row["urgency"]: row for row in open_notices}
    return Figures(
        letters_waiting=_waiting(Delivery.objects.unsettled(), since="planned_at"),
        letters_failed=Delivery.objects.failed_unanswered().count(),
        notices_open={
            each.value: Waiting(row["count"], row["oldest"])
            if (row := found.get(each.value))
            else Waiting(0, timedelta())
            for each in Urgency
        },
        notices_overdue={
            each.value: found[each.value]["late"] if each.value in found else 0 for each in Urgency
        },
        notices_alarming=Notice.objects.alarming().count(),
        notices_to_release=_waiting(Notice.objects.waiting_for_release(), since="created_at"),
        calls_open=_waiting(Call.objects.open(), since="planned_at"),
        paper_open=_waiting(PostalLetter.objects.open(), since="planned_at"),
        drafts=Draft.objects.count(),
        heartbeats=Heartbeat.objects.all().ages(),
    )


def _waiting(rows: QuerySet[Any], *, since: str) -> Waiting:
    found = rows.order_by().aggregate(count=Count("pk"), oldest=_age(Min(since)))
    return Waiting(found["count"], found["oldest"] or timedelta())


def _age(since: Min) -> "ExpressionWrapper[CombinedExpression]":
    return ExpressionWrapper(Now() - since, output_field=DurationField())
