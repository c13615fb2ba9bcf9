"""Whoever is kept out of a case finds nothing of it, and who may do that."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access
from cases.models import CaseBlock, Concern
from cases.queries.board import counts
from cases.queries.inbox import Wanted, glance
from cases.services.blocking import CannotBlock, block, end_block
from cases.services.heads import without_blocked
from network.access import Refused
from network.domain.terms import ChannelKind, Role
from network.models import Event
from network.queries import Contact
from tests.factories.cases import make_concern, notice_to
from tests.people import People, Person, person

REASON = "Kanariengrund: mit der Familie verwandt."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def head(people: People) -> Person:
    """Hanna leads Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)


def keep_out(concern: Concern, who: Person, by: Person) -> CaseBlock:
    return block(
        concern=concern, by=by.actor, user_id=who.user.pk, reason=REASON, at=timezone.now()
    )


def test_the_blocked_find_nothing_behind_any_door(
    people: People, concern: Concern, head: Person
) -> None:
    ben = people.ben.actor
    keep_out(concern, people.ben, head)

    doors = (
        access.visible_concerns,
        access.visible_notices,
        access.sent_notices,
        access.visible_calls,
        access.recordable_calls,
        access.visible_letters,
    )
    assert [door.__name__ for door in doors if door(ben).exists()] == []


def test_colleagues_still_find_it(people: People, concern: Concern, head: Person) -> None:
    keep_out(concern, people.ben, head)

    assert access.visible_notices(head.actor).filter(concern=concern).exists()


def test_another_case_of_the_office_stays_open(
    people: People, concern: Concern, head: Person
) -> None:
    other = make_concern(people)
    keep_out(concern, people.ben, head)

    assert list(access.visible_concerns(people.ben.actor)) == [other]


def test_it_is_not_counted_either(people: People, concern: Concern, head: Person) -> None:
    before = counts(people.ben.actor, at=timezone.now())
    keep_out(concern, people.ben, head)
    after = counts(people.ben.actor, at=timezone.now())

    assert (before.open, after.open) == (1, 0)
    assert glance(people.ben.actor, Wanted(), at=timezone.now()).keys == ()


def test_searching_by_reference_finds_nothing(
    people: People, concern: Concern, head: Person
) -> None:
    keep_out(concern, people.ben, head)

    wanted = Wanted(reference=concern.reference)
    assert glance(people.ben.actor, wanted, at=timezone.now()).keys == ()


def test_nothing_may_be_done_with_it(people: People, concern: Concern, head: Person) -> None:
    notice = notice_to(concern, "bornheim")
    keep_out(concern, people.ben, head)

    assert access.allowed(people.ben.actor, concern) == frozenset()
    assert access.allowed(people.ben.actor, notice) == frozenset()


def test_the_reporter_keeps_the_own_report(people: People, concern: Concern, head: Person) -> None:
    keep_out(concern, people.ben, head)

    assert list(access.own_reports(people.ada.actor)) == [concern]


def test_the_head_lets_them_in_again(people: People, concern: Concern, head: Person) -> None:
    made = keep_out(concern, people.ben, head)
    end_block(made=made, by=head.actor, at=timezone.now())

    assert list(access.visible_concerns(people.ben.actor)) == [concern]
    assert {each.what for each in Event.objects.filter(what__startswith="case.block")} == {
        "case.blocked",
        "case.block_ended",
    }


def test_a_caseworker_alone_keeps_nobody_out(people: People, concern: Concern) -> None:
    other = person("Emil Ernst", Role.CASE_WORKER, people.bornheim)

    with pytest.raises(Refused):
        keep_out(concern, other, people.ben)


def test_who_has_taken_it_over_may(people: People, concern: Concern) -> None:
    other = person("Emil Ernst", Role.CASE_WORKER, people.bornheim)
    notice = notice_to(concern, "bornheim")
    notice.acknowledged_at, notice.acknowledged_by = timezone.now(), people.ben.user
    notice.save(update_fields=["acknowledged_at", "acknowledged_by"])

    assert keep_out(concern, other, people.ben).user_id == other.user.pk


def test_nobody_of_another_office_is_kept_out(
    people: People, concern: Concern, head: Person
) -> None:
    with pytest.raises(CannotBlock):
        keep_out(concern, people.carla, head)


def test_nobody_keeps_themselves_out(people: People, concern: Concern, head: Person) -> None:
    with pytest.raises(CannotBlock):
        keep_out(concern, head, head)


def test_twice_is_once(people: People, concern: Concern, head: Person) -> None:
    keep_out(concern, people.ben, head)

    with pytest.raises(CannotBlock):
        keep_out(concern, people.ben, head)


def test_the_database_lets_no_blocked_person_end_it(
    people: People, concern: Concern, head: Person
) -> None:
    made = keep_out(concern, people.ben, head)
    made.ended_at, made.ended_by = timezone.now(), people.ben.user

    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(update_fields=["ended_at", "ended_by"])


def test_no_letter_goes_to_the_blocked(people: People, concern: Concern, head: Person) -> None:
    keep_out(concern, people.ben, head)
    ben = people.ben.user
    to_ben = Contact(ChannelKind.EMAIL, ben.email.upper(), "", verified=True)
    by_key = Contact(ChannelKind.SMS, "1@sms.example", "", verified=True, user_id=ben.pk)
    mailbox = Contact(ChannelKind.EMAIL, "amt@bornheim.example", "", verified=True)

    assert without_blocked([to_ben, by_key, mailbox], concern.pk) == [mailbox]
