"""The inbox, page by page: what an organisation was told, the most urgent first.

A page costs the same with 3 and with 3,000,000 notices: each organisation's rows are walked along
an index, beginning after the last row of the page before, and only what is shown is decrypted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import Actor, sent_notices, visible_notices
from cases.models import Notice
from cases.queries.alone import each_alone
from cases.queries.board import Alarm, Counts, alarms, counts
from cases.queries.spans import Deadline, ago, deadline
from cases.queries.standing import OPEN, OVERDUE, Badge, standing, urgency_badge
from network.domain.terms import Urgency
from network.models import Partner, YouthOffice

PER_PAGE = 25
BY_RANK = ("rank", "-created_at", "-id")
NEWEST = ("-created_at", "-id")
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Tray(StrEnum):
    """Which notices; the values stand in the address."""

    OPEN = "offen"
    OVERDUE = "ueberfaellig"
    TAKEN = "uebernommen"
    ALL = "alle"
    RELEASE = "freigabe"


@dataclass(frozen=True)
class Organisation:
    """An office or partner of the actor; `key` stands in the address."""

    id: UUID
    key: str
    name: str


class Cursor(NamedTuple):
    """The last row of a page: the next page begins after it."""

    rank: int
    at: datetime
    key: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor of an address, None where it is not one."""
        try:
            rank, micros, key = text.split(".")
            return cls(int(rank), EPOCH + int(micros) * MICROSECOND, UUID(key))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.rank}.{(self.at - EPOCH) // MICROSECOND}.{self.key.hex}"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; a `reference` is a whole one, or ""."""

    tray: Tray = Tray.OPEN
    urgency: Urgency | None = None
    organisation: UUID | None = None
    reference: str = ""
    after: Cursor | None = None


class Key(NamedTuple):
    """Of one row: its place in the order, and what may change while it lies there."""

    rank: int
    created_at: datetime
    id: UUID
    step: int
    ack_by: datetime | None
    acknowledged_at: datetime | None
    released_at: datetime | None
    exhausted_at: datetime | None
    unreached_at: datetime | None


@dataclass(frozen=True)
class Glance:
    """Enough to say whether a page still shows the truth, with nothing decrypted yet."""

    keys: tuple[Key, ...]
    next: Cursor | None
    counts: Counts
    alarms: tuple[Alarm, ...]
    at: datetime

    @property
    def fingerprint(self) -> str:
        """Changes when anything on the page changes, spans of time included (by the minute)."""
        text = repr((self.keys, self.next, self.counts, self.alarms))
        return f"{sha256(text.encode()).hexdigest()[:32]}.{self.at:%Y%m%d%H%M}"


@dataclass(frozen=True)
class Row:
    """A notice as one line of the inbox."""

    id: UUID
    reference: str
    urgency: Badge
    standing: Badge
    headline: str
    received_at: datetime
    ago: str
    deadline: Deadline | None
    taken_by: str
    taken_at: datetime | None
    organisation: str
    is_alarming: bool
    is_plain: bool
    office_id: UUID


def organisations_of(actor: Actor) -> tuple[Organisation, ...]:
    """The actor's offices and partners by name: two queries, however many they are."""
    models: tuple[tuple[type[YouthOffice | Partner], frozenset[UUID]], ...] = (
        (YouthOffice, actor.offices),
        (Partner, actor.partners),
    )
    found = [
        row
        for model, ids in models
        if ids
        for row in model.objects.filter(pk__in=ids).values_list("sort_key", "pk", "key", "name")
    ]
    return tuple(Organisation(pk, key, name) for _, pk, key, name in sorted(found))


def glance(actor: Actor, wanted: Wanted, *, at: datetime) -> Glance:
    """One page of the inbox at an instant: three queries, whatever lies in it."""
    keys = _keys(actor, wanted, at=at)
    page = keys[:PER_PAGE]
    more = len(keys) > PER_PAGE
    last = Cursor(page[-1].rank, page[-1].created_at, page[-1].id) if more else None
    return Glance(page, last, counts(actor, at=at), alarms(actor), at)


def rows(seen: Glance) -> list[Row]:
    """The lines of a page, in its order: one query."""
    found = (
        Notice.objects.filter(pk__in=[key.id for key in seen.keys])
        .select_related(
            "acknowledgement", "recipient_office", "recipient_partner", "recipient_outside"
        )
        .defer("content", "because", "legal_basis", "ladder", "ack")
    )
    by_id = {notice.pk: notice for notice in found}
    return [_row(by_id[key.id], at=seen.at) for key in seen.keys if key.id in by_id]


def _row(notice: Notice, *, at: datetime) -> Row:
    received = notice.released_at or notice.created_at
    taken = notice.taken
    stands = standing(notice, at=at)
    return Row(
        id=notice.pk,
        reference=notice.reference,
        urgency=urgency_badge(notice.urgency),
        standing=OPEN if stands == OVERDUE else stands,  # the deadline says it already
        headline=notice.headline,
        received_at=received,
        ago=ago(received, now=at),
        deadline=deadline(by=notice.ack_by, since=received, done=taken is not None, now=at),
        taken_by=taken.name if taken else "",
        taken_at=notice.acknowledged_at,
        organisation=notice.recipient_name,
        is_alarming=taken is None and (notice.exhausted_at or notice.unreached_at) is not None,
        is_plain=stands in (OPEN, OVERDUE),
        office_id=(notice.released_at and notice.recipient_office_id) or notice.office_id,
    )


def _keys(actor: Actor, wanted: Wanted, *, at: datetime) -> tuple[Key, ...]:
    order = NEWEST if wanted.tray in (Tray.TAKEN, Tray.ALL) else BY_RANK
    walks = [
        walk.order_by(*order).values_list(*Key._fields, named=False)[: PER_PAGE + 1]
        for alone in each_alone(actor)
        if wanted.organisation is None or wanted.organisation in alone.offices | alone.partners
        if alone.offices or wanted.tray is not Tray.RELEASE
        for walk in _after(_in_tray(alone, wanted, at=at), wanted.after, by_rank=order is BY_RANK)
    ]
    if not walks:
        return ()
    first, *others = walks
    found = first.union(*others, all=True).order_by(*order)[: PER_PAGE + 1] if others else first
    return tuple(Key(*each) for each in found)


def _in_tray(actor: Actor, wanted: Wanted, *, at: datetime) -> QuerySet[Notice]:
    found: QuerySet[Notice] = (
        sent_notices(actor).waiting_for_release()
        if wanted.tray is Tray.RELEASE
        else visible_notices(actor)
    )
    if wanted.tray in (Tray.OPEN, Tray.OVERDUE):
        found = found.filter(acknowledged_at=None)
    if wanted.tray is Tray.OVERDUE:
        found = found.filter(ack_by__lt=at)
    if wanted.tray is Tray.TAKEN:
        found = found.filter(acknowledged_at__isnull=False)
    if wanted.urgency:
        found = found.filter(urgency=wanted.urgency)
    if wanted.reference:
        found = found.filter(concern__reference=wanted.reference)
    return found


def _after(
    found: QuerySet[Notice], cursor: Cursor | None, *, by_rank: bool
) -> Sequence[QuerySet[Notice]]:
    """The rows behind the cursor, in pieces that an index can begin at."""
    if cursor is None:
        return [found]
    older = Q(created_at__lte=cursor.at) & (Q(created_at__lt=cursor.at) | Q(id__lt=cursor.key))
    if not by_rank:
        return [found.filter(older)]
    return [found.filter(older, rank=cursor.rank), found.filter(rank__gt=cursor.rank)]
