"""Who answers for an office at an instant, and when a deadline of the calendar ends.

Times of a roster are wall clock in Germany; they become instants before anything is compared, so
that the night the clocks change has neither two answers nor a hole.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from network.domain.holidays import next_working_day

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAY = 7
"""The weekday of a public holiday in an on-call roster; 0 is Monday, 6 is Sunday."""
NOON = time(12)


class Mode(StrEnum):
    """How an office can be reached at an instant."""

    OFFICE_HOURS = "office_hours"
    ON_CALL = "on_call"
    NOBODY = "nobody"


@dataclass(frozen=True, order=True)
class Opening:
    """An office is open on a weekday (0 is Monday) from one wall-clock time to another."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Slot:
    """Somebody is on call between two wall-clock times, past midnight where `ends` is not later.

    Equal times mean a whole day. A slot on the day before a holiday still ends at its own time.
    """

    weekday: int
    starts: time
    ends: time
    person: str
    phone: str
    email: str = ""
    user_id: UUID | None = None
    delegate: str = ""
    sms: str = ""


@dataclass(frozen=True)
class Answering:
    """The one answer to "who answers now"; `slot` is set exactly in mode ON_CALL."""

    mode: Mode
    slot: Slot | None = None


@dataclass(frozen=True)
class Duty:
    """Somebody is on call, from when to when this time."""

    slot: Slot
    begins: datetime
    ends: datetime

    @property
    def look_back_until(self) -> datetime:
        """Until when whoever was on call looks back on it: 12:00 on the next working day after the
        day on which the duty began, and never before the duty is over.
        """
        return max(self.ends, next_working_noon(self.begins))


def answering(
    *,
    hours: Iterable[Opening],
    slots: Iterable[Slot],
    holidays: Container[date],
    at: datetime,
) -> Answering:
    """Who answers at this instant: the open office, else the slot that began last, else nobody.

    Total: there is always exactly one answer. `at` must be aware (ValueError).
    """
    if _is_open(hours, holidays=holidays, at=at):
        return Answering(Mode.OFFICE_HOURS)
    duty = _last_begun(slots, holidays=holidays, at=at)
    return Answering(Mode.ON_CALL, duty.slot) if duty else Answering(Mode.NOBODY)


def on_duty(
    *,
    hours: Iterable[Opening],
    slots: Iterable[Slot],
    holidays: Container[date],
    at: datetime,
) -> Duty | None:
    """The duty of whoever `answering` names, None while the office is open or nobody answers."""
    if _is_open(hours, holidays=holidays, at=at):
        return None
    return _last_begun(slots, holidays=holidays, at=at)


def _is_open(hours: Iterable[Opening], *, holidays: Container[date], at: datetime) -> bool:
    on = _local(at).date()
    return on not in holidays and any(
        opening.weekday == on.weekday()
        and _instant(on, opening.opens) <= at < _instant(on, opening.closes)
        for opening in hours
    )


def _last_begun(slots: Iterable[Slot], *, holidays: Container[date], at: datetime) -> Duty | None:
    running = _running(slots, holidays=holidays, at=at)
    return max(running, key=_rank, default=None)


def _rank(duty: Duty) -> tuple[object, ...]:
    """Who began last goes first; where two began together the rest of the slot decides, so that
    the answer never depends on the order of the roster.
    """
    slot = duty.slot
    words = (slot.person, slot.phone, slot.email, slot.sms, slot.delegate, str(slot.user_id))
    return (duty.begins, *words, duty.ends)


def _running(slots: Iterable[Slot], *, holidays: Container[date], at: datetime) -> Iterator[Duty]:
    """Slots that hold at this instant; they began today, or yesterday evening."""
    today = _local(at).date()
    days = {day: _roster_day(day, holidays) for day in (today - timedelta(days=1), today)}
    for slot in slots:
        for day, weekday in days.items():
            if slot.weekday != weekday:
                continue
            until = day + timedelta(days=1) if slot.ends <= slot.starts else day
            begins, ends = _instant(day, slot.starts), _instant(until, slot.ends)
            if begins <= at < ends:
                yield Duty(slot, begins, ends)


def _roster_day(day: date, holidays: Container[date]) -> int:
    return HOLIDAY if day in holidays else day.weekday()


def next_working_noon(at: datetime) -> datetime:
    """12:00 in Germany on the next working day after the day of `at`, as UTC."""
    return _instant(next_working_day(_local(at).date()), NOON)


def add_elapsed(at: datetime, elapsed: timedelta) -> datetime:
    """`at` plus time that really passes, as UTC: an hour is an hour also when the clocks change."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC) + elapsed


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(BERLIN)


def _instant(day: date, wall: time) -> datetime:
    """The instant of a wall-clock time; of an hour that occurs twice the first one counts."""
    return datetime.combine(day, wall, BERLIN).astimezone(UTC)
