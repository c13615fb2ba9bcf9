"""A second professional is called in on one case: who may, whom, what it opens and when it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access
from cases.domain.retention_rules import Outcome
from cases.models import AssignmentNote, CaseAssignment, Closure, Concern
from cases.services.acknowledgement import take_over
from cases.services.assigning import (
    AlreadyCalledIn,
    CaseIsClosed,
    NotAvailable,
    call_in,
    end_assignment,
    write_note,
)
from cases.services.blocking import block
from cases.services.closing import close_case, reopen_case
from cases.services.reporter import reveal_reporter
from network import access as network_access
from network.access import Refused, actor_for
from network.domain.terms import Role
from network.models import Delivery, Event, Membership
from tests.factories.cases import ACCOUNT, SIEGBURG, child, make_concern, notice_to
from tests.factories.lent import called_in
from tests.people import People, Person, person


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def sven(people: People) -> Person:
    """Sven is a second professional in Bornheim."""
    return person("Sven Sander", Role.SECOND_PROFESSIONAL, people.bornheim)


def sees(who: Person) -> bool:
    """Whether the case is open to this person by an assignment, asked anew."""
    return access.own_assignments(actor_for(who.user, timezone.now())).exists()


def test_a_caseworker_calls_somebody_in(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    assert sees(sven)
    assert (made.office_id, made.assigned_by_id) == (people.bornheim.pk, people.ben.user.pk)


def test_a_head_calls_somebody_in(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim))

    assert sees(sven)


def test_without_it_no_case_is_open(concern: Concern, sven: Person) -> None:
    assert not sees(sven)


def test_another_case_of_the_office_stays_shut(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)
    make_concern(people)

    assert list(access.own_assignments(sven.actor)) == [made]


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_nobody_else_calls_in(people: People, concern: Concern, sven: Person, who: str) -> None:
    with pytest.raises(Refused):
        called_in(concern, sven, by=getattr(people, who))


def test_the_second_professional_calls_nobody_in(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)
    other = person("Sina Sommer", Role.SECOND_PROFESSIONAL, people.bornheim)

    with pytest.raises(Refused):
        called_in(concern, other, by=sven)


def test_nobody_of_another_office_is_called_in(people: People, concern: Concern) -> None:
    stranger = person("Sina Sommer", Role.SECOND_PROFESSIONAL, people.siegburg)

    with pytest.raises(NotAvailable):
        called_in(concern, stranger, by=people.ben)


def test_only_a_second_professional_is_called_in(people: People, concern: Concern) -> None:
    wilma = person("Wilma Wirt", Role.ECONOMIC_UNIT, people.bornheim)

    with pytest.raises(NotAvailable):
        called_in(concern, wilma, by=people.ben)


def test_whoever_is_kept_out_is_not_called_in(
    people: People, concern: Concern, sven: Person
) -> None:
    hanna = person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    at = timezone.now()
    block(concern=concern, by=hanna.actor, user_id=sven.user.pk, reason="verwandt", at=at)

    with pytest.raises(NotAvailable):
        called_in(concern, sven, by=people.ben)


def test_twice_is_refused(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=people.ben)

    with pytest.raises(AlreadyCalledIn):
        called_in(concern, sven, by=people.ben)


def test_it_ends_when_somebody_ends_it(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    end_assignment(assignment=made, by=people.ben.actor, at=timezone.now())

    assert not sees(sven)
    made.refresh_from_db()
    assert made.ended_by_id == people.ben.user.pk


def test_the_person_called_in_does_not_end_it(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)

    with pytest.raises(Refused):
        end_assignment(assignment=made, by=sven.actor, at=timezone.now())


def test_another_office_does_not_end_it(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    with pytest.raises(Refused):
        end_assignment(assignment=made, by=people.carla.actor, at=timezone.now())


def test_it_ends_with_its_day(people: People, concern: Concern, sven: Person) -> None:
    at = timezone.now() - timedelta(days=2)
    until = at + timedelta(days=1)
    call_in(concern=concern, by=people.ben.actor, user_id=sven.user.pk, until=until, at=at)

    assert not sees(sven)


def test_it_ends_with_the_role(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=people.ben)

    Membership.objects.filter(user=sven.user).delete()

    assert not sees(sven)


def test_it_ends_with_the_grant_of_the_role(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=people.ben)

    network_access.withdraw(Role.SECOND_PROFESSIONAL, on=people.bornheim)

    assert not sees(sven)


def test_it_ends_with_a_block(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=people.ben)
    hanna = person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    at = timezone.now()

    block(concern=concern, by=hanna.actor, user_id=sven.user.pk, reason="verwandt", at=at)

    assert not sees(sven)


def test_a_row_opens_nothing_that_the_office_does_not_hold(people: People, sven: Person) -> None:
    elsewhere = make_concern(people, child(lives=SIEGBURG))

    CaseAssignment.objects.create(
        concern=elsewhere,
        office=people.bornheim,
        user=sven.user,
        assigned_by=people.ben.user,
        assigned_at=timezone.now(),
    )

    assert not sees(sven)


def close(people: People, concern: Concern) -> Closure:
    at = timezone.now()
    take_over(notice=notice_to(concern, "bornheim"), by=people.ben.actor, at=at)
    return close_case(
        concern=concern,
        office=people.bornheim,
        outcome=Outcome.UNFOUNDED,
        reason="Kanariengrund: nichts bestätigt.",
        by=people.ben.actor,
        at=timezone.now(),
    )


def test_it_ends_when_the_office_closes_the_case(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)

    close(people, concern)

    assert not sees(sven)


def test_a_case_that_is_opened_again_does_not_open_to_them_by_itself(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)
    closure = close(people, concern)

    reopen_case(closure=closure, by=people.ben.actor, at=timezone.now())

    assert not sees(sven)
    called_in(concern, sven, by=people.ben)
    assert sees(sven)


def test_on_a_closed_case_nobody_is_called_in(
    people: People, concern: Concern, sven: Person
) -> None:
    close(people, concern)

    with pytest.raises(CaseIsClosed):
        called_in(concern, sven, by=people.ben)


def test_both_ends_leave_a_line_of_the_office(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)
    end_assignment(assignment=made, by=people.ben.actor, at=timezone.now())

    lines = Event.objects.filter(on_id=concern.pk, what__startswith="case.call_in")
    begun = Event.objects.get(on_id=concern.pk, what="case.called_in")
    assert [each.what for each in lines] == ["case.call_in_ended"]
    assert (begun.office_id, begun.details["person"]) == (people.bornheim.pk, str(sven.user.pk))


def test_the_letter_has_no_word_of_the_case(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    letter = Delivery.objects.get(message_id=made.pk)
    assert (letter.address, letter.kind, letter.reference) == (
        sven.user.email,
        "called_in",
        concern.reference,
    )
    assert str(made.pk) in letter.path


def test_the_second_professional_takes_nothing_over(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)

    with pytest.raises(Refused):
        take_over(notice=notice_to(concern, "bornheim"), by=sven.actor, at=timezone.now())


def test_all_that_is_open_is_looking_at_the_reporter(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)

    assert access.allowed(sven.actor, concern) == {access.Permission.REVEAL_REPORTER}


def test_the_reporter_is_shown_for_a_reason_and_the_office_has_the_line(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)

    shown = reveal_reporter(
        concern=concern,
        by=sven.actor,
        purpose="assessment",
        reason="Kanariengrund: Rückfrage.",
        at=timezone.now(),
    )

    assert shown.entry.name == "Kanarienmelderin"
    assert Event.objects.get(what="reporter.revealed").office_id == people.bornheim.pk


def test_they_write_down_their_part_by_name(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    write_note(assignment=made, by=sven.actor, text=ACCOUNT, at=timezone.now())

    note = AssignmentNote.objects.get()
    assert (note.text, note.by_id) == (ACCOUNT, sven.user.pk)


def test_nobody_else_writes_it(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    with pytest.raises(Refused):
        write_note(assignment=made, by=people.ben.actor, text=ACCOUNT, at=timezone.now())


def test_after_the_end_nothing_is_written(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)
    end_assignment(assignment=made, by=people.ben.actor, at=timezone.now())

    with pytest.raises(Refused):
        write_note(assignment=made, by=sven.actor, text=ACCOUNT, at=timezone.now())


def test_the_database_takes_no_second_row_for_the_same_person(
    people: People, concern: Concern, sven: Person
) -> None:
    called_in(concern, sven, by=people.ben)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseAssignment.objects.create(
            concern=concern,
            office=people.bornheim,
            user=sven.user,
            assigned_by=people.ben.user,
            assigned_at=timezone.now(),
        )
