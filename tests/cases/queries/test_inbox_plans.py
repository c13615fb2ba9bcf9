"""How the database reads the inbox: along its indexes, the same with 2,000 and 20,000 rows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Concern, Notice
from cases.queries.board import alarms, counts
from cases.queries.inbox import PER_PAGE, Tray, Wanted, glance, rows
from network.access import Actor
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.factories.many import EVERY, multiply
from tests.people import People, arrive

FEW, MANY = 2_000, 20_000


@pytest.fixture
def crowd(transactional_db: None) -> tuple[People, Concern]:
    """The small network, committed, with one concern to copy."""
    people = arrive()
    publish_standard()
    return people, make_concern(people)


def plans(queries: CaptureQueriesContext) -> Iterator[dict[str, Any]]:
    """The plans of the queries that read notices."""
    for query in queries.captured_queries:
        asked = str(query["sql"])  # of a statement bound on the server nothing is captured
        if "cases_notice" in asked and asked.lstrip("(").startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asked}")
                (found,) = cursor.fetchone()
            yield (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def indexes(plan: dict[str, Any]) -> set[str]:
    inner = [indexes(each) for each in plan.get("Plans", [])]
    return (
        {plan["Index Name"]} | set().union(*inner) if "Index Name" in plan else set().union(*inner)
    )


def scans(plan: dict[str, Any]) -> set[tuple[str, str]]:
    own = {(plan["Node Type"], plan.get("Relation Name", ""))}
    return own.union(*(scans(each) for each in plan.get("Plans", [])))


def buffers(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def looked_at(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    with CaptureQueriesContext(connection) as queries:
        glance(actor, wanted, at=timezone.now())
    return list(plans(queries))


def several(people: People) -> Actor:
    """Somebody who works at all three offices."""
    ben = people.ben.actor
    offices = frozenset({people.kreis.pk, people.bornheim.pk, people.siegburg.pk})
    return Actor(ben.user_id, ben.name, offices=offices)


def multiplied(crowd: tuple[People, Concern], *, to: int, begin: int = 1) -> None:
    people, concern = crowd
    offices = (people.bornheim, people.siegburg, people.kreis)
    multiply(concern, to=to, offices=offices, person=people.ben.user, begin=begin)


def test_every_tray_is_read_along_an_index(crowd: tuple[People, Concern]) -> None:
    multiplied(crowd, to=MANY)
    ben = crowd[0].ben.actor

    for tray, index in (
        (Tray.OPEN, "notice_inbox_open"),
        (Tray.OVERDUE, "notice_inbox_open"),
        (Tray.TAKEN, "notice_inbox_all"),
        (Tray.ALL, "notice_inbox_all"),
        (Tray.RELEASE, "notice_to_release"),
    ):
        listing, *_ = looked_at(ben, Wanted(tray=tray))
        assert index in indexes(listing), (tray, listing)
        assert ("Seq Scan", "cases_notice") not in scans(listing)


def test_figures_and_red_lines_use_partial_indexes(crowd: tuple[People, Concern]) -> None:
    multiplied(crowd, to=MANY)
    people = crowd[0]

    with CaptureQueriesContext(connection) as queries:
        counts(people.ben.actor, at=timezone.now())
        alarms(people.ben.actor)

    figures, red = plans(queries)
    assert {"notice_inbox_open", "notice_to_release"} <= indexes(figures)
    assert indexes(red) >= {"notice_alarming"}
    assert ("Seq Scan", "cases_notice") not in scans(figures) | scans(red)


def test_a_page_reads_no_more_of_ten_times_as_many_rows(crowd: tuple[People, Concern]) -> None:
    multiplied(crowd, to=FEW)
    few = pages_read(crowd[0])
    multiplied(crowd, begin=FEW + 1, to=MANY)
    many = pages_read(crowd[0])

    assert all(many[which] <= 2 * few[which] for which in few), (few, many)


def pages_read(people: People) -> dict[tuple[str, int], int]:
    """Buffers of the list by tray, for one office and for three."""
    return {
        (tray, len(actor.offices)): buffers(looked_at(actor, Wanted(tray=tray))[0])
        for actor in (people.ben.actor, several(people))
        for tray in (Tray.OPEN, Tray.ALL, Tray.TAKEN)
    }


def test_the_last_page_costs_what_the_first_costs(crowd: tuple[People, Concern]) -> None:
    multiplied(crowd, to=MANY)
    ben, wanted = crowd[0].ben.actor, Wanted(tray=Tray.ALL)
    pages, after = 0, None
    first = buffers(looked_at(ben, wanted)[0])

    while True:
        seen = glance(ben, Wanted(tray=Tray.ALL, after=after), at=timezone.now())
        pages += 1
        if seen.next is None or pages == 100:
            break
        after = seen.next

    deep = buffers(looked_at(ben, Wanted(tray=Tray.ALL, after=after))[0])
    assert pages == 100
    assert deep <= 1.3 * first + 2


@pytest.mark.parametrize("number", [1, 3, 60])
def test_a_page_asks_the_same_number_of_queries(people: People, number: int) -> None:
    for _ in range(number):
        make_concern(people)

    with CaptureQueriesContext(connection) as queries:
        listed = rows(glance(people.ben.actor, Wanted(), at=timezone.now()))

    assert len(queries) == 4
    assert len(listed) == min(number, PER_PAGE)


def test_pages_of_several_offices_follow_each_other_without_a_gap(
    crowd: tuple[People, Concern],
) -> None:
    multiplied(crowd, to=FEW)
    actor, after, seen = several(crowd[0]), None, []

    while True:
        found = glance(actor, Wanted(after=after), at=timezone.now())
        seen += [key.id for key in found.keys]
        after = found.next
        if after is None:
            break

    still_open = Notice.objects.filter(acknowledged_at=None, released_at__isnull=False)
    order = ("rank", "-created_at", "-id")
    assert len(seen) >= FEW // EVERY
    assert seen == list(still_open.order_by(*order).values_list("pk", flat=True))
