"""A week on paper says what the portal says at every instant."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.domain.holidays import NRW
from network.domain.hours import Opening, Slot, answering
from network.domain.week import shifts

TIMES = st.sampled_from([time(0), time(2, 30), time(8), time(12, 30), time(16), time(23, 59)])
OPENINGS = st.builds(Opening, st.integers(0, 4), st.just(time(8)), st.just(time(16)))
SLOTS = st.builds(
    Slot, st.integers(0, 7), TIMES, TIMES, st.sampled_from(["A", "B"]), st.just("0221")
)
MONDAYS = st.sampled_from(
    [date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21), date(2026, 11, 23)]
)


@given(
    hours=st.lists(OPENINGS, max_size=5),
    slots=st.lists(SLOTS, max_size=6),
    first=MONDAYS,
    minute=st.integers(0, 7 * 24 * 60 + 60),
)
def test_paper_and_portal_agree_at_every_minute(
    hours: list[Opening], slots: list[Slot], first: date, minute: int
) -> None:
    week = shifts(hours=hours, slots=slots, holidays=NRW, first=first, days=7)
    at = week[0].begins + timedelta(minutes=minute)

    holding = [each for each in week if each.begins <= at < each.ends]

    if at < week[-1].ends:
        (shift,) = holding
        assert shift.answers == answering(hours=hours, slots=slots, holidays=NRW, at=at)


@pytest.mark.parametrize(("day", "real_hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clocks_change_has_no_gap(day: date, real_hours: int) -> None:
    week = shifts(hours=[], slots=[], holidays=NRW, first=day, days=1)

    assert week[-1].ends - week[0].begins == timedelta(hours=real_hours)


def test_the_first_day_begins_at_midnight_in_germany() -> None:
    week = shifts(hours=[], slots=[], holidays=NRW, first=date(2026, 11, 23), days=7)

    assert week[0].begins == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert len(week) == 7
