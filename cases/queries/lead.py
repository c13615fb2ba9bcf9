"""What the head of an office must know: who keeps silent, since when, and who was told when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from cases.access import Actor, sent_notices, visible_notices
from cases.domain.escalation import step_at
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.models.notice import ALARM
from cases.queries.spans import ago
from cases.queries.standing import Badge, urgency_badge
from cases.wording import LADDER_ROLE
from network.domain.post import DeliveryState
from network.domain.terms import ChannelKind, LadderRole
from network.models import Delivery

SHOWN = 50
ORDER = ("rank", "created_at", "id")
TOLD_OF = ("notice", "reminder", "escalation", "release")
RELEASE_ROLES = (LadderRole.REMINDER, LadderRole.OFFICE_HEAD)
STATE = {
    DeliveryState.SENT: "angenommen",
    DeliveryState.FAILED: "nicht zustellbar",
    DeliveryState.DUE: "noch nicht hinaus",
    DeliveryState.CLAIMED: "noch nicht hinaus",
}


class Matter(StrEnum):
    """Why a notice stands here, the worst first."""

    EXHAUSTED = "exhausted"
    UNREACHED = "unreached"
    OVERDUE = "overdue"
    RELEASE = "release"


TITLE = {
    Matter.EXHAUSTED: "Niemand hat übernommen, alle Stufen sind durchlaufen",
    Matter.UNREACHED: "Nicht sicher erreicht",
    Matter.OVERDUE: "Überfällig, weitere Stufen folgen",
    Matter.RELEASE: "Wartet auf Freigabe",
}


@dataclass(frozen=True)
class Told:
    """Somebody who was written to: as what, when, and what came of it.

    `address` is empty for people of other offices: their addresses are not the reader's business.
    """

    who: str
    address: str
    at: datetime
    state: str
    has_failed: bool


@dataclass(frozen=True)
class Line:
    """One notice in the hands of nobody."""

    id: UUID
    reference: str
    urgency: Badge
    to: str
    since: datetime
    ago: str
    level: str
    next: str
    next_at: datetime | None
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Section:
    """All notices with the same trouble."""

    title: str
    is_red: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LeadPage:
    """The sections that have anything in them; `more`: there are others beyond the limit."""

    sections: tuple[Section, ...]
    more: bool


def lead_page(actor: Actor, *, at: datetime) -> LeadPage:
    """What lies at the offices that the actor leads: three queries, whatever lies there."""
    led = replace(actor, offices=actor.led, partners=frozenset())
    notices = _notices(led, at=at)
    told = _told([notice.pk for notice in notices[:SHOWN]])
    by_matter: dict[Matter, list[Line]] = defaultdict(list)
    for notice in notices[:SHOWN]:
        by_matter[_matter(notice)].append(_line(notice, told, led=actor.led, at=at))
    return LeadPage(
        sections=tuple(
            Section(TITLE[each], each in (Matter.EXHAUSTED, Matter.UNREACHED), tuple(lines))
            for each in Matter
            if (lines := by_matter[each])
        ),
        more=len(notices) > SHOWN,
    )


def _notices(led: Actor, *, at: datetime) -> Sequence[Notice]:
    """Received and answered for, each walked along its own index."""
    late = Q(exhausted_at__isnull=False) | Q(unreached_at__isnull=False) | Q(ack_by__lte=at)
    received = visible_notices(led).filter(late, acknowledged_at=None)
    waits = Q(released_at=None) | late
    sent = (
        sent_notices(led)
        .filter(waits, acknowledged_at=None, withdrawn_at=None)
        .exclude(cause=ALARM)
        .exclude(recipient_office__in=led.offices, released_at__isnull=False)
    )
    found = [
        notice
        for walk in (received, sent)
        for notice in walk.select_related(
            "recipient_office", "recipient_partner", "recipient_outside"
        )
        .defer("headline", "content", "legal_basis")
        .order_by(*ORDER)[: SHOWN + 1]
    ]
    return sorted(found, key=lambda each: (each.rank, each.created_at, each.pk))


def _matter(notice: Notice) -> Matter:
    if notice.released_at is None:
        return Matter.RELEASE
    if notice.exhausted_at:
        return Matter.EXHAUSTED
    return Matter.UNREACHED if notice.unreached_at else Matter.OVERDUE


def _line(
    notice: Notice,
    told: Mapping[UUID, tuple[Delivery, ...]],
    *,
    led: Collection[UUID],
    at: datetime,
) -> Line:
    since = notice.released_at or notice.created_at
    ladder = ladder_from_data(notice.ladder)
    waits = notice.released_at is None
    roles = RELEASE_ROLES if waits else tuple(step.role for step in ladder)
    coming = LADDER_ROLE[roles[notice.step]] if notice.step < len(roles) else ""
    next_at = notice.next_step_at
    if next_at is None and not waits and notice.ack_by and notice.step < len(ladder):
        next_at = step_at(ladder[notice.step], ack_by=notice.ack_by)
    return Line(
        id=notice.pk,
        reference=notice.reference,
        urgency=urgency_badge(notice.urgency),
        to="" if notice.recipient_office_id in led else notice.recipient_name,
        since=since,
        ago=ago(since, now=at),
        level=_level(notice, roles),
        next="" if notice.exhausted_at else coming,
        next_at=None if notice.exhausted_at else next_at,
        told=tuple(dict.fromkeys(_who(each, roles, led=led) for each in told.get(notice.pk, ()))),
    )


def _level(notice: Notice, roles: Sequence[LadderRole]) -> str:
    if notice.cause == ALARM:
        return notice.because
    if notice.step == 0:
        return "noch keine Stufe"
    taken = roles[min(notice.step, len(roles)) - 1] if roles else None
    name = f": {LADDER_ROLE[taken]}" if taken else ""
    return f"Stufe {notice.step} von {len(roles)}{name}"


def _told(keys: Iterable[UUID]) -> Mapping[UUID, tuple[Delivery, ...]]:
    """The letters of these notices in the order of their steps (one query)."""
    letters: dict[UUID, list[Delivery]] = defaultdict(list)
    found = Delivery.objects.filter(message_id__in=list(keys), kind__in=TOLD_OF)
    for letter in found.exclude(channel=ChannelKind.PORTAL).order_by(
        "step", "planned_at", "address"
    ):
        letters[letter.message_id].append(letter)
    return {key: tuple(each) for key, each in letters.items()}


def _who(letter: Delivery, roles: Sequence[LadderRole], *, led: Collection[UUID]) -> Told:
    role = roles[letter.step - 1] if 0 < letter.step <= len(roles) else None
    return Told(
        who=LADDER_ROLE[role] if role else "Erste Nachricht",
        address=letter.address if letter.recipient_office_id in led else "",
        at=letter.sent_at or letter.failed_at or letter.planned_at,
        state=STATE[DeliveryState(letter.state)],
        has_failed=letter.state == DeliveryState.FAILED,
    )
