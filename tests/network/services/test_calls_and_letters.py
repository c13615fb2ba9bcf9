"""The rows of calls and letters: planned once per message, changed only by what follows."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import Error, transaction
from django.utils import timezone

from network.access import SYSTEM, Refused
from network.domain.by_hand import CallDesk, CallOutcome, CallReason, LetterStage, Settlement
from network.domain.reach import Recipient
from network.domain.terms import RecipientKind, Urgency
from network.models import Call, CallAttempt, LetterEntry, PostalLetter
from network.services import calls, postal
from tests.factories.by_hand import plan_call, plan_letter
from tests.letters import AT
from tests.people import People


def planned(people: People, *, message_id: UUID | None = None) -> Call:
    return plan_call(
        message_id=message_id or uuid4(),
        reference="KS-2345-6789-ABCD",
        urgency=Urgency.ACUTE,
        recipient=Recipient(kind=RecipientKind.OFFICE, office_id=people.siegburg.pk),
        office_id=people.bornheim.pk,
        reason=CallReason.ACUTE,
        desk=CallDesk.OFFICE,
        at=AT,
    )


def a_letter(people: People, *, message_id: UUID | None = None) -> PostalLetter:
    return plan_letter(
        message_id=message_id or uuid4(),
        reference="KS-2345-6789-ABCD",
        urgency=Urgency.URGENT,
        recipient=Recipient(kind=RecipientKind.PARTNER, partner_id=people.school.pk),
        office_id=people.bornheim.pk,
        address="Schule\n53721 Siegburg",
        at=AT,
    )


def test_a_message_has_one_open_call_and_one_letter(people: People) -> None:
    message_id = uuid4()

    assert planned(people, message_id=message_id) == planned(people, message_id=message_id)
    assert a_letter(people, message_id=message_id) == a_letter(people, message_id=message_id)


def test_a_settled_call_makes_room_for_another(people: People) -> None:
    first = planned(people)

    assert calls.settle(message_id=first.message_id, settlement=Settlement.NOT_NEEDED, at=AT) == 1
    assert calls.settle(message_id=first.message_id, settlement=Settlement.DONE, at=AT) == 0

    first.refresh_from_db()
    assert first.settlement == "not_needed"
    assert planned(people, message_id=first.message_id) != first


def test_the_portal_itself_has_called_nobody(people: People) -> None:
    with pytest.raises(Refused):
        calls.record_attempt(
            by=SYSTEM,
            call=planned(people),
            number="110",
            called="Wache",
            outcome=CallOutcome.NO_ANSWER,
            spoke_with=None,
            at=AT,
        )


def test_calls_move_by_the_clock_of_the_database(people: People) -> None:
    due, later = planned(people), planned(people)
    now = timezone.now()
    Call.objects.filter(pk=due.pk).update(next_desk_at=now - timedelta(seconds=1))
    Call.objects.filter(pk=later.pk).update(next_desk_at=now + timedelta(minutes=1))

    assert (calls.move_due(limit=10), calls.move_due(limit=10)) == (1, 0)

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.desk, later.desk) == ("fallback", "office")


def test_a_call_that_cannot_be_moved_is_put_off_and_keeps_no_other_waiting(
    people: People,
) -> None:
    broken, sound = planned(people), planned(people)
    Call.objects.update(next_desk_at=timezone.now() - timedelta(seconds=1))

    def told(call: Call, _at: object) -> None:
        if call.pk == broken.pk:
            raise LookupError

    assert calls.move_due(limit=10, told=told) == 1

    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.desk, sound.desk) == ("office", "fallback")
    assert broken.next_desk_at is not None
    assert broken.next_desk_at > timezone.now()


def test_what_is_on_record_cannot_be_changed(people: People) -> None:
    call, letter = planned(people), a_letter(people)
    attempt = CallAttempt.objects.create(
        call=call, at=AT, by=people.ben.user, desk="office", number="110", called="W",
        outcome="no_answer",
    )  # fmt: skip
    entry = LetterEntry.objects.create(letter=letter, at=AT, stage="printed")

    for row in (attempt, entry):
        with pytest.raises(Error), transaction.atomic():
            row.save()


def test_a_posted_letter_is_not_withdrawn(people: People) -> None:
    letter = a_letter(people)
    for stage in (LetterStage.PRINTED, LetterStage.PRINTED, LetterStage.POSTED):
        postal.record_stage(by=SYSTEM, letter=letter, stage=stage, at=AT)

    assert postal.withdraw(message_id=letter.message_id, at=AT) == 0
    with pytest.raises(postal.OutOfOrder):
        postal.set_address(by=SYSTEM, letter=letter, address="Anders\nOrt", at=AT)


def test_a_posted_letter_printed_again_stays_posted_and_the_print_is_on_record(
    people: People,
) -> None:
    letter = a_letter(people)
    postal.record_stage(by=SYSTEM, letter=letter, stage=LetterStage.PRINTED, at=AT, digest="a" * 64)
    postal.record_stage(by=SYSTEM, letter=letter, stage=LetterStage.POSTED, at=AT)
    letter.refresh_from_db()

    postal.record_stage(by=SYSTEM, letter=letter, stage=LetterStage.PRINTED, at=AT, digest="b" * 64)

    letter.refresh_from_db()
    assert (letter.stage, letter.digest) == ("posted", "a" * 64)
    assert letter.entries.filter(stage="printed").count() == 2
    assert postal.withdraw(message_id=letter.message_id, at=AT) == 0


@pytest.mark.parametrize("changed", [{"address": "Anders\nOrt"}, {"stage": "printed"}])
def test_pages_of_what_has_changed_meanwhile_do_not_count_as_printed(
    people: People, changed: dict[str, str]
) -> None:
    letter = a_letter(people)
    PostalLetter.objects.filter(pk=letter.pk).update(**changed)

    with pytest.raises(postal.OutOfOrder):
        postal.record_stage(
            by=SYSTEM, letter=letter, stage=LetterStage.PRINTED, at=AT, digest="a" * 64
        )

    assert not letter.entries.exists()


def test_a_new_address_asks_for_a_new_print(people: People) -> None:
    letter = a_letter(people)
    postal.record_stage(by=SYSTEM, letter=letter, stage=LetterStage.PRINTED, at=AT, digest="a" * 64)

    changed = postal.set_address(by=SYSTEM, letter=letter, address=" Schule \n\n Ort ", at=AT)

    assert (changed.stage, changed.digest, changed.address) == ("planned", "", "Schule\nOrt")


def test_a_confirmation_names_who_gave_it(people: People) -> None:
    letter = a_letter(people)
    for stage in (LetterStage.PRINTED, LetterStage.POSTED):
        postal.record_stage(by=SYSTEM, letter=letter, stage=stage, at=AT)

    with pytest.raises(postal.NameNeeded):
        postal.record_stage(by=SYSTEM, letter=letter, stage=LetterStage.CONFIRMED, at=AT)
