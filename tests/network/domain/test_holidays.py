"""Holidays of North Rhine-Westphalia, written out for one year."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from network.domain.holidays import NRW, is_working_day, next_working_day, public_holidays

OF_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 6, 4),
    date(2026, 10, 3),
    date(2026, 11, 1),
    date(2026, 12, 25),
    date(2026, 12, 26),
}


def test_the_holidays_of_2026() -> None:
    assert public_holidays(2026) == OF_2026


def test_christmas_eve_new_years_eve_and_carnival_monday_are_working_days() -> None:
    for day in (date(2026, 12, 24), date(2026, 12, 31), date(2026, 2, 16)):
        assert is_working_day(day)


def test_what_is_not_a_date_is_no_holiday() -> None:
    assert "2026-01-01" not in NRW


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)))
def test_the_next_working_day_is_the_first_one_later(day: date) -> None:
    found = next_working_day(day)

    assert found > day
    assert is_working_day(found)
    between = (day + timedelta(days=n) for n in range(1, (found - day).days))
    assert not any(is_working_day(each) for each in between)
