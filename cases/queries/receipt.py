"""The receipt of a report: what was accepted, who was told, by when somebody must answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import Actor, own_reports
from cases.domain.reach import Reach
from cases.domain.report import Via
from cases.models import Concern, Notice
from cases.queries.standing import Badge, urgency_badge
from cases.queries.told_now import NEEDED, ToldNow, told_now
from cases.wording import VIA
from network.domain.terms import Urgency

ROUTE = "route"
"""Notices of the report itself; what offices tell each other later is not the reporter's."""


@dataclass(frozen=True)
class Receipt:
    """What the machine confirms; it names no child and no person."""

    concern_id: UUID
    office_id: UUID
    reference: str
    received_at: datetime
    recorded_at: datetime
    via: str
    urgency: Badge
    is_acute: bool
    is_intake: bool
    children: int
    told: tuple[ToldNow, ...]
    notice_ids: frozenset[UUID]


def confirmed_to(actor: Actor) -> QuerySet[Concern]:
    """Reports that this very person sent, or took in for an office that is still open to them."""
    if actor.user_id is None:
        return Concern.objects.none()
    taken_in = Q(recorded_by=actor.user_id, received_by__in=actor.offices)
    return Concern.objects.filter(taken_in | Q(pk__in=own_reports(actor).values("pk")))


def first_told(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Whom the report itself was told to, for `told_now`; later work is not the reporter's."""
    return (
        notices.filter(cause=ROUTE, decision__number=1)
        .select_related(*NEEDED)
        .defer("headline", "content")
        .order_by("created_at", "id")
    )


def receipt(actor: Actor, reference: str, *, at: datetime) -> Receipt | None:
    """The receipt with this reference, None where it is not the actor's (seven queries)."""
    concern = confirmed_to(actor).filter(reference=reference).defer("account", "points").first()
    if concern is None:
        return None
    notices = first_told(concern.notices.all())
    told = told_now(notices, at=at)
    return Receipt(
        concern_id=concern.pk,
        office_id=concern.office_id,
        reference=concern.reference,
        received_at=concern.received_at,
        recorded_at=concern.recorded_at,
        via=VIA[Via(concern.received_via)],
        urgency=urgency_badge(concern.urgency),
        is_acute=concern.urgency == Urgency.ACUTE,
        is_intake=concern.received_by_id is not None,
        children=concern.children.count(),
        told=tuple(sorted(told.values(), key=by_weight)),
        notice_ids=frozenset(told),
    )


def by_weight(each: ToldNow) -> tuple[int, bool, str, str]:
    """Whom nobody has reached first, then who must answer, last who waits for a release."""
    is_waiting = each.reach in (Reach.NOT_YET, Reach.WITHHELD)
    first = 2 if is_waiting else 0 if each.reach is Reach.NOT_REACHED else 1
    return (first, each.answer_by is None, str(each.answer_by), each.name)


def reference_of(actor: Actor, key: UUID) -> str | None:
    """The reference of an own report by the key of the draft it was sent from, None without one."""
    found = confirmed_to(actor).filter(idempotency_key=key).values_list("reference", flat=True)
    return found.first()
