"""The holes of a roster: found exactly, also in nights of changed clocks and on holidays."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from network.domain.gaps import Span, unanswered
from network.domain.holidays import NRW
from network.domain.hours import BERLIN, HOLIDAY, Mode, Opening, Slot, answering

MONDAY = datetime(2026, 11, 23, tzinfo=BERLIN)
WEEK = timedelta(days=7)
WORKDAYS = tuple(Opening(day, time(8), time(16)) for day in range(5))


def slot(weekday: int, starts: int = 16, ends: int = 8) -> Slot:
    return Slot(weekday, time(starts), time(ends), person="Bereitschaft", phone="0221 4710")


ROUND_THE_CLOCK = (
    *(slot(day) for day in range(5)),
    *(slot(day, 8, 8) for day in (5, 6, HOLIDAY)),
)


def holes(
    *slots: Slot, begin: datetime = MONDAY, end: datetime | None = None
) -> list[tuple[datetime, datetime]]:
    found = unanswered(
        hours=WORKDAYS, slots=slots, holidays=NRW, begin=begin, end=end or begin + WEEK
    )
    return [(each.begins, each.ends) for each in found]


def test_a_full_roster_has_none() -> None:
    assert holes(*ROUND_THE_CLOCK, slot(6, 8, 8)) == []


def test_a_missing_saturday_is_one_hole_from_its_morning_to_the_next() -> None:
    without = [each for each in ROUND_THE_CLOCK if each.weekday != 5]

    assert holes(*without, begin=MONDAY + timedelta(hours=8)) == [
        (datetime(2026, 11, 28, 8, tzinfo=BERLIN), datetime(2026, 11, 29, 8, tzinfo=BERLIN))
    ]


def test_without_anybody_on_call_nights_and_the_weekend_are_whole_holes() -> None:
    nights = holes()

    assert len(nights) == 6
    assert nights[-1] == (
        datetime(2026, 11, 27, 16, tzinfo=BERLIN),
        datetime(2026, 11, 30, tzinfo=BERLIN),
    )


def test_a_holiday_nobody_is_named_for_is_a_hole_although_it_is_a_friday() -> None:
    christmas = datetime(2026, 12, 25, tzinfo=BERLIN)
    without = [each for each in ROUND_THE_CLOCK if each.weekday != HOLIDAY]

    assert holes(*without, begin=christmas, end=christmas + timedelta(days=1)) == [
        (christmas + timedelta(hours=8), christmas + timedelta(days=1))
    ]


def test_the_night_that_is_an_hour_longer_has_no_hole() -> None:
    begin = datetime(2026, 10, 24, 8, tzinfo=BERLIN)

    assert holes(*ROUND_THE_CLOCK, begin=begin, end=begin + timedelta(days=2)) == []


walls = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
slots = st.builds(
    Slot,
    weekday=st.integers(0, HOLIDAY),
    starts=walls,
    ends=walls,
    person=st.just("Bereitschaft"),
    phone=st.just("0221 4710"),
)


@given(
    st.lists(slots, max_size=6),
    st.datetimes(datetime(2026, 10, 20), datetime(2027, 4, 2)),  # noqa: DTZ001 made aware below
)
@settings(max_examples=40, deadline=None)
def test_it_agrees_with_asking_every_half_hour(found: list[Slot], at: datetime) -> None:
    begin = at.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    end = begin + timedelta(days=3)
    spans = unanswered(hours=WORKDAYS, slots=found, holidays=NRW, begin=begin, end=end)

    moment = begin
    while moment < end:
        mode = answering(hours=WORKDAYS, slots=found, holidays=NRW, at=moment).mode
        assert (mode is Mode.NOBODY) == is_in(spans, moment), moment
        moment += timedelta(minutes=30)


def is_in(spans: tuple[Span, ...], moment: datetime) -> bool:
    return any(span.begins <= moment < span.ends for span in spans)
