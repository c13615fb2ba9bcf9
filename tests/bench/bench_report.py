"""A report from its facts to its commit: deciding, writing, and what a dead broker adds."""

import json
import random
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection
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
from tests.bench import bare
from tests.bench.measure import percentile, rate, timed
from tests.factories.cases import BONN, SIEGBURG, a_report, child
from tests.factories.network import join, make_partner, make_user
from tests.fixtures.brokers import black_hole, nobody_there

REPORTS, ROUNDS, DECISIONS = 100, 3, 2000


NOTICE = "cases_notice"
BY_MESSAGE = ("network_delivery", "network_call", "network_postalletter")
TWO = "two children, two offices, one child outside tonight"
KINDS: dict[str, list[Mapping[str, Any]]] = {
    "one child": [child("A")],
    TWO: [child("A", whereabouts=BONN), child("B", lives=SIEGBURG)],
}


def run() -> list[dict[str, Any]]:
    """All figures; the floor of each was measured in the same run."""
    reporter = school()
    try:
        with override_settings(CELERY_BROKER_URL=""), bare.plain_connection() as plain:
            figures = [*deciding(), *committing(reporter, plain)]
        return [*figures, *dead_broker(reporter)]
    finally:
        Delivery.objects.all().delete()


def school() -> User:
    """Somebody who reports for an institution of the network."""
    user = make_user("Messung Meldung")
    join(user, Role.PARTNER_REPORTER, make_partner("schule-messung"))
    return user


def report_once(reporter: User, kind: str = TWO) -> Concern:
    """One report of this kind, from who reports to the commit."""
    at = timezone.now()
    by = actor_for(reporter, at)
    told = a_report(*KINDS[kind], at=at)
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


def committing(reporter: User, plain: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Reports committed one after the other, kinds in chance order; floor: their bare rows."""
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    floors: dict[str, list[float]] = {kind: [] for kind in KINDS}
    rounds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    used = dict.fromkeys(KINDS, 0.0)
    rows = {kind: rows_of(report_once(reporter, kind)) for kind in KINDS}
    for _ in range(ROUNDS):
        for kind in random.sample(list(KINDS), len(KINDS)):
            begun = time.process_time()
            times = [timed(partial(report_once, reporter, kind)) for _ in range(REPORTS)]
            used[kind] += time.process_time() - begun
            took[kind] += times
            rounds[kind].append(REPORTS / sum(times))
            copies = [bare.renewed(rows[kind], CHANGES) for _ in range(REPORTS)]
            bared = sum(timed(partial(bare.insert, plain, copy)) for copy in copies)
            floors[kind].append(REPORTS / bared)
    return [
        {
            **rate(
                f"reports decided, routed and committed one after the other, {kind}",
                rounds[kind],
                floors[kind],
                unit="reports/s",
                floor_is="the same rows by psycopg, prepared, one transaction per report",
            ),
            "p50_ms": round(percentile(took[kind], 50) * 1000, 1),
            "p95_ms": round(percentile(took[kind], 95) * 1000, 1),
            "processor_ms": round(used[kind] * 1000 / (REPORTS * ROUNDS), 1),
            "queries": queries(reporter, kind),
            "rows": sum(map(len, rows[kind].values())),
        }
        for kind in KINDS
    ]


CHANGES: bare.Changes = {
    "cases_concern.reference": lambda _: new_reference(),
    "cases_concern.idempotency_key": lambda _: uuid4(),
}


def rows_of(concern: Concern) -> bare.Rows:
    """Everything that one report wrote."""
    by_concern = {
        table: bare.read(table, "concern_id = %s", concern.pk)
        for table in ("cases_reporter", "cases_adult", "cases_child", "cases_decision", NOTICE)
    }
    children = [row["id"] for row in by_concern["cases_child"]]
    told = [row["id"] for row in by_concern[NOTICE]]
    return {
        "cases_concern": bare.read("cases_concern", "id = %s", concern.pk),
        **by_concern,
        "cases_ownership": bare.read("cases_ownership", "child_id = ANY(%s)", children),
        **{table: bare.read(table, "message_id = ANY(%s)", told) for table in BY_MESSAGE},
        "network_event": bare.read("network_event", "on_id = %s", concern.pk),
    }


def queries(reporter: User, kind: str) -> int:
    """How often a report asks the database, who reports and what is known of the place included."""
    with CaptureQueriesContext(connection) as asked:
        report_once(reporter, kind)
    return len(asked)


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
