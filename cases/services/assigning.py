"""Calling somebody of the own office in on one case (§ 8a Abs. 1 SGB VIII, docs/adr/0074)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cases.access import offices_that_assign, person_of, require
from cases.models import AssignmentNote, CaseAssignment, Closure, Concern
from cases.queries.assignments import second_professionals
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, deed
from network.domain.terms import ChannelKind, RecipientKind, Urgency
from network.models import User
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter


class NotAvailable(Exception):
    """No second professional of the office, kept out of the case, or the one who acts."""


class AlreadyCalledIn(Exception):
    """The person takes part in the case already."""


class CaseIsClosed(Exception):
    """The office has closed the case: nobody is called in any more."""


@transaction.atomic
def call_in(
    *, concern: Concern, by: Actor, user_id: UUID, until: datetime | None, at: datetime
) -> CaseAssignment:
    """Open one case to a second professional of an office that holds it, and tell that person.

    `until` is the instant at which it ends by itself, if any. Moves no ownership. Raises Refused,
    NotAvailable, AlreadyCalledIn, CaseIsClosed.
    """
    require(by, Permission.ASSIGN, concern)
    offices = offices_that_assign(by, concern)
    with deed(by, concern.pk):
        found = second_professionals(concern.pk, offices, at=at)
        office = next((each.office_id for each in found if each.user_id == user_id), None)
        if office is None or user_id == by.user_id:
            raise NotAvailable
        if Closure.objects.standing().filter(concern=concern, office=office).exists():
            raise CaseIsClosed
        before = CaseAssignment.objects.filter(concern=concern, office=office, user=user_id)
        if before.in_force().exists():
            raise AlreadyCalledIn
        before.not_ended().update(ended_at=at, ended_by=person_of(by))
        made = CaseAssignment(
            concern=concern,
            office_id=office,
            user_id=user_id,
            assigned_by_id=person_of(by),
            assigned_at=at,
            until=until,
        )
        rows.insert([made])
        _tell(made, concern.reference, at=at)
        _record("case.called_in", made, by=by, at=at)
    return made


@transaction.atomic
def end_assignment(*, assignment: CaseAssignment, by: Actor, at: datetime) -> None:
    """From the next request on the case is not open to that person any more; twice is harmless.

    Raises Refused for whoever does not work on the case at that office.
    """
    require(by, Permission.ASSIGN, assignment)
    with deed(by, assignment.concern_id):
        held = CaseAssignment.objects.select_for_update(of=("self",), no_key=True)
        found = held.get(pk=assignment.pk)
        if found.ended_at:
            return
        found.ended_at, found.ended_by_id = at, person_of(by)
        found.save(update_fields=["ended_at", "ended_by"])
        _record("case.call_in_ended", found, by=by, at=at)


@transaction.atomic
def write_note(*, assignment: CaseAssignment, by: Actor, text: str, at: datetime) -> AssignmentNote:
    """What the second professional says about the case, by name; it is never changed afterwards.

    Raises Refused for everybody else.
    """
    require(by, Permission.RECORD, assignment)
    with deed(by, assignment.concern_id):
        note = AssignmentNote(
            concern_id=assignment.concern_id,
            office_id=assignment.office_id,
            assignment=assignment,
            text=text,
            by_id=person_of(by),
            at=at,
        )
        rows.insert([note])
        _record("case.call_in_noted", assignment, by=by, at=at)
    return note


def _tell(made: CaseAssignment, reference: str, *, at: datetime) -> None:
    """A letter to the person who was called in: a reference and the way there, nothing else."""
    user = User.objects.get(pk=made.user_id)
    contact = Contact(
        channel=ChannelKind.EMAIL,
        address=user.email,
        name=user.name,
        verified=True,
        user_id=user.pk,
    )
    letter = Letter(
        message_id=made.pk,
        kind="called_in",
        reference=reference,
        urgency=Urgency.URGENT,
        recipient=Recipient(kind=RecipientKind.OFFICE, office_id=made.office_id),
        office_id=made.office_id,
        path=reverse("cases:assigned_case", args=[made.pk]),
    )
    post.plan_all([(letter, [contact])], at=at)


def _record(what: str, made: CaseAssignment, *, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=made.concern_id,
        office_id=made.office_id,
        details={"assignment": str(made.pk), "person": str(made.user_id)},
    )
