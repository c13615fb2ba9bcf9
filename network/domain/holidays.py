"""Public holidays of North Rhine-Westphalia: the one place that knows where they come from."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year. 24 and 31 December are none by law (§ 2 FeiertagsG NW)."""
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


class HolidayCalendar:
    """Tells whether a date is a public holiday: `date in calendar`."""

    def __contains__(self, on: object) -> bool:
        return isinstance(on, date) and on in public_holidays(on.year)


NRW = HolidayCalendar()


def is_working_day(on: date) -> bool:
    """Monday to Friday without public holidays (as § 7 Abs. 4 SGB VIII counts)."""
    return on.weekday() < SATURDAY and on not in NRW


def next_working_day(after: date) -> date:
    """The first working day later than this day."""
    day = after + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
