"""How the post behaves, as values: states of a delivery, outcomes of an attempt, when to retry."""

from datetime import timedelta
from enum import StrEnum

from network.domain.terms import Urgency

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
GROWTH = 3.0
SPREAD = 0.2


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
    """How long to wait after `attempts` (1 or more) temporary failures: 5 s, 15 s, 45 s ... 10 min.

    `jitter` in 0..1 spreads the wait by up to a fifth downwards, so that letters that failed
    together do not return together.
    """
    steps = min(attempts, 16) - 1
    wait = min(FIRST_WAIT * GROWTH**steps, LONGEST_WAIT)
    return wait * (1 - SPREAD * jitter)
