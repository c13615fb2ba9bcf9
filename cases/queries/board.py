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
from cases.queries.alone import each_alone

COUNTED_UP_TO = 1000
TAKEN_COUNTED_UP_TO = 100
"""What is done grows for ever, and nobody acts on its number."""
ALARMS_SHOWN = 5
MAIL_STANDS_SINCE = "(SELECT walls.mail_stands_since())"
"""Asked of all letters, of which a person sees few. One that was refused is due again later; one
long due means that nobody sends at all.
"""


@dataclass(frozen=True)
class Counts:
    """Notices by state, each counted up to its limit: from there on it only means "many".

    `mail_stands_since` is set for offices while letters are due and nobody takes them in hand.
    """

    open: int
    overdue: int
    taken: int
    waiting: int
    mail_stands_since: datetime | None = None


@dataclass(frozen=True)
class Alarm:
    """Nobody has taken this notice over, or its letter did not arrive; only a call helps now.

    `recipient` is empty for the actor's own organisation; `says` is set where the notice itself is
    the alarm about somebody else's.
    """

    notice_id: UUID
    reference: str
    recipient: str
    says: str
    is_exhausted: bool
    since: datetime


def counts(actor: Actor, *, at: datetime) -> Counts:
    """All figures in one query, none of which looks at more rows than its limit."""
    still_open = visible_notices(actor).filter(acknowledged_at=None)
    found, since = _counted(
        {
            "open": [still_open[:COUNTED_UP_TO]],
            "overdue": [still_open.filter(ack_by__lt=at)[:COUNTED_UP_TO]],
            "taken": [_newest_taken(alone) for alone in each_alone(actor)],
            "waiting": [sent_notices(actor).waiting_for_release()[:COUNTED_UP_TO]],
        }
    )
    found["taken"] = min(found["taken"], TAKEN_COUNTED_UP_TO)
    return Counts(**found, mail_stands_since=since if actor.offices else None)


def _newest_taken(alone: Actor) -> QuerySet[Notice]:
    taken = visible_notices(alone).filter(acknowledged_at__isnull=False)
    return taken.order_by("-created_at", "-id")[:TAKEN_COUNTED_UP_TO]


def alarms(actor: Actor) -> tuple[Alarm, ...]:
    """Unanswered and undelivered notices to or from the actor's organisations, most urgent first.

    At most one more than `ALARMS_SHOWN`, so that a page can say that there are others.
    """
    sent = sent_notices(actor).exclude(cause=ALARM)
    raised = (
        (visible_notices(actor) | sent)
        .alarming()
        .select_related("recipient_office", "recipient_partner", "recipient_outside")
        .defer("content", "headline")
        .order_by("rank", "created_at", "id")
    )
    return tuple(_alarm(notice, actor) for notice in raised[: ALARMS_SHOWN + 1])


def _alarm(notice: Notice, actor: Actor) -> Alarm:
    own = {notice.recipient_office_id, notice.recipient_partner_id} & (
        actor.offices | actor.partners
    )
    since = notice.exhausted_at or notice.unreached_at or notice.created_at
    return Alarm(
        notice_id=notice.pk,
        reference=notice.reference,
        recipient="" if own else notice.recipient_name,
        says=_says(notice),
        is_exhausted=notice.exhausted_at is not None,
        since=since,
    )


def _says(notice: Notice) -> str:
    if notice.cause == ALARM:
        return notice.because
    if notice.released_at is None:
        return f"an {notice.recipient_name}: niemand hat freigegeben oder zurückgehalten"
    return ""


def _counted(
    asked: Mapping[str, Sequence[QuerySet[Notice]]],
) -> tuple[dict[str, int], datetime | None]:
    """How many rows several querysets have together, for each name, all in one query.

    In the same query: since when the mail stands still, None while it moves.
    """
    columns: list[str] = []
    values: list[Any] = []
    for querysets in asked.values():
        sums = ["0"]
        for queryset in querysets:
            with suppress(EmptyResultSet):
                sql, params = queryset.values(one=Value(1)).query.sql_with_params()
                sums.append(f"(SELECT count(*) FROM ({sql}) AS part)")  # noqa: S608 compiled by Django
                values += params
        columns.append(" + ".join(sums))
    columns.append(MAIL_STANDS_SINCE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        *numbers, since = cursor.fetchone() or (*[0] * len(asked), None)
    return dict(zip(asked, numbers, strict=True)), since
