"""Who was called in, who was on call, who checks costs: in PostgreSQL, asked with plain SQL."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.models import CaseAssignment, CaseBlock, Closure, Concern, DutyCase, EndedCopy, Notice
from network import access
from network.access import acting_as
from network.domain.terms import Role
from network.models import Membership
from tests.factories import cases as make
from tests.factories.lent import always_on_call, called_in
from tests.people import People, Person, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]

OF_THE_CASE = ["cases_concern", "cases_child", "cases_adult", "cases_notice", "cases_decision"]
NEVER = ["cases_reporter", "cases_reporterreveal", "cases_closure", "cases_accessexport"]


@pytest.fixture
def sven(people: People) -> Person:
    """Sven is a second professional in Bornheim."""
    return person("Sven Sander", Role.SECOND_PROFESSIONAL, people.bornheim)


@pytest.fixture
def otto(people: People) -> Person:
    """Otto is on call in Bornheim, today and at this hour."""
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)
    return otto


@pytest.fixture
def wilma(people: People) -> Person:
    """Wilma checks costs in Bornheim."""
    return person("Wilma Wirt", Role.ECONOMIC_UNIT, people.bornheim)


def count(table: str, who: Person, where: str = "true") -> int:
    with acting_as(who.actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")
        return int(cursor.fetchone()[0])


def block(concern: Concern, who: Person) -> None:
    CaseBlock.objects.create(
        concern=concern,
        office_id=concern.office_id,
        user=who.user,
        reason="Kanariengrund",
        set_at=timezone.now(),
    )


@pytest.mark.parametrize("table", OF_THE_CASE)
def test_an_assignment_opens_one_case(people: People, sven: Person, table: str) -> None:
    concern = make.make_concern(people)
    make.make_concern(people)
    before = count(table, sven)

    called_in(concern, sven, by=people.ben)

    key = "id" if table == "cases_concern" else "concern_id"
    mine = count(table, sven, f"{key} = '{concern.pk}'")
    assert (before, count(table, sven) == mine, mine > 0) == (0, True, True)


@pytest.mark.parametrize("table", NEVER)
def test_an_assignment_never_opens_what_is_protected(
    people: People, sven: Person, table: str
) -> None:
    called_in(make.make_concern(people), sven, by=people.ben)

    assert count(table, sven) == 0


@pytest.mark.parametrize(
    "end",
    [
        lambda made, people, sven: CaseAssignment.objects.filter(pk=made.pk).update(
            ended_at=timezone.now(), ended_by=people.ben.user
        ),
        lambda made, people, sven: CaseAssignment.objects.filter(pk=made.pk).update(
            assigned_at=timezone.now() - timedelta(days=2),
            until=timezone.now() - timedelta(days=1),
        ),
        lambda made, people, sven: Membership.objects.filter(user=sven.user).delete(),
        lambda made, people, sven: access.withdraw(Role.SECOND_PROFESSIONAL, on=people.bornheim),
        lambda made, people, sven: block(made.concern, sven),
        lambda made, people, sven: EndedCopy.objects.create(
            concern=made.concern, office=people.bornheim, at=timezone.now()
        ),
        lambda made, people, sven: CaseAssignment.objects.filter(pk=made.pk).update(
            office=people.siegburg
        ),
    ],
    ids=["ended", "day over", "membership", "grant", "block", "ended copy", "another office"],
)
def test_an_assignment_shuts_with_the_next_statement(
    people: People, sven: Person, end: object
) -> None:
    made = called_in(make.make_concern(people), sven, by=people.ben)
    assert count("cases_concern", sven) == 1

    end(made, people, sven)  # type: ignore[operator]

    assert count("cases_concern", sven) == 0


def test_an_assignment_shuts_with_the_closing_and_stays_shut(people: People, sven: Person) -> None:
    made = called_in(make.make_concern(people), sven, by=people.ben)
    at = timezone.now()

    Closure.objects.create(
        concern=made.concern,
        office=people.bornheim,
        outcome="unfounded",
        reason="Kanariengrund",
        at=at,
        by=people.ben.user,
        reopened_at=at,
        reopened_by=people.ben.user,
    )

    assert count("cases_concern", sven) == 0


def test_nobody_writes_an_assignment_for_themselves(people: People, sven: Person) -> None:
    concern = make.make_concern(people)

    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(sven.actor):
        CaseAssignment.objects.create(
            concern_id=concern.pk,
            office=people.bornheim,
            user=sven.user,
            assigned_by=people.ben.user,
            assigned_at=timezone.now(),
        )


def test_colleagues_see_who_was_called_in_and_strangers_do_not(
    people: People, sven: Person
) -> None:
    called_in(make.make_concern(people), sven, by=people.ben)

    who = (people.ben, people.carla, people.ada, people.dora)
    assert [count("cases_caseassignment", each) for each in who] == [1, 0, 0, 0]


@pytest.mark.parametrize("table", OF_THE_CASE)
def test_a_duty_opens_what_came_in_on_it(people: People, table: str) -> None:
    make.make_concern(people)
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)
    concern = make.make_concern(people)

    key = "id" if table == "cases_concern" else "concern_id"
    mine = count(table, otto, f"{key} = '{concern.pk}'")
    assert (count(table, otto) == mine, mine > 0) == (True, True)


@pytest.mark.parametrize("table", NEVER)
def test_a_duty_never_opens_what_is_protected(people: People, otto: Person, table: str) -> None:
    make.make_concern(people)

    assert count(table, otto) == 0


def test_a_duty_shuts_after_the_look_back(people: People, otto: Person) -> None:
    make.make_concern(people, at=timezone.now() - timedelta(days=9))

    assert DutyCase.objects.count() == 1
    assert [count(table, otto) for table in OF_THE_CASE] == [0] * len(OF_THE_CASE)


def test_of_a_case_of_another_office_a_duty_opens_the_notice_alone(
    people: People, otto: Person
) -> None:
    concern = make.make_concern(people, make.child(lives=make.SIEGBURG))
    notice = Notice.objects.get(concern=concern, recipient_office=people.siegburg)
    told = {"duty_begins_at": timezone.now() - timedelta(hours=1), "told_at": timezone.now()}
    later = timezone.now() + timedelta(hours=8)
    Notice.objects.filter(pk=notice.pk).update(recipient_office=people.bornheim)

    DutyCase.objects.create(
        concern=concern,
        notice=notice,
        office=people.bornheim,
        user=otto.user,
        duty_ends_at=later,
        until=later,
        **told,
    )

    assert count("cases_notice", otto) == 1
    assert [count(table, otto) for table in OF_THE_CASE if table != "cases_notice"] == [0] * 4


def test_nobody_writes_a_duty_for_themselves(people: People, otto: Person) -> None:
    concern = make.make_concern(people, make.child(lives=make.SIEGBURG))
    notice = Notice.objects.filter(concern=concern).first()
    assert notice is not None
    at = timezone.now()

    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(otto.actor):
        DutyCase.objects.create(
            concern_id=concern.pk,
            notice_id=notice.pk,
            office=people.bornheim,
            user=otto.user,
            duty_begins_at=at,
            duty_ends_at=at + timedelta(hours=8),
            until=at + timedelta(hours=8),
            told_at=at,
        )


ALL_DATA = "walls.jurisdiction_data(NULL, NULL, NULL, NULL, 100)"


def test_the_economic_unit_reads_the_children_of_its_office(people: People, wilma: Person) -> None:
    make.make_concern(people)
    make.make_concern(people, make.child(lives=make.SIEGBURG))

    assert count(ALL_DATA, wilma) == 1


@pytest.mark.parametrize("table", [*OF_THE_CASE, *NEVER, "cases_upload", "network_delivery"])
def test_the_economic_unit_reads_no_row(people: People, wilma: Person, table: str) -> None:
    make.make_concern(people)

    assert count(table, wilma) == 0


@pytest.mark.parametrize("who", ["ada", "ben", "carla", "dora"])
def test_nobody_else_reads_jurisdiction_data(people: People, who: str) -> None:
    make.make_concern(people)

    assert count(ALL_DATA, getattr(people, who)) == 0


def test_a_block_shuts_the_jurisdiction_data_too(people: People, wilma: Person) -> None:
    block(make.make_concern(people), wilma)

    assert count(ALL_DATA, wilma) == 0


def test_an_ended_copy_shuts_the_jurisdiction_data_too(people: People, wilma: Person) -> None:
    concern = make.make_concern(people)

    EndedCopy.objects.create(concern=concern, office=people.bornheim, at=timezone.now())

    assert count(ALL_DATA, wilma) == 0


def test_the_columns_are_those_that_are_said(people: People, wilma: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {ALL_DATA}")
        names = {each.name for each in cursor.description or ()}

    assert names & {
        "account",
        "points",
        "inputs",
        "route",
        "topics",
        "urgency",
        "reporter_kind",
    } == (set())
