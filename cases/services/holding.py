"""Holds: what the head of an office keeps from being deleted, and how two people end that."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.access import person_of, require
from cases.models import Concern, LegalHold, Notice
from cases.services.deleting import hold_still
from network import audit
from network.access import Actor, Permission, Refused, deed
from network.models import YouthOffice


class SecondPersonNeeded(Exception):
    """Whoever asked for the end cannot confirm it."""


@transaction.atomic
def set_hold(
    *,
    concern: Concern,
    office: YouthOffice,
    ground: str,
    reason: str,
    until: date | None,
    by: Actor,
    at: datetime,
) -> LegalHold:
    """From now on the office's copy, and with it the concern, is not deleted. Raises Refused."""
    require(by, Permission.LEAD, office)
    require(by, Permission.READ, concern)
    if by.user_id is None:
        raise Refused("Anhalten kann nur eine Person.")
    return _set(concern.pk, office, ground, reason, until, by=by, at=at)


@transaction.atomic
def hold_copy(
    *,
    notice: Notice,
    office: YouthOffice,
    ground: str,
    reason: str,
    until: date | None,
    by: Actor,
    at: datetime,
) -> LegalHold:
    """What the office was told of another's concern is kept from now on; the others' copies are
    not (§ 67 Abs. 4 SGB X: each is a controller of its own). Raises Refused.
    """
    require(by, Permission.LEAD, office)
    require(by, Permission.READ, notice)
    if by.user_id is None or notice.recipient_office_id != office.pk or notice.erased_at:
        raise Refused("Anhalten kann nur eine Person des Jugendamts, das benachrichtigt wurde.")
    return _set(notice.concern_id, office, ground, reason, until, by=by, at=at, only_copy=True)


def _set(
    concern_id: UUID,
    office: YouthOffice,
    ground: str,
    reason: str,
    until: date | None,
    *,
    by: Actor,
    at: datetime,
    only_copy: bool = False,
) -> LegalHold:
    hold_still()
    with deed(by, concern_id):
        held = LegalHold.objects.create(
            concern_id=concern_id,
            office=office,
            ground=ground,
            reason=reason,
            until=until,
            only_copy=only_copy,
            set_at=at,
            set_by_id=person_of(by),
        )
    _record("hold.set", held, by=by, at=at)
    return held


@transaction.atomic
def ask_for_end(*, hold: LegalHold, by: Actor, at: datetime) -> None:
    """The first of two people says that the hold is no longer needed. Raises Refused."""
    require(by, Permission.LEAD, hold.office)
    with deed(by, hold.concern_id):
        asked = LegalHold.objects.filter(pk=hold.pk, ended_at=None, asked_at=None)
        if asked.update(asked_at=at, asked_by=by.user_id):
            _record("hold.end_asked", hold, by=by, at=at)


@transaction.atomic
def confirm_end(*, hold: LegalHold, by: Actor, at: datetime) -> None:
    """The second person, who leads the office or works its cases, ends it.

    Raises Refused, SecondPersonNeeded for the one who asked. Where nobody asked nothing happens.
    """
    require(by, Permission.TAKE_IN, hold.office)
    if by.user_id is None:
        raise Refused("Das kann nur eine Person bestätigen.")
    with deed(by, hold.concern_id):
        locked = LegalHold.objects.select_for_update(of=("self",), no_key=True).get(pk=hold.pk)
        if locked.ended_at or locked.asked_at is None:
            return
        if locked.asked_by_id == by.user_id:
            raise SecondPersonNeeded
        locked.ended_at, locked.ended_by_id = at, by.user_id
        locked.save(update_fields=["ended_at", "ended_by"])
        _record("hold.ended", hold, by=by, at=at)


@transaction.atomic
def keep_on(*, hold: LegalHold, by: Actor, at: datetime) -> None:
    """The second person disagrees: the wish is taken back, the hold stands. Raises Refused."""
    require(by, Permission.TAKE_IN, hold.office)
    with deed(by, hold.concern_id):
        asked = LegalHold.objects.filter(pk=hold.pk, ended_at=None, asked_at__isnull=False)
        if asked.update(asked_at=None, asked_by=None):
            _record("hold.kept", hold, by=by, at=at)


def _record(what: str, hold: LegalHold, *, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=hold.concern_id,
        office_id=hold.office_id,
        details={"ground": hold.ground},
    )
