"""A week of an office, day by day: from when to when who answers, cut where the answer changes."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from network.domain.hours import BERLIN, Answering, Opening, Slot, answering

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shift:
    """One answer between two instants of one day in Germany."""

    day: date
    begins: datetime
    ends: datetime
    answers: Answering


def shifts(
    *,
    hours: Iterable[Opening],
    slots: Iterable[Slot],
    holidays: Container[date],
    first: date,
    days: int,
) -> tuple[Shift, ...]:
    """The answers from the first day's midnight on, without a gap.

    It asks the same question as the portal does at each instant, so paper and portal agree.
    """
    opened, kept = tuple(hours), tuple(slots)
    found: list[Shift] = []
    for number in range(days):
        day = first + number * DAY
        begins, ends = _instant(day, time()), _instant(day + DAY, time())
        inside = {each for each in _changes(opened, kept, day) if begins < each < ends}
        cuts = [begins, *sorted(inside), ends]
        for start, stop in pairwise(cuts):
            answers = answering(hours=opened, slots=kept, holidays=holidays, at=start)
            last = found[-1] if found else None
            if last and last.day == day and last.answers == answers:
                found[-1] = Shift(day, last.begins, stop, answers)
            else:
                found.append(Shift(day, start, stop, answers))
    return tuple(found)


def _changes(hours: Iterable[Opening], slots: Iterable[Slot], day: date) -> Iterator[datetime]:
    """Every instant of a day at which some slot or opening of any day could begin or end."""
    for opening in hours:
        yield from (_instant(day, opening.opens), _instant(day, opening.closes))
    for slot in slots:
        yield from (_instant(day, slot.starts), _instant(day, slot.ends))


def _instant(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, BERLIN).astimezone(UTC)
