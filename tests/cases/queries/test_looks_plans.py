"""How the database answers who has seen what: along its indexes, with the walls up, as the head."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.domain.looks import Sought
from cases.queries.looks import PER_PAGE, log_offices, looks
from kinderschutz.lib import roles
from network.access import SYSTEM, acting_as
from network.domain.terms import Role
from network.models import Look
from tests.bench.bench_audit import fill
from tests.people import People, Person, arrive, person

MANY = 30_000


@pytest.fixture
def dieter(transactional_db: None) -> Person:
    """Data protection of an office with one thirteenth of very many lines."""
    people: People = arrive()
    officer = person("Dieter Damm", Role.DATA_PROTECTION_OFFICER, people.bornheim)
    fill(MANY)
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE network_look DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE network_look SET office_id = %s WHERE office_id = md5('o7')::uuid",
            [people.bornheim.pk],
        )
        cursor.execute("ALTER TABLE network_look ENABLE TRIGGER USER")
        cursor.execute("ANALYZE network_look")
    return officer


def plan(officer: Person, **more: UUID) -> tuple[dict[str, Any], int]:
    until = timezone.now()
    sought = Sought(
        offices=log_offices(officer.actor), since=until - timedelta(days=400), until=until, **more
    )
    with transaction.atomic(), acting_as(officer.actor):
        with CaptureQueriesContext(connection) as asked:
            found = looks(sought, by=officer.actor)
        (query,) = (
            each["sql"] for each in asked.captured_queries if "network_look" in str(each["sql"])
        )
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
            (told,) = cursor.fetchone()
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"], len(found)


def indexes(plan: dict[str, Any]) -> set[str]:
    inner = set().union(*(indexes(each) for each in plan.get("Plans", [])))
    return inner | {plan["Index Name"]} if "Index Name" in plan else inner


def scanned(plan: dict[str, Any]) -> set[tuple[str, str]]:
    own = {(plan["Node Type"], plan.get("Relation Name", ""))}
    return own.union(*(scanned(each) for each in plan.get("Plans", [])))


def some(column: str, officer: Person) -> UUID:
    with acting_as(SYSTEM):
        rows = Look.objects.filter(office_id__in=log_offices(officer.actor))
        return UUID(str(rows.values_list(column, flat=True)[0]))


def test_each_question_goes_along_an_index_with_the_walls_up(dieter: Person) -> None:
    concern, who = some("concern_id", dieter), some("actor_id", dieter)

    of_case, lines = plan(dieter, concern=concern)
    of_person, _ = plan(dieter, person=who)
    of_office, most = plan(dieter)

    assert lines > 0
    assert most == PER_PAGE + 1
    assert "look_at_a_concern" in indexes(of_case)
    assert {"look_of_an_actor", "look_at_an_office"} & indexes(of_person)
    assert "look_at_an_office" in indexes(of_office)
    for each in (of_case, of_person, of_office):
        assert ("Seq Scan", "network_look") not in scanned(each)


def test_the_walls_ask_who_it_is_once_and_not_per_line(dieter: Person) -> None:
    found, _ = plan(dieter)

    initial = [each for each in found_in(found) if each.get("Parent Relationship") == "InitPlan"]
    assert initial
    assert {each["Actual Loops"] for each in initial} <= {0, 1}


def found_in(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(one for each in plan.get("Plans", []) for one in found_in(each))]
