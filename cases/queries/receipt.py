"""The receipt of a report: what was accepted, who was told, by when somebody must answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import Actor, own_reports
from cases.domain.record import ladder_from_data
from cases.domain.report import Via
from cases.models import Concern
from cases.queries.concern import RECIPIENTS
from cases.queries.standing import Badge, urgency_badge
from cases.queries.told import Told, ladder_words
from cases.wording import VIA
from network.domain.terms import RecipientKind, Urgency

ROUTE = "route"
"""Notices of the report itself; what offices tell each other later is not the reporter's."""


@dataclass(frozen=True)
class Receipt:
    """What the machine confirms; it names no child and no person."""

    reference: str
    received_at: datetime
    recorded_at: datetime
    via: str
    urgency: Badge
    is_acute: bool
    is_intake: bool
    children: int
    told: tuple[Told, ...]

    @property
    def is_anybody_outside(self) -> bool:
        """Whether somebody is told who has no account here."""
        return any(each.is_outside for each in self.told)


def confirmed_to(actor: Actor) -> QuerySet[Concern]:
    """Reports that this very person sent, or took in for an office that is still open to them."""
    if actor.user_id is None:
        return Concern.objects.none()
    taken_in = Q(recorded_by=actor.user_id, received_by__in=actor.offices)
    return Concern.objects.filter(taken_in | Q(pk__in=own_reports(actor).values("pk")))


def receipt(actor: Actor, reference: str) -> Receipt | None:
    """The receipt with this reference, None where it is not the actor's (three queries)."""
    concern = confirmed_to(actor).filter(reference=reference).defer("account", "points").first()
    if concern is None:
        return None
    notices = (
        concern.notices.filter(cause=ROUTE, decision__number=1)
        .select_related(*RECIPIENTS)
        .defer("headline", "content")
        .order_by("created_at", "id")
    )
    told = tuple(
        Told(
            name=each.recipient_name,
            is_outside=each.recipient_kind == RecipientKind.OUTSIDE,
            waits=each.released_at is None,
            answer_by=each.ack_by,
            ladder=ladder_words(ladder_from_data(each.ladder)),
        )
        for each in notices
    )
    return Receipt(
        reference=concern.reference,
        received_at=concern.received_at,
        recorded_at=concern.recorded_at,
        via=VIA[Via(concern.received_via)],
        urgency=urgency_badge(concern.urgency),
        is_acute=concern.urgency == Urgency.ACUTE,
        is_intake=concern.received_by_id is not None,
        children=concern.children.count(),
        told=tuple(sorted(told, key=_by_weight)),
    )


def _by_weight(each: Told) -> tuple[bool, bool, bool, str]:
    """Who must answer first, then who reads for information, last who waits for a release."""
    return (each.waits, each.answer_by is None, each.is_outside, str(each.answer_by))


def reference_of(actor: Actor, key: UUID) -> str | None:
    """The reference of an own report by the key of the draft it was sent from, None without one."""
    found = confirmed_to(actor).filter(idempotency_key=key).values_list("reference", flat=True)
    return found.first()
