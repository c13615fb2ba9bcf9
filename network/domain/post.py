"""How the post behaves, as values: states of a delivery, outcomes of an attempt, when to retry."""

from datetime import timedelta
from enum import StrEnum

from network.domain.terms import Urgency

FIRST_WAIT = timedelta(seconds=5)
LONG_WAIT = timedelta(seconds=90)
"""The longest wait of the first hour: a mail server that is well again has every letter within two
minutes, however often it refused one before."""
PATIENT_AFTER = 40
"""Attempts, about an hour of them; from then on a letter is tried more seldom."""
LONGEST_WAIT = timedelta(minutes=10)
GROWTH = 3.0
SPREAD = 0.2
STEPS_UP = 8
"""From here on the wait no longer grows; further powers would be too large to reckon with."""


class DeliveryState(StrEnum):
    """Where a delivery stands. SENT and FAILED are ends; a failed one waits for another way."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"


class Outcome(StrEnum):
    """What one attempt brought."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


PRIORITY = {Urgency.ACUTE: 0, Urgency.URGENT: 1, Urgency.STANDARD: 2}


def back_off(*, attempts: int, jitter: float) -> timedelta:
    """How long to wait after `attempts` (1 or more) temporary failures.

    5 s, 15 s, 45 s, then 90 s for an hour, then 10 min without end. `jitter` in 0..1 spreads the
    wait by up to a fifth downwards, so that letters that failed together do not return together.
    """
    if attempts > PATIENT_AFTER:
        return LONGEST_WAIT * (1 - SPREAD * jitter)
    steps = min(attempts - 1, STEPS_UP)
    return min(FIRST_WAIT * GROWTH**steps, LONG_WAIT) * (1 - SPREAD * jitter)
