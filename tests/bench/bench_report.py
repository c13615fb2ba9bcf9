"""A report from its facts to its commit: deciding, writing, and what a dead broker adds."""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements import queries as agreements
from cases.domain.jurisdiction import decide
from cases.domain.record import answers_to_data, route_to_data
from cases.domain.routing import Clock, route
from cases.models import Concern
from cases.queries.proposal import register_at
from cases.services.report import report_concern
from kinderschutz.lib import poke
from kinderschutz.lib.reference import new_reference
from network import queries as network
from network.access import actor_for
from network.domain.hours import next_working_noon
from network.domain.terms import Role
from network.models import Delivery, User
from network.queries import Recipient
from tests.factories.cases import BONN, SIEGBURG, a_report, child
from tests.factories.network import join, make_partner, make_user
from tests.fixtures.brokers import black_hole, nobody_there

REPORTS, ROUNDS, DECISIONS = 100, 3, 2000
_UUID = re.compile(r"'([0-9a-f]{32})'::uuid")


def run() -> list[dict[str, Any]]:
    """All figures; the floor of each was measured in the same run."""
    reporter = school()
    try:
        with override_settings(CELERY_BROKER_URL=""):
            figures = [*deciding(), *committing(reporter)]
        return [*figures, *dead_broker(reporter)]
    finally:
        Delivery.objects.all().delete()


def school() -> User:
    """Somebody who reports for an institution of the network."""
    user = make_user("Messung Meldung")
    join(user, Role.PARTNER_REPORTER, make_partner("schule-messung"))
    return user


def report_once(reporter: User) -> Concern:
    """Two children in two offices' districts, one of them outside tonight: committed."""
    at = timezone.now()
    by = actor_for(reporter, at)
    told = a_report(child("A", whereabouts=BONN), child("B", lives=SIEGBURG), at=at)
    (partner,) = by.partners
    return report_concern(by=by, report=told, at=at, idempotency_key=uuid4(), partner_id=partner)


def deciding() -> list[dict[str, Any]]:
    """Jurisdiction of two children and the route with every reason, in process, nothing stored."""
    at = timezone.now()
    register, rules = register_at(at), agreements.rules_in_force(at)
    facts = a_report(child("A", whereabouts=BONN), child("B", lives=SIEGBURG), at=at).facts
    clock = Clock(at=at, office_hours=network.office_hours_at(at), next_noon=next_working_noon(at))

    def once() -> None:
        decisions = tuple(decide(each, concern=facts, register=register) for each in facts.children)
        assert route(facts, decisions, rules=rules, register=register, clock=clock)

    decisions = tuple(decide(each, concern=facts, register=register) for each in facts.children)
    notices = route(facts, decisions, rules=rules, register=register, clock=clock)
    answer = {"answers": answers_to_data(decisions), "route": route_to_data(notices)}
    took = statistics.median(timed(once) for _ in range(DECISIONS))
    floor = statistics.median(timed(lambda: json.dumps(answer)) for _ in range(DECISIONS))
    return [
        {
            "name": f"decide and route two children, {len(rules.rules)} rules, with reasons",
            "value": round(1 / took),
            "unit": "concerns/s",
            "us_per_child": round(took * 1e6 / len(facts.children)),
            "floor": round(1 / floor),
            "ratio": round(floor / took, 2),
            "floor_is": "writing the same answer down as JSON",
        }
    ]


def committing(reporter: User) -> list[dict[str, Any]]:
    """Reports committed per second, one after the other; floor: bare INSERTs of the same rows."""
    pattern = Pattern(reporter)
    values, floors = [], []
    for _ in range(ROUNDS):
        floors.append(REPORTS / timed(lambda: repeat(pattern.insert)))
        values.append(REPORTS / timed(lambda: repeat(partial(report_once, reporter))))
    value, floor = statistics.median(values), statistics.median(floors)
    return [
        {
            "name": "reports committed one after the other, two children, two offices",
            "value": round(value, 1),
            "unit": "reports/s",
            "p50_ms": round(1000 / value, 1),
            "rows": pattern.rows,
            "floor": round(floor, 1),
            "ratio": round(value / floor, 2),
            "floor_is": "the same INSERTs as ready text, one transaction per report",
        }
    ]


class Pattern:
    """The INSERTs of one real report, to be written again under new keys."""

    def __init__(self, reporter: User) -> None:
        report_once(reporter)  # what a process does once is not part of it
        with CaptureQueriesContext(connection) as queries:
            concern = report_once(reporter)
        texts = [query["sql"] for query in queries.captured_queries]
        inserts = [text for text in texts if text.startswith("INSERT INTO")]
        self.rows = sum(text.count("), (") + 1 for text in inserts)
        lasting = {*network_keys(), concern.recorded_by_id, concern.reporter.partner_id}
        own = set(_UUID.findall(" ".join(inserts))) - {key.hex for key in lasting if key}
        self.reference, self.keys = concern.reference, sorted(own)
        marks = re.compile(f"({'|'.join([*self.keys, self.reference])})")
        self.pieces = [marks.split(text) for text in inserts]

    def insert(self) -> None:
        """One transaction with all rows of a report."""
        fresh = {key: uuid4().hex for key in self.keys} | {self.reference: new_reference()}
        with transaction.atomic(), connection.cursor() as cursor:
            for pieces in self.pieces:
                cursor.execute("".join(fresh.get(piece, piece) for piece in pieces))


def network_keys() -> Iterator[UUID | None]:
    """Keys of every organisation a report may point to."""
    register = register_at(timezone.now())
    keys = [*register.offices, *register.partners]
    keys += [f"outside:{district}" for district in register.neighbours]
    for recipient in network.recipients_by_key(keys).values():
        yield key_of(recipient)


def key_of(recipient: Recipient) -> UUID | None:
    """The key of the organisation behind a recipient."""
    return recipient.office_id or recipient.partner_id or recipient.outside_district_id


def dead_broker(reporter: User) -> list[dict[str, Any]]:
    """What a broker that refuses, or never answers, adds to a report."""
    with override_settings(CELERY_BROKER_URL=""):
        usual = seconds_per_report(reporter)
    return [
        with_broker(reporter, "refuses connections", nobody_there, usual),
        with_broker(reporter, "takes connections and never answers", black_hole, usual),
    ]


def with_broker(
    reporter: User, what: str, broken: Callable[[], Any], usual: float
) -> dict[str, Any]:
    """One figure: the time of a report while the broker does that."""
    with broken() as url, override_settings(CELERY_BROKER_URL=url):
        poke.publisher.reset()
        took = seconds_per_report(reporter)
    poke.publisher.reset()
    return {
        "name": f"report while the broker {what}",
        "value": round(took * 1000, 1),
        "unit": "ms",
        "added_ms": round((took - usual) * 1000, 1),
        "floor": round(usual * 1000, 1),
        "ratio": round(took / usual, 2),
        "floor_is": "the same report without any broker",
    }


def seconds_per_report(reporter: User) -> float:
    """The median of many reports."""
    return statistics.median(timed(lambda: report_once(reporter)) for _ in range(REPORTS))


def repeat(do: Callable[[], object]) -> None:
    """So often, one after the other."""
    for _ in range(REPORTS):
        do()


def timed(do: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun
