"""What heads, coordination and watchers ask is read along indexes, however old the network is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Concern
from cases.queries.lead import lead_page
from cases.queries.network_board import network_board
from cases.queries.vital_signs import late_steps
from kinderschutz.lib import roles
from network.access import Actor
from tests.cases.queries.test_inbox_plans import (
    MANY,
    buffers,
    crowd,
    indexes,
    multiplied,
    plans,
    scans,
)
from tests.factories.many import EVERY
from tests.people import People

__all__ = ["crowd"]


@pytest.fixture
def head(crowd: tuple[People, Concern]) -> Actor:
    """The head of Bornheim."""
    people, _ = crowd
    office = frozenset({people.bornheim.pk})
    return Actor(people.ben.actor.user_id, "Heinz Heller", offices=office, led=office)


def planned(ask: Callable[[], object]) -> list[dict[str, Any]]:
    """The plans of the questions about notices, with the table's figures fresh."""
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_notice")
    with CaptureQueriesContext(connection) as queries:
        ask()
    return list(plans(queries))


def test_a_head_reads_what_is_open_along_two_indexes(
    crowd: tuple[People, Concern], head: Actor
) -> None:
    multiplied(crowd, to=MANY)

    received, sent, *_ = planned(lambda: lead_page(head, at=timezone.now()))

    assert "notice_inbox_open" in indexes(received), received
    assert "notice_sent_open" in indexes(sent), sent
    assert ("Seq Scan", "cases_notice") not in scans(received) | scans(sent)


def test_the_board_and_the_watchdog_read_only_what_is_open(crowd: tuple[People, Concern]) -> None:
    multiplied(crowd, to=MANY)

    for ask in (network_board, late_steps):
        found = planned(ask)
        assert found
        assert not [each for each in found if ("Seq Scan", "cases_notice") in scans(each)], found


def test_what_was_taken_over_costs_the_head_nothing(
    crowd: tuple[People, Concern], head: Actor
) -> None:
    multiplied(crowd, to=MANY)

    read = sum(buffers(plan) for plan in planned(lambda: lead_page(head, at=timezone.now())))

    still_open = MANY // EVERY
    assert read < still_open < MANY, read
