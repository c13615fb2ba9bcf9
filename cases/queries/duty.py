"""What reached an office while somebody was on call there, and who is on call now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.access import Actor, own_duty_cases
from cases.models import Notice
from cases.queries.concern import RECIPIENTS
from cases.queries.standing import Badge, standing, urgency_badge
from network import queries as network
from network.access import ANSWER_ON_CALL
from network.domain.hours import Duty
from network.models import YouthOffice


@dataclass(frozen=True)
class DutyLine:
    """One notice on the list of whoever was on call."""

    id: UUID
    reference: str
    urgency: Badge
    standing: Badge
    headline: str
    office_id: UUID
    office: str
    told_at: datetime
    until: datetime
    taken_by: str


@dataclass(frozen=True)
class OnCallNow:
    """One office of the actor: on call there until when, None while somebody else answers."""

    office: str
    until: datetime | None


def told_on_duty(actor: Actor, *, at: datetime) -> list[DutyLine]:
    """Notices that are open to the actor from own duties, the newest first (two queries)."""
    opened = {each.notice_id: each for each in own_duty_cases(actor).order_by("until")}
    found = (
        Notice.objects.filter(pk__in=list(opened))
        .select_related(*RECIPIENTS, "acknowledgement")
        .defer("content", "because", "legal_basis", "ladder", "ack")
        .order_by("-released_at", "id")
    )
    return [
        DutyLine(
            id=each.pk,
            reference=each.reference,
            urgency=urgency_badge(each.urgency),
            standing=standing(each, at=at),
            headline=each.headline,
            office_id=opened[each.pk].office_id,
            office=each.recipient_name,
            told_at=opened[each.pk].told_at,
            until=opened[each.pk].until,
            taken_by=each.taken.name if each.taken else "",
        )
        for each in found
    ]


def on_call_now(actor: Actor, *, at: datetime) -> list[OnCallNow]:
    """The offices for which the actor may be on call, by name, and whether that is now."""
    return [
        OnCallNow(name, duty.ends if duty and _is_own(duty, actor) else None)
        for key, name in _offices(duty_offices(actor))
        for duty in (network.duty_at(key, at),)
    ]


def is_from_duty(actor: Actor, notice_id: UUID) -> bool:
    """Whether a notice is open to the actor from an own duty only, not by the work at an office."""
    offices = duty_offices(actor) - actor.offices
    if not offices:
        return False
    return own_duty_cases(actor).filter(notice=notice_id, office__in=offices).exists()


def duty_offices(actor: Actor) -> frozenset[UUID]:
    """Offices for which the actor answers on call."""
    return frozenset(office for code, office in actor.granted if code == ANSWER_ON_CALL)


def _is_own(duty: Duty, actor: Actor) -> bool:
    return network.person_on_call(duty) == actor.user_id


def _offices(keys: Iterable[UUID]) -> list[tuple[UUID, str]]:
    rows = YouthOffice.objects.filter(pk__in=list(keys)).order_by("sort_key")
    return list(rows.values_list("pk", "name"))
