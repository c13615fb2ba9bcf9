"""What stands above the inbox: how much there is of each kind, and the red lines that stay."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

from cases.access import Actor, sent_notices, visible_notices
from cases.models import Notice
from cases.models.notice import ALARM

COUNTED_UP_TO = 1000
ALARMS_SHOWN = 5


@dataclass(frozen=True)
class Counts:
    """Notices by state, each counted up to `COUNTED_UP_TO`."""

    open: int
    overdue: int
    taken: int
    waiting: int


@dataclass(frozen=True)
class Alarm:
    """Nobody has taken this notice over, or its letter did not arrive; only a call helps now.

    `says` is set where the notice itself is the alarm about somebody else's.
    """

    notice_id: UUID
    reference: str
    recipient: str
    says: str
    is_exhausted: bool
    since: datetime


def counts(actor: Actor, *, at: datetime) -> Counts:
    """All figures in one query; none counts more than `COUNTED_UP_TO` rows."""
    told = visible_notices(actor)
    still_open = told.filter(acknowledged_at=None)
    found = _counted(
        {
            "open": still_open,
            "overdue": still_open.filter(ack_by__lt=at),
            "taken": told.filter(acknowledged_at__isnull=False),
            "waiting": sent_notices(actor).waiting_for_release(),
        }
    )
    return Counts(**found)


def alarms(actor: Actor) -> tuple[Alarm, ...]:
    """Unanswered and undelivered notices to or from the actor's organisations, most urgent first.

    At most one more than `ALARMS_SHOWN`, so that a page can say that there are others.
    """
    sent = sent_notices(actor).filter(released_at__isnull=False).exclude(cause=ALARM)
    raised = (
        (visible_notices(actor) | sent)
        .alarming()
        .select_related("recipient_office", "recipient_partner", "recipient_outside")
        .defer("content", "headline")
        .order_by("rank", "created_at", "id")
    )
    return tuple(_alarm(notice) for notice in raised[: ALARMS_SHOWN + 1])


def _alarm(notice: Notice) -> Alarm:
    since = notice.exhausted_at or notice.unreached_at or notice.created_at
    return Alarm(
        notice_id=notice.pk,
        reference=notice.reference,
        recipient=notice.recipient_name,
        says=notice.because if notice.cause == ALARM else "",
        is_exhausted=notice.exhausted_at is not None,
        since=since,
    )


def _counted(querysets: Mapping[str, QuerySet[Notice]]) -> dict[str, int]:
    """Count several querysets at once; nothing is asked for those that are empty anyway."""
    found = dict.fromkeys(querysets, 0)
    asked: dict[str, tuple[str, Sequence[Any]]] = {}
    for name, queryset in querysets.items():
        with suppress(EmptyResultSet):
            capped = queryset.values(one=Value(1))[:COUNTED_UP_TO]
            asked[name] = capped.query.sql_with_params()
    if not asked:
        return found
    columns = ", ".join(
        f"(SELECT count(*) FROM ({sql}) AS capped)"  # noqa: S608 compiled by Django, values apart
        for sql, _ in asked.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}", [value for _, values in asked.values() for value in values]
        )
        row = cursor.fetchone() or ()
    return found | dict(zip(asked, row, strict=True))
