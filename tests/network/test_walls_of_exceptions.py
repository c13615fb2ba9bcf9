"""Blocks, emergency openings and ended copies in PostgreSQL, asked with plain SQL."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cases.models import BreakGlass, CaseBlock, Concern, EndedCopy
from network.access import acting_as
from network.domain.terms import Role
from network.models import Membership
from tests.factories import cases as make
from tests.people import People, Person, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]

OF_THE_CASE = ["cases_concern", "cases_child", "cases_adult", "cases_notice", "cases_decision"]
TABLES = [*OF_THE_CASE, "network_delivery"]


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada's report; the child lives in Bornheim."""
    return make.make_concern(people)


@pytest.fixture
def otto(people: People) -> Person:
    """On call in Bornheim."""
    return person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def block(concern: Concern, **whom: object) -> CaseBlock:
    return CaseBlock.objects.create(
        concern=concern,
        office_id=concern.office_id,
        reason="Kanariengrund",
        set_at=timezone.now(),
        **whom,
    )


def open_it(concern: Concern, otto: Person, *, minutes: int = 60) -> BreakGlass:
    at = timezone.now()
    return BreakGlass.objects.create(
        concern=concern,
        office_id=concern.office_id,
        user=otto.user,
        reference=concern.reference,
        reason="Kanariengrund",
        begun_at=at - timedelta(hours=2),
        expires_at=at + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize("table", TABLES)
def test_the_blocked_see_no_row(concern: Concern, people: People, table: str) -> None:
    with acting_as(people.ben.actor):
        before = count(table)
    block(concern, user=people.ben.user)

    with acting_as(people.ben.actor):
        assert (before > 0, count(table)) == (True, 0)


@pytest.mark.parametrize("table", TABLES)
def test_another_case_stays_open_to_them(concern: Concern, people: People, table: str) -> None:
    block(concern, user=people.ben.user)
    make.make_concern(people)

    with acting_as(people.ben.actor):
        assert count(table) > 0


def test_a_block_that_has_ended_shuts_nothing(concern: Concern, people: People) -> None:
    made = block(concern, user=people.ben.user)
    made.ended_at, made.ended_by = timezone.now(), people.carla.user
    made.save()

    with acting_as(people.ben.actor):
        assert count("cases_concern") == 1


def test_a_blocked_partner_sees_nothing_but_the_reporter_keeps_the_own(
    concern: Concern, people: People
) -> None:
    block(concern, partner=people.school)
    karl = person("Karl Kollege", Role.PARTNER_REPORTER, people.school)

    seen = []
    for who in (people.ada, karl):
        with acting_as(who.actor):
            seen.append(count("cases_concern"))
    assert seen == [1, 0]


def test_a_wish_without_a_person_shuts_nothing(concern: Concern, people: People) -> None:
    block(concern, asked_for="Udo Unbekannt")

    with acting_as(people.ben.actor):
        assert count("cases_concern") == 1


@pytest.mark.parametrize("table", OF_THE_CASE)
def test_an_emergency_opens_the_case(concern: Concern, otto: Person, table: str) -> None:
    with acting_as(otto.actor):
        before = count(table)
    open_it(concern, otto)

    with acting_as(otto.actor):
        assert (before, count(table) > 0) == (0, True)


def test_an_emergency_opens_no_other_case(people: People, concern: Concern, otto: Person) -> None:
    make.make_concern(people)
    open_it(concern, otto)

    with acting_as(otto.actor):
        assert list(Concern.objects.values_list("pk", flat=True)) == [concern.pk]


def test_an_emergency_does_not_open_who_reported(concern: Concern, otto: Person) -> None:
    open_it(concern, otto)

    with acting_as(otto.actor):
        assert count("cases_reporter") == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE cases_child SET position = 9", "DELETE FROM cases_upload"]
)
def test_an_emergency_is_to_read_only(concern: Concern, otto: Person, verb: str) -> None:
    open_it(concern, otto)

    with acting_as(otto.actor), connection.cursor() as cursor:
        cursor.execute(verb)
        assert cursor.rowcount == 0


def over(opened: BreakGlass, people: People) -> None:
    BreakGlass.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def ended(opened: BreakGlass, people: People) -> None:
    BreakGlass.objects.update(ended_at=timezone.now())


def no_role(opened: BreakGlass, people: People) -> None:
    Membership.objects.filter(user=opened.user).delete()


def blocked(opened: BreakGlass, people: People) -> None:
    block(opened.concern, user=opened.user)


@pytest.mark.parametrize("what", [over, ended, no_role, blocked])
def test_an_emergency_is_shut_again(
    concern: Concern, otto: Person, people: People, what: object
) -> None:
    opened = open_it(concern, otto)
    assert callable(what)
    what(opened, people)

    with acting_as(otto.actor):
        assert [count(each) for each in OF_THE_CASE] == [0] * len(OF_THE_CASE)


@pytest.fixture
def two(people: People) -> Concern:
    """A concern of Bornheim with a second child in the hands of Siegburg."""
    return make.make_concern(people, make.child("A"), make.child("B", lives=make.SIEGBURG))


def test_an_office_whose_time_is_over_sees_no_row_while_the_other_does(
    two: Concern, people: People
) -> None:
    with acting_as(people.ben.actor):
        before = count("cases_concern")
    EndedCopy.objects.create(concern=two, office=people.bornheim, at=timezone.now())
    two.children.filter(office=people.bornheim).update(office=people.kreis)

    seen = []
    for who in (people.ben, people.carla):
        with acting_as(who.actor):
            seen.append((count("cases_concern"), count("cases_adult")))
    assert before == 1
    assert seen == [(0, 0), (1, 1)]
