"""Days and years as the law counts them. No clock: every function is told the day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
ADULT_AT = 18


def day_of(at: datetime) -> date:
    """The calendar day in Germany on which an instant falls."""
    return at.astimezone(BERLIN).date()


def years_after(day: date, years: int) -> date:
    """The first day after so many full years (§§ 187, 188 BGB).

    Who is born on 29 February, or moves in on it, completes a year with 28 February; the first day
    after it is 1 March where the year has no 29 February.
    """
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def is_adult(born_on: date | None, on: date) -> bool:
    """Whether the 18th birthday has begun (§ 7 Abs. 1 SGB VIII). Unknown birth: a minor."""
    return born_on is not None and on >= years_after(born_on, ADULT_AT)
