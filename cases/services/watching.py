"""What else may lie still: letters that do not arrive, notices that nobody releases."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cases.domain.escalation import LETTER_PATIENCE, release_reminder_at
from cases.models import Notice
from cases.services.notices import recipient_of
from cases.services.recording import record
from cases.services.telling import ask_sender, ask_to_call
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.outage import is_outage
from network import queries as network
from network.access import SYSTEM
from network.domain.terms import LadderRole, Urgency
from network.models import Delivery
from network.models.delivery import DeliveryQuerySet
from network.services import post
from network.services.operators import alarm_operators

logger = logging.getLogger(__name__)

TO_THE_DESK = "call"
"""The kind of letter that tells the fallback desk of a call; it says nothing of the recipient."""

PUT_OFF = timedelta(minutes=5)
"""For so long this process leaves a letter alone that it could not answer."""

_put_off: dict[UUID, datetime] = {}

REMINDED = (LadderRole.REMINDER, LadderRole.OFFICE_HEAD)
"""Who is asked, one after the other, to release or withhold a prepared notice."""


def watch_letters(*, limit: int) -> None:
    """Answer letters that came back, mark late ones, unmark those that arrived after all."""
    answer_each(post.failed_unanswered(), _came_back, limit=limit)
    answer_each(post.stuck(longer_than=LETTER_PATIENCE), _is_late, limit=limit)
    answer_each(post.late_arrivals(), _arrived, limit=limit)


def answer_each(
    waiting: DeliveryQuerySet, answer: Callable[[Delivery], None], *, limit: int
) -> None:
    """One by one; rows that cannot be worked on do not keep the others from their turn.

    They are put off, and the order is random, so that not even very many of them stand before one
    that is sound.
    """
    at = database_now()
    for key in [key for key, until in _put_off.items() if until <= at]:
        del _put_off[key]
    for delivery in waiting.exclude(pk__in=list(_put_off)).order_by("?")[:limit]:
        try:
            answer(delivery)
        except Exception as failure:
            if not is_outage(failure):
                _put_off[delivery.pk] = at + PUT_OFF
            logger.exception("letter %s could not be answered", delivery.pk)


@transaction.atomic
def _came_back(delivery: Delivery) -> None:
    """A letter came back for good: its notice is marked and takes its next step at once."""
    at = database_now()
    notice = _claimed(delivery, at=at)
    if notice is None:
        return
    if delivery.kind == TO_THE_DESK:
        _desk_is_dead(notice, delivery, at=at)
        return
    is_open = not (notice.acknowledged_at or notice.exhausted_at or notice.withdrawn_at)
    if notice.released_at is None:
        notice.next_step_at = at if is_open else None
    else:
        to_recipient = _mark(notice, delivery, at=at)
        if notice.ack_by and is_open:
            notice.next_step_at = at
            if to_recipient and notice.ack:
                ask_to_call(notice, at=at)
    notice.save(update_fields=["unreached_at", "next_step_at"])
    record("notice.letter_came_back", notice, by=SYSTEM, at=at, step=delivery.step)


def _desk_is_dead(notice: Notice, delivery: Delivery, *, at: datetime) -> None:
    """The fallback desk was not told of a call: the operators are, by a letter of its own key."""
    told = alarm_operators(
        message_id=delivery.pk,
        reference=delivery.reference,
        path=reverse("cases:machinery"),
        at=at,
        kind="desk_alarm",
    )
    record("notice.desk_not_reached", notice, by=SYSTEM, at=at, told=told)
    logger.error("the fallback desk was not reached by letter %s", delivery.pk)


@transaction.atomic
def _is_late(delivery: Delivery) -> None:
    """A letter is late: its notice is marked, and nobody is hurried.

    With the mail server down for an hour the whole district would be woken, by letters that cannot
    leave either.
    """
    at = database_now()
    notice = _claimed(delivery, at=at)
    if notice is None:
        return
    _mark(notice, delivery, at=at)
    notice.save(update_fields=["unreached_at"])
    record("notice.letter_is_late", notice, by=SYSTEM, at=at, step=delivery.step)


@transaction.atomic
def _arrived(delivery: Delivery) -> None:
    """The letter was late and has arrived: the notice is reached, unless nobody trusts its ways."""
    Delivery.objects.filter(pk=delivery.pk).update(passed_on_at=None)
    notice = _locked(delivery)
    missing = Delivery.objects.filter(message_id=delivery.message_id, passed_on_at__isnull=False)
    if delivery.kind == TO_THE_DESK or notice is None:
        return
    if missing.exclude(kind=TO_THE_DESK).exists():
        return
    at = database_now()
    contacts = network.contacts_for(recipient_of(notice), role=None, at=at)
    if any(contact.verified for contact in contacts):
        notice.unreached_at = None
        notice.save(update_fields=["unreached_at"])
        record("notice.letter_arrived_late", notice, by=SYSTEM, at=at, step=delivery.step)


def _mark(notice: Notice, delivery: Delivery, *, at: datetime) -> bool:
    """The recipient is not surely reached; letters to others on the way say nothing about it.

    Returns whether the letter was for the recipient.
    """
    if delivery.kind == TO_THE_DESK:
        return False
    recipient = recipient_of(notice)
    addressed = (
        delivery.recipient_office_id,
        delivery.recipient_partner_id,
        delivery.recipient_outside_id,
    )
    asked = (recipient.office_id, recipient.partner_id, recipient.outside_district_id)
    if addressed != asked:
        return False
    notice.unreached_at = notice.unreached_at or at
    return True


def _claimed(delivery: Delivery, *, at: datetime) -> Notice | None:
    """The notice of a letter that nobody has answered yet."""
    unanswered = Delivery.objects.filter(pk=delivery.pk, passed_on_at=None)
    return _locked(delivery) if unanswered.update(passed_on_at=at) else None


def _locked(delivery: Delivery) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",), no_key=True)
    found = rows.defer("headline", "content").filter(pk=delivery.message_id, is_canary=False)
    return found.first()


def ask_for_release(notice: Notice, *, at: datetime) -> None:
    """Remind the sending office of a prepared notice, then its head; then it is a red line there.

    A reminder that reaches nobody is followed by the next one at once.
    """
    for role in REMINDED[notice.step :]:
        notice.step += 1
        reached = ask_sender(notice, role, step=notice.step, at=at)
        record(
            "notice.release_awaited", notice, by=SYSTEM, at=at, step=notice.step, reached=reached
        )
        if reached:
            break
    is_last = notice.step >= len(REMINDED)
    later = release_reminder_at(at, urgency=Urgency(notice.urgency))
    notice.next_step_at = None if is_last else later
    notice.exhausted_at = at if is_last else None
    notice.save(update_fields=["step", "next_step_at", "exhausted_at"])
