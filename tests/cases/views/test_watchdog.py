"""The strict address for a watcher outside: any dead part is a 503 with its name."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cases.models import CanaryRun, Notice, RetentionRule
from cases.services.notices import recipient_of
from cases.services.reaching import plan_last_call
from network.models import Call, CallAttempt, Delivery, Heartbeat
from network.services.heartbeat import beat
from tests.factories.cases import make_concern, notice_to, overdue
from tests.letters import write
from tests.people import People

pytestmark = pytest.mark.django_db
PATH = "/wachhund"


@pytest.fixture(autouse=True)
def alive(db: None, settings: Settings) -> None:
    """Every process has just given a sign, and the night's canaries have arrived."""
    settings.CANARY_AT = time(3)
    for name in ("beat", "relay", "scan", "worker"):
        beat(name)
    CanaryRun.objects.create(started_at=Now(), checked_at=Now(), is_good=True)


def faults(client: Client) -> list[str]:
    answer = client.get(PATH)
    told: list[str] = answer.json()["faults"]
    assert (answer.status_code == 503) == bool(told)
    return told


def test_while_everything_lives_all_is_well(client: Client) -> None:
    answer = client.get(PATH)

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize("name", ["beat", "relay", "scan", "worker"])
def test_a_process_silent_for_longer_than_ninety_seconds_is_named(
    client: Client, name: str
) -> None:
    Heartbeat.objects.filter(name=name).update(at=Now() - timedelta(seconds=91))

    assert faults(client) == [f"heartbeat:{name}"]


def test_eighty_seconds_are_no_alarm(client: Client) -> None:
    Heartbeat.objects.update(at=Now() - timedelta(seconds=80))

    assert faults(client) == []


def test_of_two_relays_the_dead_one_is_named(client: Client, settings: Settings) -> None:
    settings.RELAYS = 2

    assert faults(client) == ["heartbeat:relay-2"]
    beat("relay-2")
    assert faults(client) == []


def test_a_letter_owed_for_more_than_two_minutes_is_an_alarm(client: Client) -> None:
    (letter,) = write("a@amt.example")
    Delivery.objects.filter(pk=letter.pk).update(planned_at=Now() - timedelta(seconds=110))
    assert faults(client) == []

    Delivery.objects.filter(pk=letter.pk).update(planned_at=Now() - timedelta(seconds=121))

    assert faults(client) == ["letters"]


def late_step(people: People, *, seconds: int) -> Notice:
    notice = notice_to(make_concern(people, urgency="acute"), "bornheim")
    Delivery.objects.all().delete()
    return overdue(notice, minutes=seconds / 60)


def test_a_ladder_step_more_than_a_minute_late_is_an_alarm(client: Client, people: People) -> None:
    late_step(people, seconds=70)

    assert faults(client) == ["escalation"]


def test_a_step_that_is_due_is_no_alarm_yet(client: Client, people: People) -> None:
    late_step(people, seconds=40)

    assert faults(client) == []


def test_a_step_that_fails_and_is_put_off_again_and_again_is_late_all_the_same(
    client: Client, people: People
) -> None:
    notice = late_step(people, seconds=600)
    Notice.objects.filter(pk=notice.pk).update(next_step_at=Now() + timedelta(seconds=30))

    assert faults(client) == ["escalation"]


def test_a_notice_whose_ladder_is_at_its_end_is_no_late_step(
    client: Client, people: People
) -> None:
    notice = late_step(people, seconds=6000)
    Notice.objects.filter(pk=notice.pk).update(next_step_at=None, exhausted_at=Now())

    assert faults(client) == []


@pytest.mark.parametrize(("urgency", "minutes"), [("acute", 15), ("urgent", 60), ("standard", 480)])
def test_a_call_that_lies_untried_at_the_fallback_desk_is_an_alarm(
    client: Client, people: People, urgency: str, minutes: int
) -> None:
    notice = notice_to(make_concern(people), "bornheim")
    Delivery.objects.all().delete()
    plan_last_call(notice, recipient_of(notice), at=timezone.now())
    calls = Call.objects.open().filter(message_id=notice.pk)
    calls.update(urgency=urgency, desk_since=Now() - timedelta(minutes=minutes - 1))
    assert faults(client) == []

    calls.update(desk_since=Now() - timedelta(minutes=minutes + 1))
    assert faults(client) == ["desk"]

    CallAttempt.objects.create(
        call=calls.get(),
        at=timezone.now() - timedelta(minutes=minutes - 1),
        by=people.ben.user,
        desk="fallback",
        number="0221 4710 300",
        called="Zentrale",
        outcome="no_answer",
    )
    assert faults(client) == []


@pytest.mark.parametrize(
    ("hours", "is_good"), [(1, False), (27, True)], ids=["it failed", "it is from yesterday"]
)
def test_canaries_that_failed_or_did_not_fly_are_an_alarm(
    client: Client, hours: int, is_good: bool
) -> None:
    CanaryRun.objects.update(started_at=Now() - timedelta(hours=hours), is_good=is_good)

    assert faults(client) == ["canary"]


def test_where_no_canary_ever_flew_the_alarm_says_so(client: Client) -> None:
    CanaryRun.objects.all().delete()

    assert faults(client) == ["canary"]
    assert client.get(PATH).json()["canary"] == "never"


def test_canaries_that_are_switched_off_are_no_alarm(client: Client, settings: Settings) -> None:
    CanaryRun.objects.all().delete()
    settings.CANARY_AT = None

    assert faults(client) == []


def test_it_says_nothing_of_a_case(client: Client, people: People) -> None:
    concern = make_concern(people, urgency="acute")

    text = client.get(PATH).content.decode()

    assert not [word for word in (concern.reference, "Bornheim", "Kanarien") if word in text]


def test_it_asks_the_same_number_of_queries_whatever_waits(client: Client, people: People) -> None:
    with CaptureQueriesContext(connection) as before:
        client.get(PATH)
    for _ in range(3):
        late_step(people, seconds=70)

    with CaptureQueriesContext(connection) as after:
        client.get(PATH)

    assert len(after) == len(before), [str(each["sql"])[:150] for each in after]


def test_a_day_without_a_run_of_deletion_is_an_alarm(client: Client) -> None:
    beat("deletion")
    Heartbeat.objects.filter(name="deletion").update(at=Now() - timedelta(hours=25))

    assert faults(client) == ["deletion"]


def test_hours_without_a_run_of_deletion_are_none(client: Client) -> None:
    beat("deletion")
    Heartbeat.objects.filter(name="deletion").update(at=Now() - timedelta(hours=23))

    assert faults(client) == []


@pytest.mark.parametrize(("days", "told"), [(2, ["deletion"]), (0, [])])
def test_where_nothing_was_ever_deleted_the_age_of_the_rules_counts(
    client: Client, days: int, told: list[str]
) -> None:
    RetentionRule.objects.create(
        version=1,
        kind="session",
        months=0,
        days=1,
        ground="§",
        published_at=Now() - timedelta(days),
    )

    assert faults(client) == told
