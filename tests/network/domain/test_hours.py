"""Who answers at an instant: a week, the holidays, and the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.domain.holidays import NRW
from network.domain.hours import (
    BERLIN,
    HOLIDAY,
    Answering,
    Mode,
    Opening,
    Slot,
    add_elapsed,
    answering,
    next_working_noon,
)

HOURS = [Opening(day, time(8), time(16)) for day in range(4)] + [Opening(4, time(8), time(12, 30))]


def slot(person: str, weekday: int, starts: str, ends: str) -> Slot:
    return Slot(
        weekday, time.fromisoformat(starts), time.fromisoformat(ends), person, "0221 4710 1"
    )


SLOTS = [
    *(slot("Abend", day, "16:00", "08:00") for day in range(4)),
    slot("Freitag", 4, "12:30", "08:00"),
    slot("Samstag", 5, "08:00", "08:00"),
    slot("Sonntag", 6, "08:00", "08:00"),
    slot("Feiertag", HOLIDAY, "08:00", "08:00"),
]


def who(local: str, *, slots: list[Slot] = SLOTS) -> str:
    """The answer at a German wall-clock time: the person on call, or the mode."""
    at = datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)
    answer = answering(hours=HOURS, slots=slots, holidays=NRW, at=at)
    return answer.slot.person if answer.slot else answer.mode.value


@pytest.mark.parametrize(
    ("local", "answer"),
    [
        ("2026-11-23 07:59:59", "Sonntag"),
        ("2026-11-23 08:00:00", "office_hours"),
        ("2026-11-23 15:59:59", "office_hours"),
        ("2026-11-23 16:00:00", "Abend"),
        ("2026-11-23 23:59:59", "Abend"),
        ("2026-11-24 00:00:00", "Abend"),
        ("2026-11-24 07:59:59", "Abend"),
        ("2026-11-24 08:00:00", "office_hours"),
        ("2026-11-27 12:29:59", "office_hours"),
        ("2026-11-27 12:30:00", "Freitag"),
        ("2026-11-28 07:59:59", "Freitag"),
        ("2026-11-28 08:00:00", "Samstag"),
        ("2026-11-29 07:59:59", "Samstag"),
        ("2026-11-29 08:00:00", "Sonntag"),
    ],
)
def test_a_week_without_holidays(local: str, answer: str) -> None:
    assert who(local) == answer


@pytest.mark.parametrize(
    ("local", "answer"),
    [
        ("2026-06-03 23:00:00", "Abend"),  # Wednesday before Corpus Christi
        ("2026-06-04 07:00:00", "Abend"),
        ("2026-06-04 10:00:00", "Feiertag"),
        ("2026-06-05 07:00:00", "Feiertag"),
        ("2026-06-05 10:00:00", "office_hours"),
        ("2026-10-03 10:00:00", "Feiertag"),  # German Unity Day on a Saturday
        ("2026-12-24 10:00:00", "office_hours"),  # a working day by law
        ("2026-12-24 18:00:00", "Abend"),
        ("2026-12-25 10:00:00", "Feiertag"),
        ("2026-12-26 03:00:00", "Feiertag"),
        ("2026-12-26 10:00:00", "Feiertag"),
        ("2026-12-27 03:00:00", "Feiertag"),
        ("2026-12-27 10:00:00", "Sonntag"),
        ("2026-12-31 10:00:00", "office_hours"),  # a working day by law
        ("2027-01-01 10:00:00", "Feiertag"),
    ],
)
def test_holidays_have_slots_of_their_own_and_close_the_office(local: str, answer: str) -> None:
    assert who(local) == answer


def test_without_a_slot_nobody_answers_and_it_is_said() -> None:
    assert who("2026-11-28 10:00:00", slots=[]) == "nobody"
    assert who("2026-10-03 10:00:00", slots=SLOTS[:-1]) == "nobody"


def test_of_two_slots_that_overlap_the_one_that_began_last_answers() -> None:
    night, early = slot("Nacht", 1, "16:00", "08:00"), slot("Früh", 2, "06:00", "09:00")

    assert who("2026-11-25 05:59", slots=[night, early]) == "Nacht"
    assert who("2026-11-25 06:00", slots=[early, night]) == "Früh"


def test_equal_slots_give_one_answer_whatever_their_order() -> None:
    both = [slot("B", 5, "08:00", "20:00"), slot("A", 5, "08:00", "20:00")]

    assert who("2026-11-28 10:00", slots=both) == who("2026-11-28 10:00", slots=both[::-1])


NIGHT = [slot("Spät", 5, "20:00", "02:30"), slot("Früh", 6, "02:30", "08:00")]


@pytest.mark.parametrize(
    ("utc", "answer"),
    [
        ("2026-03-29 00:59:59", "Spät"),  # 01:59:59, then the clock jumps to 03:00
        ("2026-03-29 01:00:00", "Spät"),  # 03:00: half past two as it would have been is 03:30
        ("2026-03-29 01:30:00", "Früh"),
        ("2026-10-25 00:29:59", "Spät"),  # 02:29:59 for the first time
        ("2026-10-25 00:30:00", "Früh"),  # 02:30 for the first time
        ("2026-10-25 01:10:00", "Früh"),  # 02:10 for the second time: the late slot does not return
        ("2026-10-25 01:30:00", "Früh"),
    ],
)
def test_when_the_clocks_change_one_slot_follows_the_other_once(utc: str, answer: str) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    found = answering(hours=HOURS, slots=NIGHT, holidays=NRW, at=at)

    assert found.slot
    assert found.slot.person == answer


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_a_slot_of_a_whole_day_covers_23_or_25_hours(day: str) -> None:
    whole = [slot("Ganz", 5, "08:00", "08:00")]
    starts = datetime.fromisoformat(f"{day} 08:00").replace(tzinfo=BERLIN).astimezone(UTC)
    ends = (
        (datetime.fromisoformat(f"{day} 08:00") + timedelta(days=1))
        .replace(tzinfo=BERLIN)
        .astimezone(UTC)
    )

    def mode(at: datetime) -> Mode:
        return answering(hours=[], slots=whole, holidays=NRW, at=at).mode

    assert ends - starts in {timedelta(hours=23), timedelta(hours=25)}
    second = timedelta(seconds=1)
    assert [mode(at) for at in (starts - second, starts, ends - second, ends)] == [
        Mode.NOBODY,
        Mode.ON_CALL,
        Mode.ON_CALL,
        Mode.NOBODY,
    ]


def test_an_instant_needs_a_time_zone() -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 -- the fault under test
    for ask in (
        lambda: answering(hours=[], slots=[], holidays=NRW, at=naive),
        lambda: next_working_noon(naive),
        lambda: add_elapsed(naive, timedelta(hours=1)),
    ):
        with pytest.raises(ValueError, match="time zone"):
            ask()


times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- strategies take naive bounds
openings = st.lists(st.builds(Opening, st.integers(0, 6), times, times), max_size=8)
rosters = st.lists(
    st.builds(Slot, st.integers(0, 7), times, times, st.sampled_from("ABC"), st.just("1")),
    max_size=10,
)


@given(openings, rosters, st.frozensets(st.dates(date(2020, 1, 1), date(2035, 1, 1))), instants)
def test_there_is_always_exactly_one_answer(
    hours: list[Opening], slots: list[Slot], free: frozenset[date], at: datetime
) -> None:
    answer = answering(hours=hours, slots=slots, holidays=free, at=at)

    assert (answer.slot is not None) is (answer.mode is Mode.ON_CALL)
    assert answer.slot is None or answer.slot in slots
    assert answer == answering(hours=hours[::-1], slots=slots[::-1], holidays=free, at=at)


@given(rosters, instants)
def test_a_roster_without_a_hole_always_answers(slots: list[Slot], at: datetime) -> None:
    whole_week = [slot("Immer", day, "08:00", "08:00") for day in range(8)]

    answer = answering(hours=[], slots=[*slots, *whole_week], holidays=NRW, at=at)

    assert answer.mode is Mode.ON_CALL


@given(openings, rosters, instants)
def test_the_office_answers_before_anybody_on_call(
    hours: list[Opening], slots: list[Slot], at: datetime
) -> None:
    with_slots = answering(hours=hours, slots=slots, holidays=NRW, at=at)
    without = answering(hours=hours, slots=[], holidays=NRW, at=at)

    assert (with_slots == Answering(Mode.OFFICE_HOURS)) is (without.mode is Mode.OFFICE_HOURS)


@pytest.mark.parametrize(
    ("at", "noon"),
    [
        ("2026-11-23 09:00", "2026-11-24 12:00"),  # Monday
        ("2026-11-23 00:10", "2026-11-24 12:00"),
        ("2026-11-27 09:00", "2026-11-30 12:00"),  # Friday
        ("2026-11-28 22:40", "2026-11-30 12:00"),  # Saturday night
        ("2026-04-02 18:00", "2026-04-07 12:00"),  # Maundy Thursday: Easter lies between
        ("2026-12-23 18:00", "2026-12-24 12:00"),
        ("2026-12-24 18:00", "2026-12-28 12:00"),
        ("2026-12-30 18:00", "2026-12-31 12:00"),
        ("2026-12-31 18:00", "2027-01-04 12:00"),
        ("2026-03-27 18:00", "2026-03-30 12:00"),  # the clocks change in between
        ("2026-10-23 18:00", "2026-10-26 12:00"),
    ],
)
def test_noon_of_the_next_working_day(at: str, noon: str) -> None:
    local = datetime.fromisoformat(at).replace(tzinfo=BERLIN)

    found = next_working_noon(local)

    assert found.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == noon
    assert found.utcoffset() == timedelta(0)


def test_the_day_of_a_deadline_is_the_german_day() -> None:
    half_past_midnight_in_germany = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert next_working_noon(half_past_midnight_in_germany) == datetime(2026, 7, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "local"),
    [("2026-03-28", "2026-03-29 21:00"), ("2026-10-24", "2026-10-25 19:00")],
)
def test_elapsed_time_is_real_time_when_the_clocks_change(day: str, local: str) -> None:
    evening = datetime.fromisoformat(f"{day} 20:00").replace(tzinfo=BERLIN)

    later = add_elapsed(evening, timedelta(hours=24))

    assert later.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == local
    assert later - evening.astimezone(UTC) == timedelta(hours=24)
