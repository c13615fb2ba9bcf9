"""Who was called in on a case, who could be, and on which cases somebody was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from cases.access import Actor, own_assignments
from cases.models import AssignmentNote, CaseAssignment, CaseBlock
from cases.queries.standing import Badge, urgency_badge
from network.domain.terms import Role
from network.models import Membership


@dataclass(frozen=True)
class Colleague:
    """Somebody who could be called in, and at which office."""

    user_id: UUID
    name: str
    office_id: UUID


@dataclass(frozen=True)
class NoteLine:
    """One entry of a second professional."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CalledIn:
    """One person on one case, as the office sees it. `ended_at` is None while it lasts."""

    id: UUID
    who: str
    by: str
    since: datetime
    until: datetime | None
    is_own: bool
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True)
class AssignedLine:
    """One case on the list of whoever was called in."""

    id: UUID
    reference: str
    office_id: UUID
    office: str
    urgency: Badge
    by: str
    since: datetime
    until: datetime | None


def second_professionals(
    concern_id: UUID, offices: Iterable[UUID], *, at: datetime
) -> list[Colleague]:
    """Second professionals of these offices today who are not kept out of the case (one query)."""
    blocked = CaseBlock.objects.in_force().filter(concern=concern_id, user__isnull=False)
    held = (
        Membership.objects.valid_on(localdate(at))
        .filter(office__in=set(offices), role=Role.SECOND_PROFESSIONAL, user__is_active=True)
        .exclude(user__in=blocked.values("user"))
    )
    found = held.values_list("user", "user__name", "office").distinct()
    return [Colleague(*each) for each in found.order_by("user__name", "user", "office")]


def called_in_on(concern_id: UUID, offices: Iterable[UUID]) -> list[CalledIn]:
    """Who takes part in the case now, called in by one of these offices (two queries at most)."""
    rows = CaseAssignment.objects.in_force().filter(concern=concern_id, office__in=set(offices))
    return _lines(rows, set(offices))


def once_called_in_on(concern_id: UUID, offices: Iterable[UUID]) -> list[CalledIn]:
    """Everybody who ever took part and has written something or not, for the office's page."""
    rows = CaseAssignment.objects.filter(concern=concern_id, office__in=set(offices))
    return _lines(rows.exclude(pk__in=rows.in_force().values("pk")), set())


def _lines(rows: QuerySet[CaseAssignment], own: set[UUID]) -> list[CalledIn]:
    found = list(rows.select_related("user", "assigned_by").order_by("assigned_at", "id"))
    notes: dict[UUID, list[NoteLine]] = {each.pk: [] for each in found}
    written = AssignmentNote.objects.filter(assignment__in=list(notes)).select_related("by")
    for each in written if found else ():
        notes[each.assignment_id].append(NoteLine(each.text, each.by.name, each.at))
    return [
        CalledIn(
            id=each.pk,
            who=each.user.name,
            by=each.assigned_by.name,
            since=each.assigned_at,
            until=each.ended_at or each.until,
            is_own=each.office_id in own,
            notes=tuple(notes[each.pk]),
        )
        for each in found
    ]


def assigned_to(actor: Actor) -> list[AssignedLine]:
    """The cases on which the actor was called in, the newest first (one query)."""
    rows = own_assignments(actor).select_related("concern", "office", "assigned_by")
    rows = rows.defer("concern__account", "concern__points").order_by("-assigned_at", "id")
    return [
        AssignedLine(
            id=each.pk,
            reference=each.concern.reference,
            office_id=each.office_id,
            office=each.office.name,
            urgency=urgency_badge(each.concern.urgency),
            by=each.assigned_by.name,
            since=each.assigned_at,
            until=each.until,
        )
        for each in rows
    ]
