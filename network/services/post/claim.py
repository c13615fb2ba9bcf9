"""Claiming: a worker takes a few due letters in hand for the time of a lease, acute ones first.

A worker that dies simply lets its lease run out; nobody has to notice. Everything goes by the clock
of the database, so the clocks of workers may be wrong.
"""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from network.domain.post import DeliveryState
from network.models import Delivery
from network.models.delivery import DeliveryQuerySet

CLAIM = """
WITH next AS (
    SELECT id, lease_until IS NOT NULL AS left_behind
    FROM network_delivery
    WHERE sent_at IS NULL AND failed_at IS NULL
        AND due_at <= statement_timestamp()
        AND (lease_until IS NULL OR lease_until <= statement_timestamp())
    ORDER BY priority, due_at
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE network_delivery AS delivery
SET state = 'claimed',
    claimed_by = %(claimant)s,
    lease_until = statement_timestamp() + make_interval(secs => %(lease)s)
FROM next
WHERE delivery.id = next.id
RETURNING delivery.*, next.left_behind, statement_timestamp() AS claimed_at
"""
PARTS_OF_A_LEASE = 6
"""A letter is begun only in the first part of the lease, and none of the at most five answers that
it waits for (sender, recipient, data, end, reset) may take longer than one part: so no lease runs
out under a letter in flight."""


@dataclass(frozen=True)
class Claim:
    """Letters in one worker's hands. `at` is the database's instant of the claim."""

    by: str
    at: datetime
    letters: tuple[Delivery, ...]

    def give_back(self, letters: tuple[Delivery, ...]) -> None:
        """Let go of letters not begun: due again at once, for anybody, no attempt counted."""
        if letters:
            self._held({letter.pk for letter in letters}).update(
                state=DeliveryState.DUE, claimed_by="", lease_until=None
            )

    def _held(self, keys: set[UUID]) -> DeliveryQuerySet:
        return Delivery.objects.unsettled().filter(pk__in=keys, claimed_by=self.by)


def lease_seconds() -> float:
    """For how long a claim holds."""
    return float(settings.POST_LEASE_SECONDS)


def answer_seconds() -> float:
    """The longest time to wait for one answer: never so long that a lease runs out."""
    return min(float(settings.EMAIL_TIMEOUT), lease_seconds() / PARTS_OF_A_LEASE)


def begin_within_seconds() -> float:
    """How long after its claim a letter may still be begun."""
    return lease_seconds() / PARTS_OF_A_LEASE


def claim(*, by: str, limit: int) -> Claim | None:
    """Take up to `limit` due letters in hand, in a short transaction of its own; None: none is due.

    The order is acute first, then the longest due. Letters that a dead worker left behind come last
    and in chance order: should one of them be what killed it, the others still get through.
    """
    claimant = f"{by}/{uuid4().hex[:12]}"
    with transaction.atomic(durable=True):
        letters: list[Any] = list(  # with two columns more than a Delivery has
            Delivery.objects.raw(
                CLAIM, {"limit": limit, "claimant": claimant, "lease": lease_seconds()}
            )
        )
    if not letters:
        return None
    return Claim(by=claimant, at=letters[0].claimed_at, letters=tuple(sorted(letters, key=_turn)))


def _turn(letter: Any) -> tuple[bool, float, int, datetime]:
    chance = random.random() if letter.left_behind else 0.0  # noqa: S311 no secret depends on it
    return letter.left_behind, chance, letter.priority, letter.due_at
