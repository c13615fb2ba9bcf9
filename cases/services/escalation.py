"""While nobody takes over: the next step of the frozen ladder; at its end an alarm that stays."""

from datetime import datetime

from django.db import transaction

from cases.domain.escalation import Due, Exhausted, NotYet, next_step
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.services.alarms import alarm_fallback_office
from cases.services.notices import tell_step
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM
from network.domain.terms import LadderRole
from network.models import Delivery
from network.services import post


def escalate_due(*, limit: int = 50) -> int:
    """Take every ladder step that is due by the database's clock; returns how many notices moved.

    Each notice is its own transaction and is claimed with SKIP LOCKED, so any number of workers may
    run.
    """
    for delivery in post.failed_unanswered()[:limit]:
        _answer_failure(delivery)
    moved = 0
    while moved < limit and _escalate_one():
        moved += 1
    return moved


@transaction.atomic
def _answer_failure(delivery: Delivery) -> None:
    """A letter came back for good: its notice is marked and takes its next step at once."""
    at = database_now()
    claimed = Delivery.objects.filter(pk=delivery.pk, passed_on_at=None).update(passed_on_at=at)
    notice = (
        Notice.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=delivery.message_id)
        .first()
    )
    if not claimed or notice is None:
        return
    notice.unreached_at = notice.unreached_at or at
    if notice.ack_by and not notice.acknowledged_at and not notice.exhausted_at:
        notice.next_step_at = at
    notice.save(update_fields=["unreached_at", "next_step_at"])
    _record("notice.letter_came_back", notice, at, step=delivery.step)


@transaction.atomic
def _escalate_one() -> bool:
    at = database_now()
    notice = (
        Notice.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(next_step_at__lte=at, acknowledged_at=None)
        .order_by("rank", "next_step_at")
        .first()
    )
    if notice is None:
        return False
    _climb(notice, at=at)
    return True


def _climb(notice: Notice, *, at: datetime) -> None:
    """Take at least one step, and further ones while a step reaches nobody or is due as well.

    A notice is here because its time has come or because a letter came back before its time.
    """
    ladder = ladder_from_data(notice.ladder)
    ack_by = notice.ack_by or at
    hurry = True
    while True:
        outcome = next_step(ladder, taken=notice.step, ack_by=ack_by, at=at)
        if isinstance(outcome, NotYet) and hurry:
            outcome = Due(ladder[notice.step], notice.step + 1)
        match outcome:
            case Due(step=step, number=number):
                notice.step = number
                reached = _take(notice, step.role, number=number, at=at)
                hurry = reached == 0
                _record("notice.escalated", notice, at, step=number, reached=reached)
            case NotYet(at=later):
                notice.next_step_at = later
                break
            case Exhausted():
                notice.next_step_at, notice.exhausted_at = None, at
                _record("notice.exhausted", notice, at, step=notice.step)
                break
    notice.save(update_fields=["step", "next_step_at", "exhausted_at"])


def _take(notice: Notice, role: LadderRole, *, number: int, at: datetime) -> int:
    """Tell this role; how many ways there were. The fallback office gets a notice of its own."""
    if role is LadderRole.FALLBACK_OFFICE and alarm_fallback_office(notice, at=at):
        return 1
    return tell_step(notice, role, step=number, at=at)


def _record(what: str, notice: Notice, at: datetime, **details: int) -> None:
    audit.record(
        what,
        by=SYSTEM,
        at=at,
        on_kind="notice",
        on_id=notice.id,
        office_id=notice.recipient_office_id or notice.office_id,
        details=details,
    )
