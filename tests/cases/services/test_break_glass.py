"""One case in an emergency: with a reason, for an hour, and the head knows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access
from cases.models import BreakGlass, Concern
from cases.services.blocking import block
from cases.services.break_glass import (
    LASTS,
    NothingThere,
    break_glass,
    end_break_glass,
    mark_as_seen,
)
from network.access import Refused
from network.domain.terms import Role
from network.models import Delivery, Event
from tests.factories.cases import make_concern
from tests.people import People, Person, person

REASON = "Kanariengrund: Anruf der Klinik mitten in der Nacht."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def head(people: People) -> Person:
    """Hanna leads Bornheim."""
    return person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)


@pytest.fixture
def on_call(people: People) -> Person:
    """Otto is on call for Bornheim and sees no case."""
    return person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)


def open_it(concern: Concern, by: Person, people: People) -> BreakGlass:
    return break_glass(
        by=by.actor,
        office=people.bornheim,
        reference=concern.reference,
        reason=REASON,
        at=timezone.now(),
    )


def test_it_opens_one_case_for_an_hour(people: People, concern: Concern, on_call: Person) -> None:
    opened = open_it(concern, on_call, people)
    own = access.own_break_glass(on_call.actor)

    assert own.running(at=opened.begun_at + LASTS - timedelta(seconds=1)).exists()
    assert not own.running(at=opened.begun_at + LASTS).exists()


def test_the_head_is_told_at_once_and_without_content(
    people: People, concern: Concern, on_call: Person, head: Person
) -> None:
    open_it(concern, on_call, people)

    letter = Delivery.objects.get(kind="break_glass")
    assert (letter.address, letter.path) == (head.user.email, "/leitung/")
    assert Event.objects.get(what="glass.broken").actor_id == on_call.user.pk


def test_without_a_head_the_mailbox_is_told(
    people: People, concern: Concern, on_call: Person
) -> None:
    open_it(concern, on_call, people)

    assert Delivery.objects.get(kind="break_glass").recipient_office_id == people.bornheim.pk


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_only_roles_of_that_office_may(people: People, concern: Concern, who: str) -> None:
    with pytest.raises(Refused):
        open_it(concern, getattr(people, who), people)


def test_a_case_of_another_office_is_not_there(people: People, on_call: Person) -> None:
    elsewhere = make_concern(
        people, {"ref": "A", "whereabouts": {"ags": "05382060"}, "residence": {"ags": "05382060"}}
    )

    with pytest.raises(NothingThere):
        open_it(elsewhere, on_call, people)
    assert not BreakGlass.objects.exists()


def test_the_blocked_never_break_in(
    people: People, concern: Concern, on_call: Person, head: Person
) -> None:
    block(
        concern=concern,
        by=head.actor,
        user_id=on_call.user.pk,
        reason=REASON,
        at=timezone.now(),
    )

    with pytest.raises(NothingThere):
        open_it(concern, on_call, people)
    assert not BreakGlass.objects.exists()


def test_a_block_ends_an_opening(
    people: People, concern: Concern, on_call: Person, head: Person
) -> None:
    opened = open_it(concern, on_call, people)
    block(
        concern=concern,
        by=head.actor,
        user_id=on_call.user.pk,
        reason=REASON,
        at=timezone.now(),
    )

    running = access.own_break_glass(on_call.actor).running(at=opened.begun_at)
    assert not running.exists()


def test_it_is_ended_before_its_time(people: People, concern: Concern, on_call: Person) -> None:
    opened = open_it(concern, on_call, people)
    end_break_glass(opened=opened, by=on_call.actor, at=timezone.now())

    assert not access.own_break_glass(on_call.actor).running(at=opened.begun_at).exists()


def test_a_head_marks_it_as_seen(
    people: People, concern: Concern, on_call: Person, head: Person
) -> None:
    opened = open_it(concern, on_call, people)
    mark_as_seen(opened=opened, by=head.actor, at=timezone.now())

    assert BreakGlass.objects.get().seen_by_id == head.user.pk


def test_nobody_else_marks_it(people: People, concern: Concern, on_call: Person) -> None:
    opened = open_it(concern, on_call, people)

    for who in (people.ben, people.carla, on_call):
        with pytest.raises(Refused):
            mark_as_seen(opened=opened, by=who.actor, at=timezone.now())


def test_the_database_takes_no_self_seen_opening(
    people: People, concern: Concern, on_call: Person
) -> None:
    opened = open_it(concern, on_call, people)
    opened.seen_at, opened.seen_by = timezone.now(), on_call.user

    with pytest.raises(IntegrityError), transaction.atomic():
        opened.save(update_fields=["seen_at", "seen_by"])
