"""Saturday, 22:40: somebody is woken, somebody is asked to call; who has no login is reached."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from cases.access import visible_calls
from cases.domain.reach import Reach
from cases.models import Concern, Notice, Ownership
from cases.queries.by_hand import calls_for, letters_for
from cases.queries.reach import reach_of
from cases.services.by_hand import print_letter, record_call, record_letter
from cases.services.escalation import escalate_due
from cases.services.release import release_notice
from network.access import Actor
from network.domain.by_hand import CallOutcome, LetterStage
from network.messages import compose
from network.models import Call, Delivery, PostalLetter
from tests.factories.network import turn_into_a_hospital
from tests.fixtures.district import ADA, BEN, DORA, District
from tests.flows.reports import CANARIES, ada_reports

NIGHT = datetime(2026, 11, 21, 22, 40, tzinfo=ZoneInfo("Europe/Berlin"))
GRETA = "greta.muster@jugendamt-kreis.example"
ON_CALL = "4917604069052@sms.example"
IN_BORNHEIM = {
    "ref": "A",
    "born_on": "2018-04-01",
    "whereabouts": {"ags": "05382012"},
    "residence": {"ags": "05382012"},
    "residence_with": "both",
}


def notice_to_bornheim(concern: Concern) -> Notice:
    return Notice.objects.get(concern=concern, recipient_office__key="bornheim")


def notice_outside(concern: Concern) -> Notice:
    return Notice.objects.get(concern=concern, recipient_outside__district="05314")


def standing(notice: Notice) -> Reach:
    notice.refresh_from_db()
    return reach_of([notice])[notice.pk].reached.reach


def answer(by: Actor, call: Call, outcome: CallOutcome, name: str | None = None) -> None:
    record_call(
        by=by,
        call=call,
        number="0221 4710 402",
        called="Rufbereitschaft",
        outcome=outcome,
        spoke_with=name,
        at=timezone.now(),
    )


def time_is_up(call: Call) -> None:
    """As if the desk had had its time; the database's own clock is left alone."""
    Call.objects.filter(pk=call.pk).update(next_desk_at=timezone.now() - timedelta(seconds=1))


def at_night(district: District, *, urgency: str) -> Concern:
    with time_machine.travel(NIGHT, tick=True):
        return ada_reports(district, children=(IN_BORNHEIM,), at=NIGHT, urgency=urgency)


@pytest.fixture
def hospital(district: District) -> None:
    """Ada's institution is one of those that may know who is on call."""
    turn_into_a_hospital(district.partner_of(ADA))


def test_danger_on_saturday_night_wakes_who_is_on_call_by_sms(district: District) -> None:
    notice = notice_to_bornheim(at_night(district, urgency="acute"))

    sms = Delivery.objects.get(message_id=notice.pk, address=ON_CALL)
    text = compose(sms, at=NIGHT)

    assert (sms.channel, sms.state, sms.priority) == ("sms", "due", 0)
    assert notice.reference in text.text
    assert not any(word in f"{text.subject} {text.text}" for word in CANARIES)


def test_the_reporter_is_asked_to_call_the_number_of_who_is_on_call(
    hospital: None, district: District
) -> None:
    at_night(district, urgency="acute")

    (call,) = calls_for(district.actor(ADA), NIGHT)

    assert call.recipient_name == "Jugendamt Bornheim"
    assert call.telephones[0].number == "0221 4710 402"
    assert not calls_for(district.actor(BEN), NIGHT)


def test_a_school_at_night_is_told_110_and_the_fallback_desk_is_asked_to_call(
    district: District,
) -> None:
    call = Call.objects.get(message_id=notice_to_bornheim(at_night(district, urgency="acute")).pk)

    assert not calls_for(district.actor(ADA), NIGHT)
    assert [each.call_id for each in calls_for(district.actor(GRETA), NIGHT)] == [call.pk]
    assert Delivery.objects.filter(
        message_id=call.message_id, kind="call", recipient_office__key="kreis"
    ).exists()


def test_urgent_at_night_is_a_call_and_an_sms_and_by_day_it_is_neither(
    district: District,
) -> None:
    by_night = notice_to_bornheim(at_night(district, urgency="urgent"))
    noon = NIGHT - timedelta(days=2, hours=11)
    with time_machine.travel(noon, tick=True):
        by_day = notice_to_bornheim(
            ada_reports(district, children=(IN_BORNHEIM,), at=noon, urgency="urgent")
        )

    texted = Delivery.objects.filter(channel="sms").values_list("message_id", flat=True)
    assert set(texted) == {by_night.pk}
    assert Call.objects.get().message_id == by_night.pk
    assert by_day.unreached_at is None


def test_nobody_records_anything_and_the_call_goes_to_the_fallback_desk(
    hospital: None,
    district: District,
) -> None:
    call = Call.objects.get(message_id=notice_to_bornheim(at_night(district, urgency="acute")).pk)
    Notice.objects.update(next_step_at=None)  # this is about the desks, not about the ladder
    Call.objects.filter(pk=call.pk).update(next_desk_at=timezone.now() + timedelta(minutes=4))
    escalate_due()
    assert visible_calls(district.actor(ADA)).filter(pk=call.pk).exists()

    time_is_up(call)
    escalate_due()

    assert calls_for(district.actor(GRETA), NIGHT)[0].call_id == call.pk
    assert not calls_for(district.actor(DORA), NIGHT)
    asked = Delivery.objects.filter(message_id=call.message_id, kind="call")
    assert asked.filter(recipient_office__key="kreis", channel="email").exists()


def test_told_but_silent_then_reached_by_name(hospital: None, district: District) -> None:
    notice = notice_to_bornheim(at_night(district, urgency="acute"))
    call = Call.objects.get(message_id=notice.pk)
    assert standing(notice) is Reach.SILENT

    answer(district.actor(ADA), call, CallOutcome.REACHED, "Frau Berg")

    assert standing(notice) is Reach.REACHED
    assert reach_of([notice])[notice.pk].reached.who == "Frau Berg"


def test_a_mail_that_comes_back_asks_for_a_call_at_once(district: District) -> None:
    noon = NIGHT - timedelta(days=2, hours=11)
    with time_machine.travel(noon, tick=True):
        notice = notice_to_bornheim(
            ada_reports(district, children=(IN_BORNHEIM,), at=noon, urgency="urgent")
        )
    assert not Call.objects.exists()
    Delivery.objects.filter(message_id=notice.pk, channel="email").update(
        state="failed", failed_at=timezone.now()
    )

    escalate_due()

    assert Call.objects.get(message_id=notice.pk).reason in {"not_reached", "silent"}
    assert standing(notice) is Reach.NOT_REACHED


@pytest.fixture
def outside(district: District) -> Notice:
    """Bornheim tells Bonn, where the child is."""
    notice = notice_outside(ada_reports(district, urgency="urgent"))
    return release_notice(notice=notice, by=district.actor(BEN), at=timezone.now())


def test_a_district_outside_gets_a_letter_and_a_call_by_the_office(
    district: District, outside: Notice
) -> None:
    ben = district.actor(BEN)

    (letter,) = letters_for(ben)
    (call,) = [each for each in calls_for(ben, NIGHT) if each.message_id == outside.pk]

    assert letter.address == ("Jugendamt Bonn", "Musterstraße 1", "53111 Bonn")
    assert call.desk == "office"
    assert not letters_for(district.actor(ADA))
    assert not any(each.message_id == outside.pk for each in calls_for(district.actor(ADA), NIGHT))


def test_outside_is_reached_when_a_person_there_confirms_and_the_owner_stays(
    district: District, outside: Notice
) -> None:
    ben, at = district.actor(BEN), timezone.now()
    letter = PostalLetter.objects.get(message_id=outside.pk)
    assert standing(outside) is not Reach.REACHED

    assert print_letter(by=ben, letter=letter, at=at).startswith(b"%PDF")
    record_letter(by=ben, letter=letter, stage=LetterStage.POSTED, at=at)
    assert standing(outside) is Reach.SILENT
    record_letter(by=ben, letter=letter, stage=LetterStage.CONFIRMED, at=at, spoke_with="Frau Ost")

    assert standing(outside) is Reach.REACHED
    owner = Ownership.objects.get(child__concern=outside.concern_id)
    assert owner.office is not None
    assert (owner.office.key, owner.held.upper) == ("bornheim", None)
    assert not letters_for(ben)
    assert not Call.objects.open().filter(message_id=outside.pk).exists()


def test_nothing_of_a_case_stands_in_calls_and_letters(district: District, outside: Notice) -> None:
    ben = district.actor(BEN)

    shown = f"{calls_for(ben, NIGHT)} {letters_for(ben)}"

    assert outside.reference in shown
    assert not any(word in shown for word in CANARIES)
