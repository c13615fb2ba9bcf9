"""While nobody takes over: the next step of the frozen ladder; at its end an alarm that stays."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from cases.domain.escalation import Due, Exhausted, NotYet, next_step
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.services.alarms import alarm_fallback_office
from cases.services.notices import recipient_of
from cases.services.reaching import plan_last_call
from cases.services.recording import record
from cases.services.telling import tell_fallback_desk, tell_step
from cases.services.watching import ask_for_release, watch_letters
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.outage import is_outage
from network.access import SYSTEM, work_about
from network.domain.terms import LadderRole
from network.services import calls

logger = logging.getLogger(__name__)

PUT_OFF = timedelta(minutes=1)


def escalate_due(*, limit: int = 50) -> int:
    """Take every ladder step that is due by the database's clock; returns how many notices moved.

    Each notice is its own transaction and is claimed with SKIP LOCKED, so any number of workers may
    run. One that cannot be worked on is put off for a minute and told to the log; the others go on.
    """
    watch_letters(limit=limit)
    calls.move_due(limit=limit, told=tell_fallback_desk)
    due = Notice.objects.filter(next_step_at__lte=database_now(), acknowledged_at=None)
    moved = 0
    for pk in due.order_by("rank", "next_step_at").values_list("pk", flat=True)[:limit]:
        try:
            moved += _escalate(pk)
        except Exception as failure:
            if is_outage(failure):
                raise  # the row is sound, and due as soon as the database is back
            logger.exception("notice %s could not be escalated", pk)
            _put_off(pk)
    return moved


@transaction.atomic
def _escalate(pk: UUID) -> bool:
    at = database_now()
    notice = (
        Notice.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(pk=pk, next_step_at__lte=at, acknowledged_at=None)
        .defer("headline", "content")
        .first()
    )
    if notice is None:
        return False
    with work_about(notice.concern_id):
        if notice.released_at is None:
            ask_for_release(notice, at=at)
        else:
            _climb(notice, at=at)
    return True


def _put_off(pk: UUID) -> None:
    """Try this notice again in a minute, and have its line red: only a person can help it now."""
    at = database_now()
    Notice.objects.filter(pk=pk).update(
        next_step_at=at + PUT_OFF, unreached_at=Coalesce("unreached_at", at)
    )


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
                record("notice.escalated", notice, by=SYSTEM, at=at, step=number, reached=reached)
            case NotYet(at=later):
                notice.next_step_at = later
                break
            case Exhausted():
                alarm_fallback_office(notice, at=at)
                plan_last_call(notice, recipient_of(notice), at=at)
                notice.next_step_at, notice.exhausted_at = None, at
                record("notice.exhausted", notice, by=SYSTEM, at=at, step=notice.step)
                break
    notice.save(update_fields=["step", "next_step_at", "exhausted_at"])


def _take(notice: Notice, role: LadderRole, *, number: int, at: datetime) -> int:
    """Tell this role; how many ways there were. The fallback office gets a notice of its own."""
    if role is LadderRole.FALLBACK_OFFICE and alarm_fallback_office(notice, at=at):
        return 1
    return tell_step(notice, role, step=number, at=at)
