"""Canaries: the real way for every municipality, a mailbox of their own at its end."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings

from cases.domain.canary import due_on
from cases.models import CanaryFault, CanaryResult, CanaryRun, Child, Concern, Notice
from cases.queries.canary import canary_page
from cases.services import canary
from cases.services.escalation import escalate_due
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM
from network.domain.terms import ChannelKind, Role
from network.models import Call, Delivery, Event, Heartbeat, PostalLetter
from network.queries import contacts_for, recipient_by_key
from tests.factories.agreements import publish_standard
from tests.factories.canaries import delivered, judged, letters, reported
from tests.factories.cases import make_concern
from tests.factories.network import make_contact
from tests.fixtures.smtp import SmtpSink
from tests.people import People, arrive, person

SINK = "probe@senke.example"
PLACES = 3
real = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sink_address() -> object:
    with override_settings(CANARY_ADDRESS=SINK):
        yield


def faults(run: CanaryRun) -> set[str]:
    return {fault for each in run.results.all() for fault in each.faults}


def test_every_municipality_gets_a_canary_at_the_office_that_serves_it(people: People) -> None:
    run = reported()

    told = {
        (result.municipality.name, notice.recipient_office)
        for result in run.results.select_related("municipality")
        for notice in Notice.objects.filter(concern=result.concern_id, ack_by__isnull=False)
    }
    assert told == {
        ("Alfter", people.kreis),
        ("Bornheim", people.bornheim),
        ("Siegburg", people.siegburg),
    }


def test_every_letter_of_a_canary_goes_to_the_sink(people: People) -> None:
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    make_contact("+49151", office=people.bornheim, label="Telefon")

    reported()

    by_mail = [each for each in letters() if each.channel != ChannelKind.PORTAL]
    assert {each.address for each in by_mail} == {SINK}
    assert len(by_mail) == PLACES
    assert contacts_for(recipient_by_key("bornheim"), None, database_now())  # else it proves little


def test_no_call_and_no_letter_on_paper_comes_of_a_canary(people: People) -> None:
    reported()

    assert (Call.objects.count(), PostalLetter.objects.count()) == (0, 0)


def test_an_acute_concern_would_have_been_called_about(people: People) -> None:
    make_concern(people, urgency="acute")

    assert Call.objects.exists()


def test_a_canary_climbs_no_ladder(people: People) -> None:
    run = reported()
    letter = Delivery.objects.filter(reference__startswith="PROBE-", channel="email")[0]
    Delivery.objects.filter(pk=letter.pk).update(state="failed", failed_at=database_now())
    before = Delivery.objects.count()

    escalate_due()

    assert Delivery.objects.count() == before
    assert not Notice.objects.filter(is_canary=True, next_step_at__isnull=False).exists()
    assert not Notice.objects.filter(concern__in=run.results.values("concern"), step__gt=0).exists()


@real
def test_a_good_round_beats_the_heart_and_times_every_step(smtp_sink: SmtpSink) -> None:
    arrive()
    publish_standard()
    run = delivered(reported())

    assert (run.is_good, faults(run)) == (True, set())
    assert Heartbeat.objects.filter(name="canary").exists()
    assert Event.objects.get(what="canary.passed").on_id == run.pk
    assert set(smtp_sink.recipients()) == {SINK}
    assert not run.results.exclude(visible_ms__lt=10_000, sent_ms__lt=60_000).exists()


def test_letters_that_do_not_leave_are_a_fault_told_to_the_operators(people: People) -> None:
    tessa = person("Tessa Thal", Role.TECHNICAL_ADMIN, people.kreis)

    run = judged(reported())

    alarm = Delivery.objects.get(message_id=run.pk)
    assert (run.is_good, faults(run)) == (False, {CanaryFault.NOT_SENT})
    assert (alarm.kind, alarm.address) == ("canary_alarm", tessa.user.email)
    assert not Heartbeat.objects.filter(name="canary").exists()


def test_the_operators_own_mailbox_comes_before_people(people: People) -> None:
    person("Tessa Thal", Role.TECHNICAL_ADMIN, people.kreis)

    with override_settings(OPERATORS_ADDRESS="betrieb@rechenzentrum.example"):
        run = judged(reported())

    assert Delivery.objects.get(message_id=run.pk).address == "betrieb@rechenzentrum.example"


def test_another_office_than_the_directory_says_is_a_fault(people: People) -> None:
    run = reported()
    CanaryResult.objects.filter(office=people.bornheim).update(office=people.siegburg)

    judged(run)

    (bornheim,) = run.results.filter(municipality__name="Bornheim")
    assert {CanaryFault.WRONG_OFFICE, CanaryFault.NO_NOTICE} <= set(bornheim.faults)


def test_a_canary_on_its_way_to_a_person_is_a_fault(people: People) -> None:
    run = reported()
    letter = Delivery.objects.filter(reference__startswith="PROBE-", channel="email")[0]
    Delivery.objects.filter(pk=letter.pk).update(address="eingang@jugendamt-bornheim.example")

    judged(run)

    assert CanaryFault.ASTRAY in faults(run)


def test_a_sink_that_is_somebodys_mailbox_gets_nothing(people: People) -> None:
    with override_settings(CANARY_ADDRESS="Eingang@jugendamt-bornheim.example"):
        run = reported()
        judged(run)

    assert faults(run) == {CanaryFault.NOT_REPORTED}
    assert not Concern.objects.exists()


def test_without_rules_the_acting_office_is_still_told(db: None) -> None:
    arrive()

    run = reported()

    assert not run.results.filter(concern=None).exists()
    assert Notice.objects.filter(is_canary=True, is_fallback=True).exists()


def test_a_night_has_one_round_however_often_one_begins_it(people: People) -> None:
    night = date(2026, 11, 22)

    assert canary.begin(night=night) is not None
    assert canary.begin(night=night) is None
    assert CanaryResult.objects.count() == PLACES


@real
def test_two_starters_at_once_make_one_round_and_one_canary_each() -> None:
    arrive()
    publish_standard()
    together = Barrier(2)

    def start() -> None:
        try:
            together.wait()
            while canary.take_turn(limit=1):
                pass
        finally:
            connection.close()

    with override_settings(CANARY_AT=time(3)):
        starters = [Thread(target=start) for _ in range(2)]
        for each in starters:
            each.start()
        for each in starters:
            each.join()

    assert CanaryRun.objects.count() == 1
    assert Concern.objects.filter(is_canary=True).count() == PLACES
    assert Child.objects.count() == PLACES


def test_a_round_that_was_left_in_the_middle_is_gone_on_with(people: People) -> None:
    canary.begin(night=date(2026, 11, 22))
    canary.take_turn(limit=1)

    while canary.take_turn(limit=1):
        pass

    assert not CanaryResult.objects.filter(concern=None).exists()
    assert Concern.objects.count() == PLACES


def test_never_means_never(people: People) -> None:
    with override_settings(CANARY_AT=None):
        canary.take_turn()

    assert not CanaryRun.objects.exists()


@pytest.mark.parametrize(
    ("at", "night"),
    [
        (datetime(2026, 11, 22, 1, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 2, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 10, 25, 1, 59, tzinfo=UTC), date(2026, 10, 24)),  # 2:59, the second one
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29)),  # 2:00 does not exist
    ],
)
def test_the_night_begins_at_three_also_when_the_clocks_change(at: datetime, night: date) -> None:
    assert due_on(at, time(3)) == night


def test_a_canary_is_recorded_as_what_it_is(people: People) -> None:
    reported()

    assert not Event.objects.filter(what="concern.reported").exists()
    assert Event.objects.filter(what="canary.reported", is_system=True).count() == PLACES
    assert Concern.objects.filter(recorded_by=None, is_canary=True).count() == PLACES


def test_a_night_that_nobody_ran_is_named(people: People) -> None:
    at = database_now()
    for days in (4, 2):
        CanaryRun.objects.create(
            night=(at - timedelta(days=days)).date(), started_at=at - timedelta(days=days)
        )

    page = canary_page(at=at)

    assert (at - timedelta(days=3)).date() in page.missing
    assert SYSTEM.is_system
