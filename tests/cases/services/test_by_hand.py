"""Calls and letters: who is asked, who may write down what, and what it changes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cases.access import visible_calls, visible_letters
from cases.models import Concern, Notice, Ownership
from cases.queries.by_hand import calls_of_report
from cases.services.acknowledgement import confirm_by_phone, take_over
from cases.services.by_hand import address_letter, record_call, record_letter
from cases.services.escalation import escalate_due
from cases.services.notices import recipient_of
from cases.services.release import release_notice, withhold_notice
from kinderschutz.lib.aliases import alias_of
from network.access import Actor, Refused
from network.domain.by_hand import CallDesk, CallOutcome, CallReason, LetterStage
from network.domain.terms import Role, Urgency
from network.models import Call, CallAttempt, Delivery, Event, PostalLetter
from network.services import calls, postal
from tests.factories import network as make
from tests.factories.by_hand import plan_call
from tests.factories.cases import BONN, SIEGBURG, child, make_concern, notice_to
from tests.people import People, person

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 17, 10, tzinfo=BERLIN)
SATURDAY_NIGHT = datetime(2026, 3, 21, 22, 40, tzinfo=BERLIN)
ADDRESS = "Jugendamt der Stadt Bonn\nMusterstraße 1\n53111 Bonn"


def call_of(notice: Notice) -> Call:
    return Call.objects.open().get(message_id=notice.pk)


def to_bonn(people: People, *, urgency: str = "urgent") -> Notice:
    """The notice from Bornheim to Bonn, where the child is; it has left, if need be by Ben."""
    concern = make_concern(people, child(whereabouts=BONN), urgency=urgency)
    notice = Notice.objects.get(concern=concern, recipient_kind="outside")
    if notice.released_at:
        return notice
    return release_notice(notice=notice, by=people.ben.actor, at=timezone.now())


def record(by: Actor, call: Call, outcome: CallOutcome, name: str | None = None) -> CallAttempt:
    return record_call(
        by=by,
        call=call,
        number="0221 4710 300",
        called="Jugendamt Bonn",
        outcome=outcome,
        spoke_with=name,
        at=timezone.now(),
    )


def acute(people: People) -> Call:
    """Ada reports danger in Bornheim from a hospital; she is asked to call, at any hour."""
    make.turn_into_a_hospital(people.school)
    return call_of(notice_to(make_concern(people, urgency="acute"), "bornheim"))


def test_a_reporter_of_danger_is_asked_to_call_the_acting_office(people: People) -> None:
    call = acute(people)

    assert (call.desk, call.reason) == ("reporter", "acute")
    assert list(visible_calls(people.ada.actor)) == [call]


def test_a_school_that_reports_danger_in_office_hours_is_asked_to_call(people: People) -> None:
    concern = make_concern(people, urgency="acute", at=TUESDAY)

    assert call_of(notice_to(concern, "bornheim")).desk == "reporter"


def test_a_school_that_reports_at_night_is_not_asked_to_call_who_is_on_call(
    people: People,
) -> None:
    concern = make_concern(people, urgency="acute", at=SATURDAY_NIGHT)

    assert call_of(notice_to(concern, "bornheim")).desk == "fallback"


def test_a_hospital_that_reports_at_night_is_asked_to_call(people: People) -> None:
    make.turn_into_a_hospital(people.school)
    concern = make_concern(people, urgency="acute", at=SATURDAY_NIGHT)

    assert call_of(notice_to(concern, "bornheim")).desk == "reporter"


def test_the_number_on_call_is_for_hospitals_and_not_for_schools(people: People) -> None:
    make.make_slot(people.bornheim, 5, time(18), time(8), person="Bereitschaft")
    concern = make_concern(people, urgency="acute", at=TUESDAY)

    at_school = calls_of_report(people.ada.actor, concern.reference, SATURDAY_NIGHT)
    make.turn_into_a_hospital(people.school)
    at_hospital = calls_of_report(people.ada.actor, concern.reference, SATURDAY_NIGHT)

    assert [(each.telephones, each.is_closed) for each in at_school] == [((), True)]
    assert not at_hospital[0].is_closed
    assert [each.name for each in at_hospital[0].telephones] == ["Bereitschaft"]


def test_an_open_office_without_a_number_is_not_called_closed(people: People) -> None:
    concern = make_concern(people, urgency="acute", at=TUESDAY)

    asked = calls_of_report(people.ada.actor, concern.reference, TUESDAY)

    assert [(each.telephones, each.is_closed) for each in asked] == [((), False)]


def test_where_the_number_is_withheld_the_page_says_closed_and_names_the_police() -> None:
    page, open_page = (
        " ".join(
            render_to_string(
                "cases/calls/_numbers.html", {"telephones": (), "is_closed": closed}
            ).split()
        )
        for closed in (True, False)
    )

    assert "Das Jugendamt ist jetzt nicht besetzt. Bei Gefahr: <a" in page
    assert 'href="tel:110">110</a>.' in page
    assert "keine Telefonnummer hinterlegt" not in page
    assert "keine Telefonnummer hinterlegt" in open_page


def test_nobody_else_is_asked_while_the_reporter_is(people: People) -> None:
    acute(people)
    stranger = person("Otto Ohm", Role.PARTNER_REPORTER, people.school)
    others = (people.ben, people.carla, people.dora, stranger)

    assert not any(visible_calls(each.actor).exists() for each in others)


def test_who_takes_a_report_in_is_asked_to_call(people: People) -> None:
    concern = make_concern(
        people, child(lives=SIEGBURG), by=people.ben.actor, received_by="bornheim", urgency="acute"
    )

    call = call_of(notice_to(concern, "siegburg"))

    assert (call.desk, call.office) == ("office", people.bornheim)
    assert call in visible_calls(people.ben.actor)
    assert call not in visible_calls(people.carla.actor)


def test_a_reporter_who_reaches_nobody_hands_the_call_on_at_once(people: People) -> None:
    call = acute(people)

    record(people.ada.actor, call, CallOutcome.NO_ANSWER)
    escalate_due()

    call.refresh_from_db()
    assert call.desk == "fallback"
    assert call in visible_calls(people.ada.actor)  # what one has recorded, one may see


def test_the_next_desk_is_asked_by_the_databases_clock_whatever_the_reporters_says(
    people: People,
) -> None:
    call = acute(people)
    ahead = timezone.now() + timedelta(minutes=3)

    record_call(
        by=people.ada.actor,
        call=call,
        number="0221 4710 300",
        called="Zentrale",
        outcome=CallOutcome.NO_ANSWER,
        spoke_with=None,
        at=ahead,
    )
    escalate_due()

    call.refresh_from_db()
    assert call.desk == "fallback"


def test_the_fallback_desk_is_not_sent_for_a_call_that_somebody_else_is_asked_to_make(
    people: People,
) -> None:
    notice = notice_to(
        make_concern(people, urgency="standard", at=timezone.now() - timedelta(minutes=20)),
        "bornheim",
    )
    call = plan_call(
        message_id=notice.pk,
        reference=notice.reference,
        urgency=Urgency.STANDARD,
        recipient=recipient_of(notice),
        office_id=notice.office_id,
        reason=CallReason.NOT_REACHED,
        desk=CallDesk.REPORTER,
        at=timezone.now(),
    )
    mail = Delivery.objects.filter(message_id=notice.pk, channel="email")
    assert mail.update(state="failed", failed_at=timezone.now())

    escalate_due()

    assert call_of(notice) == call
    assert not Delivery.objects.filter(message_id=notice.pk, kind="call").exists()


def test_a_reporter_cannot_say_that_somebody_takes_over(people: People) -> None:
    with pytest.raises(Refused):
        record(people.ada.actor, acute(people), CallOutcome.TAKES_OVER, "Frau Berg")


def test_reaching_somebody_ends_the_call_and_leaves_the_notice_open(people: People) -> None:
    call = acute(people)

    record(people.ada.actor, call, CallOutcome.REACHED, "Frau Berg")

    call.refresh_from_db()
    assert (call.settlement, call.next_desk_at) == ("done", None)
    assert Notice.objects.get(pk=call.message_id).acknowledged_at is None


def test_a_conversation_without_a_name_is_none(people: People) -> None:
    with pytest.raises(calls.NameNeeded):
        record(people.ada.actor, acute(people), CallOutcome.REACHED, "  ")


def test_dora_and_strangers_can_write_nothing_down(people: People) -> None:
    call = acute(people)

    for each in (people.dora, people.carla, people.ben):
        with pytest.raises(Refused):
            record(each.actor, call, CallOutcome.NO_ANSWER)


def test_at_the_last_desk_the_fallback_office_calls_and_the_recipient_does_not(
    people: People,
) -> None:
    greta = person("Greta Groß", Role.CASE_WORKER, people.kreis)
    call = acute(people)
    Call.objects.filter(pk=call.pk).update(next_desk_at=timezone.now() - timedelta(seconds=1))

    escalate_due()

    assert list(visible_calls(greta.actor)) == [call]
    assert not visible_calls(people.ben.actor).exists()
    assert not visible_calls(people.ada.actor).exists()


def test_an_office_outside_that_takes_over_by_phone_has_acknowledged(people: People) -> None:
    notice = to_bonn(people)

    record(people.ben.actor, call_of(notice), CallOutcome.TAKES_OVER, "Herr Rhein")

    notice.refresh_from_db()
    assert notice.taken is not None
    assert notice.taken.name == ("Herr Rhein (telefonisch bestätigt, festgehalten von Ben Bach)")


def test_an_office_of_the_network_does_not_take_over_by_phone(people: People) -> None:
    concern = make_concern(
        people, child(lives=SIEGBURG), by=people.ben.actor, received_by="bornheim", urgency="acute"
    )

    with pytest.raises(Refused):
        record(
            people.ben.actor,
            call_of(notice_to(concern, "siegburg")),
            CallOutcome.TAKES_OVER,
            "Carla Clemens",
        )


def test_the_second_to_record_is_written_down_and_changes_nothing(people: People) -> None:
    notice = to_bonn(people)
    call = call_of(notice)

    record(people.ben.actor, call, CallOutcome.TAKES_OVER, "Herr Rhein")
    record(people.ben.actor, call, CallOutcome.TAKES_OVER, "Frau Nord")

    call.refresh_from_db()
    notice.refresh_from_db()
    assert call.attempts.count() == 2
    assert notice.taken is not None
    assert notice.taken.name.startswith("Herr Rhein")
    assert call.settlement == "done"


def test_taking_over_makes_the_call_needless(people: People) -> None:
    call = acute(people)

    take_over(notice=Notice.objects.get(pk=call.message_id), by=people.ben.actor, at=timezone.now())

    call.refresh_from_db()
    assert call.settlement == "not_needed"


def test_what_is_taken_over_by_phone_needs_no_letter(people: People) -> None:
    notice = to_bonn(people)

    confirm_by_phone(notice=notice, by=people.ben.actor, spoke_with="Herr Rhein", at=timezone.now())

    letter = PostalLetter.objects.get(message_id=notice.pk)
    assert (letter.stage, letter.entries.get().by) == ("not_needed", None)


def test_what_waits_for_its_release_or_is_withheld_asks_nobody(people: People) -> None:
    concern = make_concern(people, child(whereabouts=BONN))
    notice = Notice.objects.get(concern=concern, recipient_kind="outside", released_at=None)
    assert not Call.objects.filter(message_id=notice.pk).exists()

    withhold_notice(notice=notice, by=people.ben.actor, at=timezone.now())

    assert not Call.objects.filter(message_id=notice.pk).exists()
    assert not PostalLetter.objects.filter(message_id=notice.pk).exists()


def test_a_letter_goes_step_by_step_and_its_confirmation_takes_over(people: People) -> None:
    letter = PostalLetter.objects.get(message_id=to_bonn(people).pk)
    by, at = people.ben.actor, timezone.now()
    address_letter(by=by, letter=letter, address=ADDRESS, at=at)
    postal.record_stage(by=by, letter=letter, stage=LetterStage.PRINTED, at=at)
    owned = list(Ownership.objects.values_list("child", "office", "outside_district", "held"))

    record_letter(by=by, letter=letter, stage=LetterStage.POSTED, at=at)
    record_letter(by=by, letter=letter, stage=LetterStage.CONFIRMED, at=at, spoke_with="Herr Rhein")

    notice = Notice.objects.get(pk=letter.message_id)
    assert notice.taken is not None
    assert notice.taken.name.startswith("Herr Rhein (Eingang des Briefes bestätigt")
    assert not Call.objects.open().filter(message_id=notice.pk).exists()
    assert owned == list(
        Ownership.objects.values_list("child", "office", "outside_district", "held")
    )


@pytest.mark.parametrize("stage", [LetterStage.POSTED, LetterStage.CONFIRMED])
def test_no_stage_is_left_out(people: People, stage: LetterStage) -> None:
    letter = PostalLetter.objects.get(message_id=to_bonn(people).pk)

    with pytest.raises(postal.OutOfOrder):
        record_letter(
            by=people.ben.actor, letter=letter, stage=stage, at=timezone.now(), spoke_with="Wer"
        )


def test_letters_are_the_answering_offices_alone(people: People) -> None:
    letter = PostalLetter.objects.get(message_id=to_bonn(people).pk)

    assert list(visible_letters(people.ben.actor)) == [letter]
    for each in (people.ada, people.carla, people.dora):
        assert not visible_letters(each.actor).exists()
        with pytest.raises(Refused):
            address_letter(by=each.actor, letter=letter, address=ADDRESS, at=timezone.now())


def test_what_was_recorded_stands_in_the_audit_without_a_name(people: People) -> None:
    call = acute(people)

    record(people.ada.actor, call, CallOutcome.REACHED, "Frau Berg")

    event = Event.objects.get(what="call.recorded")
    assert (event.on_id, event.actor_id) == (call.pk, alias_of(people.ada.user.pk))
    assert event.details == {"outcome": "reached", "desk": "reporter"}


def test_at_the_end_of_the_ladder_the_fallback_desk_has_the_call(people: People) -> None:
    concern: Concern = make_concern(people)
    notice = notice_to(concern, "bornheim")
    long_ago = timezone.now() - timedelta(days=9)
    Notice.objects.filter(pk=notice.pk).update(ack_by=long_ago, next_step_at=long_ago)

    escalate_due()

    call = call_of(notice)
    assert call.desk == "fallback"
    assert (call.reason, call.next_desk_at) == ("silent", None)


def test_every_open_call_is_seen_by_somebody(people: People) -> None:
    greta = person("Greta Groß", Role.CASE_WORKER, people.kreis)
    everybody = [each.actor for each in (people.ada, people.ben, people.carla, greta)]
    acute(people)
    to_bonn(people, urgency="acute")
    make_concern(people, child(lives=SIEGBURG), urgency="acute")
    make.make_contact("nein@amt.example", office=people.bornheim, verified=False)

    for desk in ("reporter", "fallback"):
        seen = {call.pk for each in everybody for call in visible_calls(each)}
        assert seen >= set(Call.objects.open().values_list("pk", flat=True)), desk
        Call.objects.open().update(next_desk_at=timezone.now() - timedelta(seconds=1))
        escalate_due()
