"""From when to when somebody is on call, and how long whoever was on call looks back."""

from datetime import UTC, datetime, time

import pytest

from network.domain.holidays import NRW
from network.domain.hours import BERLIN, Duty, Opening, Slot, on_duty

HOURS = [Opening(day, time(8), time(16)) for day in range(5)]
NIGHT = [Slot(day, time(16), time(8), "Nacht", "0221 4710 1") for day in range(5)]
WEEKEND = [Slot(day, time(8), time(8), "Tag", "0221 4710 1") for day in (5, 6)]


def at(local: str) -> datetime:
    """An instant by the wall clock in Germany."""
    return datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)


def duty(local: str) -> Duty | None:
    return on_duty(hours=HOURS, slots=[*NIGHT, *WEEKEND], holidays=NRW, at=at(local))


@pytest.mark.parametrize(
    ("local", "begins", "ends", "until"),
    [
        ("2026-11-23 20:00", "2026-11-23 16:00", "2026-11-24 08:00", "2026-11-24 12:00"),
        ("2026-11-24 03:00", "2026-11-23 16:00", "2026-11-24 08:00", "2026-11-24 12:00"),
        ("2026-11-27 20:00", "2026-11-27 16:00", "2026-11-28 08:00", "2026-11-30 12:00"),
        ("2026-11-28 20:00", "2026-11-28 08:00", "2026-11-29 08:00", "2026-11-30 12:00"),
        ("2026-11-30 07:59", "2026-11-29 08:00", "2026-11-30 08:00", "2026-11-30 12:00"),
        ("2026-12-24 20:00", "2026-12-24 16:00", "2026-12-25 08:00", "2026-12-28 12:00"),
    ],
)
def test_the_look_back_ends_at_noon_of_the_next_working_day(
    local: str, begins: str, ends: str, until: str
) -> None:
    found = duty(local)

    assert found is not None
    assert (found.begins, found.ends, found.look_back_until) == (at(begins), at(ends), at(until))


def test_in_office_hours_nobody_is_on_duty() -> None:
    assert duty("2026-11-23 10:00") is None


def test_where_nobody_is_on_the_roster_nobody_is_on_duty() -> None:
    night = at("2026-11-23 20:00")

    assert on_duty(hours=HOURS, slots=[], holidays=NRW, at=night) is None


def test_the_look_back_never_ends_before_the_duty() -> None:
    slot = Slot(0, time(8), time(20), "Tag", "0221 4710 1")
    long = Duty(slot, begins=at("2026-11-23 08:00"), ends=at("2026-11-24 20:00"))

    assert long.look_back_until == long.ends
