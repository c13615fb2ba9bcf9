"""What happens next while nobody takes a notice over: the ladder frozen in the decision, read as
values.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.domain.types import LadderStep
from network.domain.terms import Urgency

LETTER_PATIENCE = timedelta(minutes=10)
"""After so long a letter that is still being tried counts as not arrived."""

RELEASE_REMINDER = {
    Urgency.ACUTE: timedelta(minutes=15),
    Urgency.URGENT: timedelta(hours=1),
    Urgency.STANDARD: timedelta(hours=24),
}
"""After so long somebody is reminded of a notice that waits for its release."""


@dataclass(frozen=True)
class Due:
    """This step is to be taken now."""

    step: LadderStep
    number: int


@dataclass(frozen=True)
class NotYet:
    """The next step waits until `at`."""

    at: datetime


@dataclass(frozen=True)
class Exhausted:
    """No step is left: from here on only a person who looks can help. An alarm, not an end."""


def step_at(step: LadderStep, *, ack_by: datetime) -> datetime:
    """The instant of a step; elapsed minutes after the acknowledgement time, added in UTC."""
    return ack_by + timedelta(minutes=step.after_minutes)


def next_step(
    ladder: tuple[LadderStep, ...], *, taken: int, ack_by: datetime, at: datetime
) -> Due | NotYet | Exhausted:
    """Which step follows after `taken` steps have been taken."""
    if taken >= len(ladder):
        return Exhausted()
    due = step_at(ladder[taken], ack_by=ack_by)
    return Due(ladder[taken], taken + 1) if due <= at else NotYet(due)


def first_step_at(ladder: tuple[LadderStep, ...], *, ack_by: datetime | None) -> datetime | None:
    """When the first step falls due; None where nobody has to take the notice over.

    A ladder without steps is looked at when the acknowledgement time ends, so that it raises its
    alarm.
    """
    if ack_by is None:
        return None
    return step_at(ladder[0], ack_by=ack_by) if ladder else ack_by


def release_reminder_at(at: datetime, *, urgency: Urgency) -> datetime:
    """When to remind of a notice that has been waiting for its release since `at`."""
    return at + RELEASE_REMINDER[urgency]
