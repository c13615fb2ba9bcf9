"""How long ago, how long still: spans of time as people say them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = 3
"""A deadline is near when no more than this part (one third) of its time is left."""


@dataclass(frozen=True)
class Deadline:
    """By when somebody must have taken over, and how that stands: done, overdue, soon or open."""

    at: datetime
    state: str
    left: str


def ago(instant: datetime, *, now: datetime) -> str:
    """`vor 5 Minuten`; what lies ahead by a difference of clocks counts as just now."""
    span = now - instant
    return f"vor {_words(span, dative=True)}" if span >= MINUTE else "gerade eben"


def deadline(*, by: datetime | None, since: datetime, done: bool, now: datetime) -> Deadline | None:
    """How a time for taking over stands that began at `since`; None where there is none."""
    if by is None:
        return None
    if done:
        return Deadline(by, "done", "")
    left = by - now
    if left <= timedelta():
        return Deadline(by, "overdue", f"seit {_words(-left, dative=True)}")
    state = "soon" if left <= (by - since) / SOON else "open"
    return Deadline(by, state, f"noch {_words(left)}")


def _words(span: timedelta, *, dative: bool = False) -> str:
    """The largest whole unit, rounded down: minutes, hours, then days from two days on."""
    if span < HOUR:
        count = span // MINUTE
        return "1 Minute" if count == 1 else f"{count} Minuten" if count else "weniger als 1 Minute"
    if span < 2 * DAY:
        count = span // HOUR
        return "1 Stunde" if count == 1 else f"{count} Stunden"
    return f"{span // DAY} {'Tagen' if dative else 'Tage'}"
