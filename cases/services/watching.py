"""What else may lie still: letters that do not arrive, notices that nobody releases."""

from datetime import datetime, timedelta

from django.db import transaction

from cases.domain.escalation import release_reminder_at
from cases.models import Notice
from cases.services.notices import ask_sender
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM
from network.domain.terms import LadderRole, Urgency
from network.models import Delivery
from network.services import post

PATIENCE = timedelta(minutes=10)
"""After so long a letter that is still being tried counts as not arrived."""

REMINDED = (LadderRole.REMINDER, LadderRole.OFFICE_HEAD)
"""Who is asked, one after the other, to release or withhold a prepared notice."""


def watch_letters(*, limit: int) -> None:
    """Answer letters that came back, mark late ones, unmark those that arrived after all."""
    for delivery in post.failed_unanswered()[:limit]:
        _answer(delivery, hurries=True, what="notice.letter_came_back")
    for delivery in post.stuck(longer_than=PATIENCE)[:limit]:
        _answer(delivery, hurries=False, what="notice.letter_is_late")
    for delivery in post.late_arrivals()[:limit]:
        _unmark(delivery)


@transaction.atomic
def _answer(delivery: Delivery, *, hurries: bool, what: str) -> None:
    """Mark the notice; where the letter came back for good its next step follows at once.

    A late letter hurries nobody: with the mail server down for an hour the whole district would be
    woken, by letters that cannot leave either.
    """
    at = database_now()
    claimed = Delivery.objects.filter(pk=delivery.pk, passed_on_at=None).update(passed_on_at=at)
    notice = _locked(delivery)
    if not claimed or notice is None:
        return
    notice.unreached_at = notice.unreached_at or at
    if hurries and notice.ack_by and not notice.acknowledged_at and not notice.exhausted_at:
        notice.next_step_at = at
    notice.save(update_fields=["unreached_at", "next_step_at"])
    record(what, notice, at=at, step=delivery.step)


@transaction.atomic
def _unmark(delivery: Delivery) -> None:
    """The letter was late and has arrived: the notice is reached, unless it is lost elsewhere."""
    Delivery.objects.filter(pk=delivery.pk).update(passed_on_at=None)
    notice = _locked(delivery)
    missing = Delivery.objects.filter(message_id=delivery.message_id, passed_on_at__isnull=False)
    if notice is None or missing.exists():
        return
    notice.unreached_at = None
    notice.save(update_fields=["unreached_at"])
    record("notice.letter_arrived_late", notice, at=database_now(), step=delivery.step)


def _locked(delivery: Delivery) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=delivery.message_id).first()


def ask_for_release(notice: Notice, *, at: datetime) -> None:
    """Remind the sending office of a prepared notice, then its head; then the list remains."""
    role = REMINDED[notice.step]
    notice.step += 1
    reached = ask_sender(notice, role, step=notice.step, at=at)
    is_last = notice.step == len(REMINDED)
    notice.next_step_at = (
        None if is_last else release_reminder_at(at, urgency=Urgency(notice.urgency))
    )
    notice.save(update_fields=["step", "next_step_at"])
    record("notice.release_awaited", notice, at=at, step=notice.step, reached=reached)


def record(what: str, notice: Notice, *, at: datetime, **details: int) -> None:
    """One line of the audit for what the portal did by itself."""
    audit.record(
        what,
        by=SYSTEM,
        at=at,
        on_kind="notice",
        on_id=notice.id,
        office_id=notice.recipient_office_id or notice.office_id,
        details=details,
    )
