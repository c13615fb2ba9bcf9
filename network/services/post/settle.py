"""Settling: right after each answer, state and attempt are written in one short transaction."""

import random
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM
from network.channels.base import ChannelFailure, PermanentFailure
from network.domain.post import DeliveryState, Outcome, back_off
from network.models import Attempt, Delivery
from network.models.delivery import DeliveryQuerySet

SENT = """
WITH letter AS (
    UPDATE network_delivery
    SET state = 'sent', sent_at = statement_timestamp(), failed_at = NULL, lease_until = NULL,
        attempts = attempts + 1
    WHERE id = %(letter)s AND sent_at IS NULL
)
INSERT INTO network_attempt (id, delivery_id, at, outcome, code, detail)
VALUES (%(attempt)s, %(letter)s, statement_timestamp(), 'sent', '', '')
"""


def sent(letter: Delivery) -> None:
    """The other side has accepted the letter: true whoever holds it by now.

    One statement, which commits by itself: a crash before it repeats the letter, so it is quick.
    """
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"letter": letter.pk, "attempt": uuid4()})


def not_sent(letter: Delivery, failure: ChannelFailure, *, by: str) -> None:
    """The letter did not get through: due again after a wait, or failed for good, with an event.

    A letter that somebody else has claimed meanwhile stays theirs; the attempt is recorded all
    the same.
    """
    permanent = isinstance(failure, PermanentFailure)
    with transaction.atomic(durable=True):
        held = Delivery.objects.unsettled().filter(pk=letter.pk, claimed_by=by)
        changed = _fail(held) if permanent else _wait(held, attempts=letter.attempts + 1)
        Attempt.objects.create(
            delivery_id=letter.pk,
            outcome=Outcome.PERMANENT if permanent else Outcome.TEMPORARY,
            code=failure.code,
            detail=failure.detail,
        )
        if permanent and changed:
            audit.record(
                "delivery.failed",
                by=SYSTEM,
                at=database_now(),
                on_kind="delivery",
                on_id=letter.pk,
                office_id=letter.office_id,
                details={"code": failure.code, "channel": letter.channel},
            )


def _fail(held: DeliveryQuerySet) -> int:
    return held.update(
        state=DeliveryState.FAILED,
        failed_at=Now(),
        lease_until=None,
        attempts=F("attempts") + 1,
    )


def _wait(held: DeliveryQuerySet, *, attempts: int) -> int:
    wait = back_off(attempts=attempts, jitter=random.random())  # noqa: S311 no secret depends on it
    return held.update(
        state=DeliveryState.DUE,
        due_at=Now() + wait,
        lease_until=None,
        claimed_by="",
        attempts=attempts,
    )
