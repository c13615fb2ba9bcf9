"""Ladder steps on the database's clock: at most a minute late, also when the clocks change.

The database is told what time it is, minute by minute; the relay's question is asked every half
minute, and each step must have been taken by then.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.domain.escalation import step_at
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.services.escalation import escalate_due
from kinderschutz.lib.clock import database_now
from network.domain.terms import Role
from network.models import Delivery, Event
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern, notice_to
from tests.factories.network import make_slot
from tests.fixtures.database_clock import SetClock
from tests.people import People, arrive, person

BERLIN = ZoneInfo("Europe/Berlin")
HALF_A_MINUTE = timedelta(seconds=30)
A_MINUTE = timedelta(minutes=1)
SATURDAY, SUNDAY, HOLIDAY = 5, 6, 7


@pytest.fixture
def small(database_clock: SetClock) -> People:
    """The small network with deputy and head in Bornheim and somebody on call at any time."""
    people = arrive()
    publish_standard()
    person("Vera Vogt", Role.DEPUTY, people.bornheim)
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    return people


def on_call(people: People, weekday: int, name: str, *, starts: int = 8, ends: int = 8) -> None:
    make_slot(
        people.bornheim,
        weekday,
        time(starts),
        time(ends),
        person=name,
        email=f"{name.lower()}@bereitschaft.example",
    )


def reported(people: People, at: datetime, clock: SetClock, *, urgency: str = "acute") -> Notice:
    clock(at)
    return notice_to(make_concern(people, at=at, urgency=urgency), "bornheim")


def let_time_pass(clock: SetClock, begin: datetime, *, until: datetime) -> None:
    at = begin.astimezone(UTC)
    while at <= until.astimezone(UTC):
        clock(at)
        escalate_due()
        at += HALF_A_MINUTE


def lateness(notice: Notice) -> list[timedelta]:
    """How late each step was taken."""
    assert notice.ack_by is not None
    taken = Event.objects.filter(on_id=notice.pk, what="notice.escalated").order_by("at")
    when = {event.details["step"]: event.at for event in taken}
    steps = ladder_from_data(notice.ladder)
    assert sorted(when) == list(range(1, len(steps) + 1))
    return [
        when[number] - step_at(step, ack_by=notice.ack_by) for number, step in enumerate(steps, 1)
    ]


def test_the_database_tells_the_time_it_was_given(database_clock: SetClock) -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    database_clock(at)

    assert database_now() == at


@pytest.mark.parametrize(
    "begin",
    [
        datetime(2026, 10, 25, 2, 20, tzinfo=BERLIN),  # the hour that comes twice
        datetime(2026, 10, 25, 2, 40, fold=1, tzinfo=BERLIN),
        datetime(2027, 3, 28, 1, 50, tzinfo=BERLIN),  # the hour that is left out
        datetime(2026, 12, 24, 23, 50, tzinfo=BERLIN),  # into a public holiday
        datetime(2026, 12, 31, 23, 45, tzinfo=BERLIN),  # into another year
    ],
    ids=["clocks go back", "second two o'clock", "clocks go forward", "Christmas", "New Year"],
)
@pytest.mark.parametrize("urgency", ["acute", "urgent"])
def test_no_step_is_more_than_a_minute_late(
    small: People, database_clock: SetClock, begin: datetime, urgency: str
) -> None:
    notice = reported(small, begin, database_clock, urgency=urgency)
    hours = 3 if urgency == "urgent" else 1

    let_time_pass(database_clock, begin, until=begin.astimezone(UTC) + timedelta(hours=hours))

    late = lateness(Notice.objects.get(pk=notice.pk))
    assert all(timedelta() <= each <= A_MINUTE for each in late), late


def test_the_quarter_of_an_hour_really_passes_when_the_clocks_go_back(
    small: People, database_clock: SetClock
) -> None:
    begin = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)

    notice = reported(small, begin, database_clock)

    assert notice.ack_by == begin.astimezone(UTC) + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("begin", "noon"),
    [
        (datetime(2026, 12, 23, 15, tzinfo=BERLIN), datetime(2026, 12, 24, 12, tzinfo=BERLIN)),
        (datetime(2026, 12, 24, 15, tzinfo=BERLIN), datetime(2026, 12, 28, 12, tzinfo=BERLIN)),
        (datetime(2026, 10, 23, 15, tzinfo=BERLIN), datetime(2026, 10, 26, 12, tzinfo=BERLIN)),
        (datetime(2027, 3, 25, 15, tzinfo=BERLIN), datetime(2027, 3, 30, 12, tzinfo=BERLIN)),
    ],
    ids=["before Christmas Eve", "over Christmas", "clocks go back", "over Easter"],
)
def test_the_days_ladder_begins_at_noon_of_the_next_working_day(
    small: People, database_clock: SetClock, begin: datetime, noon: datetime
) -> None:
    notice = reported(small, begin, database_clock, urgency="standard")

    let_time_pass(database_clock, noon - 2 * A_MINUTE, until=noon + 2 * A_MINUTE)

    first = Event.objects.get(on_id=notice.pk, what="notice.escalated")
    assert timedelta() <= first.at - noon <= A_MINUTE


def reminded(notice: Notice) -> list[list[str]]:
    letters = Delivery.objects.filter(message_id=notice.pk, kind="reminder").order_by("step")
    steps = sorted(set(letters.values_list("step", flat=True)))
    return [
        sorted(
            address
            for address in letters.filter(step=step).values_list("address", flat=True)
            if address.endswith("@bereitschaft.example")
        )
        for step in steps
    ]


def test_a_reminder_at_night_wakes_who_is_on_call(small: People, database_clock: SetClock) -> None:
    on_call(small, SATURDAY, "Samstag")
    begin = datetime(2026, 11, 21, 22, 40, tzinfo=BERLIN)

    notice = reported(small, begin, database_clock)
    let_time_pass(database_clock, begin, until=begin + timedelta(hours=1))

    assert reminded(notice) == [["samstag@bereitschaft.example"]] * 2


def test_the_second_reminder_finds_the_person_of_the_next_shift(
    small: People, database_clock: SetClock
) -> None:
    on_call(small, SATURDAY, "Samstag")
    on_call(small, SUNDAY, "Sonntag")
    begin = datetime(2026, 11, 22, 7, 34, tzinfo=BERLIN)  # until 07:49, reminded again at 08:04

    notice = reported(small, begin, database_clock)
    let_time_pass(database_clock, begin, until=begin + timedelta(hours=1))

    assert reminded(notice) == [["samstag@bereitschaft.example"], ["sonntag@bereitschaft.example"]]


def test_on_a_holiday_the_roster_of_holidays_counts(
    small: People, database_clock: SetClock
) -> None:
    on_call(small, 4, "Freitag")
    on_call(small, HOLIDAY, "Feiertag")
    begin = datetime(2026, 12, 25, 10, tzinfo=BERLIN)  # a Friday

    notice = reported(small, begin, database_clock)
    let_time_pass(database_clock, begin, until=begin + timedelta(hours=1))

    assert reminded(notice) == [["feiertag@bereitschaft.example"]] * 2


def test_in_the_hour_that_comes_twice_the_person_on_call_is_found_in_both(
    small: People, database_clock: SetClock
) -> None:
    on_call(small, SATURDAY, "Samstag")
    begin = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)

    notice = reported(small, begin, database_clock)
    let_time_pass(database_clock, begin, until=begin.astimezone(UTC) + timedelta(hours=1))

    assert reminded(notice) == [["samstag@bereitschaft.example"]] * 2


def test_at_night_the_fallback_offices_own_person_on_call_is_woken_too(
    small: People, database_clock: SetClock
) -> None:
    make_slot(
        small.kreis,
        SATURDAY,
        time(8),
        time(8),
        person="Kreis",
        email="kreis@bereitschaft.example",
    )
    begin = datetime(2026, 11, 21, 22, 40, tzinfo=BERLIN)

    reported(small, begin, database_clock)
    let_time_pass(database_clock, begin, until=begin + timedelta(hours=1))

    alarm = Notice.objects.get(cause="alarm")
    letters = Delivery.objects.filter(message_id=alarm.pk, channel="email")
    assert "kreis@bereitschaft.example" in letters.values_list("address", flat=True)
