"""Stored reports routed again: facts read, decided, decision with its explanation, notices,
deliveries and audit lines written.

Not in it: taking the report in (bench report) and sending the letters (bench post). The route is
what the portal does when a professional decides anew; here for many concerns, with so many of them
in one transaction as the variant says.
"""

import random
import statistics
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.domain.rules import RuleSet
from cases.domain.jurisdiction import decide
from cases.domain.record import answers_to_data
from cases.domain.types import ConcernFacts
from cases.models import Child, Concern, Decision, Notice
from cases.queries.proposal import Proposal, register_at, routed, rules_at
from cases.queries.stored import stored_facts, stored_report
from cases.services.report import new_decision, route_notices
from cases.services.telling import write_and_tell
from kinderschutz.lib import rows
from network import queries as network
from network.domain.geography import Register
from network.models import Delivery, Event, User
from tests.bench import bare
from tests.bench.bench_report import school
from tests.bench.measure import percentile, rate, timed
from tests.bench.stored import store

ROUNDS = 3
REPORTS = {1: 2_000, 10: 3_000, 100: 10_000}
"""So many reports for each number of concerns in one transaction, in all rounds together."""
TOGETHER = tuple(REPORTS)
SPARE = max(TOGETHER)
"""Routed only to look at: undone afterwards."""


def run() -> list[dict[str, Any]]:
    """10,000 reports routed by each variant, in three rounds, each with a floor of its own rows."""
    reporter = school()
    with override_settings(CELERY_BROKER_URL=""), bare.plain_connection() as plain:
        keys = store(reporter, sum(REPORTS.values()) + SPARE + ROUNDS * len(TOGETHER))
        random.Random(1).shuffle(keys)
        spare, keys = keys[:SPARE], keys[SPARE:]
        same_answers(spare, reporter)
        asked = {together: queries(spare[:together], reporter) for together in TOGETHER}
        try:
            return [*matching(keys[:2000]), *writing(keys, reporter, plain, asked)]
        finally:
            Delivery.objects.all().delete()


def route_again(keys: Sequence[UUID], by: User, *, at: datetime) -> None:
    """Read, decide and write for these concerns, in one transaction."""
    with transaction.atomic(), network.one_reading():
        list(Child.objects.filter(concern__in=keys).select_for_update(no_key=True).order_by("pk"))
        register, rules = register_at(at), rules_at(at)
        decisions, notices = [], []
        for concern, last in stored(keys):
            report = stored_report(concern, last, register=register)
            proposal = proposed(report.facts, at=at, register=register, rules=rules)
            decision = new_decision(
                concern, proposal, number=2, at=at, replaces=last, made_by_id=by.pk
            )
            owners = {each.ref: each.office_id for each in concern.children.all()}
            decisions.append(decision)
            notices += route_notices(
                concern, decision, owners, report=report, proposal=proposal, at=at
            )
        rows.insert(decisions)
        write_and_tell(notices, at=at)
        rows.insert(line(each, by) for each in decisions)


def proposed(facts: ConcernFacts, *, at: datetime, register: Register, rules: RuleSet) -> Proposal:
    """Decision and route by rules that are read once for all."""
    decisions = tuple(decide(child, concern=facts, register=register) for child in facts.children)
    return Proposal(
        facts=facts,
        decisions=decisions,
        notices=routed(facts, decisions, at=at, register=register, rules=rules),
        rules_version=rules.version,
        directory_version=network.directory_version(),
        register=register,
    )


def stored(keys: Sequence[UUID]) -> list[tuple[Concern, Decision]]:
    """Each concern with its first decision, whose inputs are the facts."""
    concerns = Concern.objects.filter(pk__in=keys).prefetch_related("children", "adults")
    firsts = Decision.objects.filter(concern__in=keys, number=1).defer("answers", "route")
    decisions = {each.concern_id: each for each in firsts}
    return [(concern, decisions[concern.pk]) for concern in concerns]


def line(decision: Decision, by: User) -> Event:
    """The audit's line of a decision."""
    return Event(
        at=decision.made_at,
        what="decision.overruled",
        actor_id=by.pk,
        on_kind="decision",
        on_id=decision.pk,
        office_id=decision.office_id,
        details={"number": decision.number},
    )


def same_answers(keys: Sequence[UUID], by: User) -> None:
    """However many go together, each concern gets the answers that it had, and the same route."""
    at = timezone.now()
    found = []
    for together in TOGETHER:
        with transaction.atomic():
            for part in parts(keys, together):
                route_again(part, by, at=at)
            second = Decision.objects.filter(concern__in=keys, number=2)
            found.append({each.concern_id: (each.answers, each.route) for each in second})
            told = Notice.objects.filter(decision__in=second).count()
            assert told == sum(len(route) for _, route in found[-1].values()), told
            transaction.set_rollback(True)
    first = Decision.objects.filter(concern__in=keys, number=1)
    assert {each.concern_id: each.answers for each in first} == {
        key: answers for key, (answers, _) in found[0].items()
    }
    assert all(each == found[0] for each in found)


def matching(keys: Sequence[UUID]) -> list[dict[str, Any]]:
    """Deciding and routing alone, in process, from facts already read."""
    at = timezone.now()
    register, rules = register_at(at), rules_at(at)
    facts = [stored_facts(last, register=register) for _, last in stored(keys)]
    values, floors = [], []
    with network.one_reading():
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answers = [
                tuple(decide(child, concern=each, register=register) for child in each.children)
                for each in facts
            ]
            for each, decided in zip(facts, answers, strict=True):
                assert routed(each, decided, at=at, register=register, rules=rules)
            values.append(len(facts) / (time.perf_counter() - begun))
            floors.append(len(facts) / timed(partial(list, map(answers_to_data, answers))))
    return [
        rate(
            f"decide and route a stored report in process, {len(rules.rules)} rules, reasons",
            values,
            floors,
            unit="reports/s",
            floor_is="turning the answers into JSON values",
        )
    ]


def writing(
    keys: Sequence[UUID], by: User, plain: psycopg.Connection[Any], asked: dict[int, int]
) -> list[dict[str, Any]]:
    """The variants in chance order; each transaction is timed."""
    took: dict[int, list[float]] = {together: [] for together in TOGETHER}
    values: dict[int, list[float]] = {together: [] for together in TOGETHER}
    floors: dict[int, list[float]] = {together: [] for together in TOGETHER}
    used: dict[int, float] = dict.fromkeys(TOGETHER, 0.0)
    written: dict[int, int] = {}
    for _ in range(ROUNDS):
        for together in random.sample(TOGETHER, len(TOGETHER)):
            share = -(-REPORTS[together] // ROUNDS)
            mine, keys = keys[:share], keys[share:]
            begun = time.process_time()
            times = [
                timed(partial(route_again, part, by, at=timezone.now()))
                for part in parts(mine, together)
            ]
            used[together] += time.process_time() - begun
            took[together] += times
            values[together].append(share / sum(times))
            written[together], seconds = write_again(mine, together, plain)
            floors[together].append(share / seconds)
    return [
        {
            **rate(
                f"stored reports routed, rows written, {together} per transaction",
                values[together],
                floors[together],
                unit="reports/s",
                floor_is="the same rows by psycopg, prepared, as many per transaction",
            ),
            "reports": REPORTS[together],
            "p50_ms": round(statistics.median(took[together]) * 1000 / together, 2),
            "p95_ms": round(percentile(took[together], 95) * 1000 / together, 2),
            "processor_ms": round(used[together] * 1000 / REPORTS[together], 2),
            "queries": round(asked[together] / together, 2),
            "rows": round(written[together] * ROUNDS / REPORTS[together], 1),
        }
        for together in TOGETHER
    ]


def write_again(
    keys: Sequence[UUID], together: int, plain: psycopg.Connection[Any]
) -> tuple[int, float]:
    """What these reports wrote, once more by psycopg alone: rows and seconds."""
    written = 0
    seconds = 0.0
    for part in parts(keys, together):
        copy = bare.renewed(rows_of(part), CHANGES)
        written += sum(map(len, copy.values()))
        seconds += timed(partial(bare.insert, plain, copy))
    return written, seconds


CHANGES: bare.Changes = {
    "cases_decision.number": lambda row: row["number"] + 1,
    "cases_decision.replaces_id": lambda row: row["id"],
}


def rows_of(keys: Sequence[UUID]) -> bare.Rows:
    """The rows of the second decisions of these concerns."""
    decisions = bare.read("cases_decision", "concern_id = ANY(%s) AND number = 2", list(keys))
    made = [row["id"] for row in decisions]
    notices = bare.read("cases_notice", "decision_id = ANY(%s)", made)
    told = [row["id"] for row in notices]
    return {
        "cases_decision": decisions,
        "cases_notice": notices,
        "network_delivery": bare.read("network_delivery", "message_id = ANY(%s)", told),
        "network_event": bare.read("network_event", "on_id = ANY(%s)", made),
    }


def queries(keys: Sequence[UUID], by: User) -> int:
    """How often the database is asked for these concerns, undone afterwards."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            route_again(keys, by, at=timezone.now())
        transaction.set_rollback(True)
    return len(asked)


def parts(keys: Sequence[UUID], size: int) -> list[Sequence[UUID]]:
    """The keys in portions of this size."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]
