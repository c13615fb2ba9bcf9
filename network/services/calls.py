"""Calls that people have to make: planned with the notice, recorded by whoever called, passed on
from desk to desk while nobody does. The portal calls nobody by itself.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kinderschutz.lib.clock import database_now
from kinderschutz.lib.outage import is_outage
from network import audit
from network.access import SYSTEM, Actor, Permission, Refused, require, unnamed
from network.domain.by_hand import ENDS_THE_CALL, CallDesk, CallOutcome, CallReason, Settlement
from network.domain.desks import moves_on_at, next_desk
from network.domain.post import PRIORITY
from network.domain.reach import Recipient
from network.domain.terms import Urgency
from network.models import Call, CallAttempt

logger = logging.getLogger(__name__)

PUT_OFF = timedelta(minutes=1)
Told = Callable[[Call, datetime], None]


class NameNeeded(ValueError):
    """Somebody was reached, but nobody is named."""


def new_call(
    *,
    message_id: UUID,
    reference: str,
    urgency: Urgency,
    recipient: Recipient,
    office_id: UUID,
    reason: CallReason,
    desk: CallDesk,
    at: datetime,
    concern_id: UUID | None = None,
) -> Call:
    """A call not yet written; `office_id` answers for it, `concern_id` is the case it is about."""
    return Call(
        message_id=message_id,
        concern_id=concern_id,
        reference=reference,
        urgency=urgency,
        priority=PRIORITY[urgency],
        reason=reason,
        office_id=office_id,
        recipient_kind=recipient.kind,
        recipient_office_id=recipient.office_id,
        recipient_partner_id=recipient.partner_id,
        recipient_outside_id=recipient.outside_district_id,
        desk=desk,
        desk_since=at,
        next_desk_at=moves_on_at(desk, urgency, since=at),
        planned_at=at,
    )


def write_calls(calls: Iterable[Call]) -> None:
    """Write planned calls in the caller's transaction.

    A message whose call is still open keeps that one: nobody is asked twice for the same.
    """
    rows = list(calls)
    if rows:
        Call.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def record_attempt(
    *,
    by: Actor,
    call: Call,
    number: str,
    called: str,
    outcome: CallOutcome,
    spoke_with: str | None,
    at: datetime,
    is_reporter: bool = False,
) -> CallAttempt:
    """Write down that somebody called this number and what came of it.

    `is_reporter`: it was who reported; the attempt then names nobody, the log the alias.
    Reaching a person ends the call; a reporter who reaches nobody hands it on at once. An attempt
    at a call that is settled meanwhile is written down all the same. Raises Refused, NameNeeded.
    """
    require(by, Permission.RECORD, call)
    if by.user_id is None:
        raise Refused("Anrufe hält eine Person fest.")
    name = (spoke_with or "").strip()
    if outcome in ENDS_THE_CALL and not name:
        raise NameNeeded
    locked = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    attempt = CallAttempt.objects.create(
        call=locked,
        at=at,
        by_id=None if is_reporter else by.user_id,
        desk=locked.desk,
        number=number,
        called=called,
        outcome=outcome,
        spoke_with=name or None,
    )
    if locked.settled_at is None:
        if outcome in ENDS_THE_CALL:
            _settle(locked, Settlement.DONE, at=at)
        elif locked.desk == CallDesk.REPORTER:
            locked.next_desk_at = database_now()
        locked.save(update_fields=["settled_at", "settlement", "next_desk_at"])
    audit.record(
        "call.recorded",
        by=unnamed(by) if is_reporter else by,
        at=at,
        on_kind="call",
        on_id=locked.id,
        office_id=locked.office_id,
        details={"outcome": outcome.value, "desk": locked.desk},
    )
    return attempt


def was_reached(message_id: UUID) -> bool:
    """Whether somebody has spoken with a named person about this message."""
    ends = [each.value for each in ENDS_THE_CALL]
    return CallAttempt.objects.filter(call__message_id=message_id, outcome__in=ends).exists()


def settle(*, message_id: UUID, settlement: Settlement, at: datetime) -> int:
    """No call has to be made for this message any more; how many were still open (0 or 1)."""
    return (
        Call.objects.open()
        .filter(message_id=message_id)
        .update(settled_at=at, settlement=settlement, next_desk_at=None)
    )


def _settle(call: Call, settlement: Settlement, *, at: datetime) -> None:
    call.settled_at, call.settlement, call.next_desk_at = at, settlement, None


def _nobody(call: Call, at: datetime) -> None:
    """Nobody is told of the move."""


def move_due(*, limit: int, told: Told = _nobody) -> int:
    """Ask the next desk wherever one has had its time; returns how many calls moved.

    Everything goes by the database's clock. Each call is its own transaction, claimed with SKIP
    LOCKED, so that any number of workers may run; `told` is called inside of it.
    """
    due = Call.objects.open().filter(next_desk_at__lte=database_now())
    moved = 0
    for pk in due.values_list("pk", flat=True)[:limit]:
        try:
            moved += _move(pk, told)
        except Exception as failure:
            if is_outage(failure):
                raise  # the row is sound, and due as soon as the database is back
            logger.exception("call %s could not be moved to the next desk", pk)
            Call.objects.filter(pk=pk).update(next_desk_at=database_now() + PUT_OFF)
    return moved


@transaction.atomic
def _move(pk: UUID, told: Told) -> bool:
    at = database_now()
    call = (
        Call.objects.open()
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(pk=pk, next_desk_at__lte=at)
        .first()
    )
    if call is None:
        return False
    desk = next_desk(CallDesk(call.desk), to_own_office=call.recipient_office_id == call.office_id)
    bring_to(call, desk or CallDesk.FALLBACK, at=at)
    told(call, at)
    return True


def bring_to_last_desk(*, message_id: UUID, at: datetime) -> None:
    """The open call of this message is the fallback desk's from now on, because of the silence."""
    open_calls = Call.objects.open().select_for_update(of=("self",), no_key=True)
    for call in open_calls.filter(message_id=message_id):
        if call.reason != CallReason.SILENT:
            call.reason = CallReason.SILENT
            call.save(update_fields=["reason"])
        if call.desk != CallDesk.FALLBACK:
            bring_to(call, CallDesk.FALLBACK, at=at)


def bring_to(call: Call, desk: CallDesk, *, at: datetime) -> None:
    """From now on this desk is asked to make the call."""
    call.desk, call.desk_since = desk, at
    call.next_desk_at = moves_on_at(desk, Urgency(call.urgency), since=at)
    call.save(update_fields=["desk", "desk_since", "next_desk_at"])
    audit.record(
        "call.moved",
        by=SYSTEM,
        at=at,
        on_kind="call",
        on_id=call.id,
        office_id=call.office_id,
        details={"desk": desk.value},
    )
