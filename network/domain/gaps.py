"""When nobody answers for an office: the holes of its roster, as spans of time."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from network.domain.hours import BERLIN, Mode, Opening, Slot, answering

DAY = timedelta(days=1)
MIDNIGHT = time(0)


class GapKind(StrEnum):
    """What may be missing so that a step of the ladder reaches nobody."""

    OPEN_SEAT = "open_seat"
    NO_MAILBOX = "no_mailbox"
    NOBODY_ANSWERS = "nobody_answers"
    ON_CALL_WITHOUT_MAIL = "on_call_without_mail"
    NO_DEPUTY = "no_deputy"
    NO_HEAD = "no_head"
    NO_PHONE = "no_phone"


@dataclass(frozen=True)
class Span:
    """From an instant until another."""

    begins: datetime
    ends: datetime


def unanswered(
    *,
    hours: Sequence[Opening],
    slots: Sequence[Slot],
    holidays: Container[date],
    begin: datetime,
    end: datetime,
) -> tuple[Span, ...]:
    """The times in which neither the office is open nor anybody on call; instants are aware.

    Who answers changes only when something begins or ends, so it is enough to ask then.
    """
    changes = {begin, *(each for each in _changes(hours, slots, begin, end) if begin < each < end)}
    edges = [*sorted(changes), end]
    found: list[Span] = []
    for at, until in pairwise(edges):
        if answering(hours=hours, slots=slots, holidays=holidays, at=at).mode is not Mode.NOBODY:
            continue
        if found and found[-1].ends == at:
            found[-1] = Span(found[-1].begins, until)
        else:
            found.append(Span(at, until))
    return tuple(found)


def _changes(
    hours: Iterable[Opening], slots: Iterable[Slot], begin: datetime, end: datetime
) -> Iterator[datetime]:
    """Every wall-clock time of roster and hours on each day, whether it counts that day or not."""
    walls = {MIDNIGHT}
    for opening in hours:
        walls |= {opening.opens, opening.closes}
    for slot in slots:
        walls |= {slot.starts, slot.ends}
    day = begin.astimezone(BERLIN).date()
    while day <= end.astimezone(BERLIN).date():
        for wall in walls:
            yield datetime.combine(day, wall, BERLIN).astimezone(UTC)
        day += DAY
