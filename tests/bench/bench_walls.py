"""What the second wall costs: the inbox by row-level security, against a role that walks past it.

`make bench ARGS=walls=20000` takes fewer concerns.
"""

import json
import statistics
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import sql

from cases.queries.inbox import Tray, Wanted, glance, rows
from kinderschutz.lib.crypto import new_case_key, open_for_case, seal_for_case
from kinderschutz.lib.key_ring import key_ring
from network.access import Actor, acting_as, actor_for
from network.domain.terms import OfficeKind
from network.management.backups import this_database
from network.models import Delivery, YouthOffice
from tests.bench.bench_inbox import MANY, reported, worker
from tests.bench.measure import milliseconds, timed
from tests.factories.many import multiply

SAMPLES, SEALS = 60, 2_000
TEXT = "Das Kind kam mit blauen Flecken am Arm in die Schule. " * 20


def run(number: int = MANY) -> list[dict[str, Any]]:
    """Queries of the inbox, telling the database who asks, sealing with the key of a case."""
    with override_settings(CELERY_BROKER_URL=""):
        offices = list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT))
        person = worker(offices[:1])
        multiply(reported(offices[0]), to=number, offices=offices, person=person, children=False)
        actor = actor_for(person, timezone.now())
        try:
            return [*inbox(actor, number), *telling(actor), *sealing()]
        finally:
            Delivery.objects.all().delete()


def inbox(actor: Actor, number: int) -> Iterator[dict[str, Any]]:
    """The same statements on the same rows, walled and not; and how often a policy is asked."""
    if not settings.DATABASE_BACKUP:
        raise RuntimeError("DATABASE_BACKUP_URL names the role that walks past the walls")
    statements = asked_by(actor)
    with past_the_walls() as bare, transaction.atomic(), acting_as(actor):
        walled = connection.connection
        for line in (walled, bare):
            ask(line, statements)  # warm
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(SAMPLES):
            for line, times in zip((walled, bare), took, strict=True):
                times.append(timed(partial(ask, line, statements)))
        found = [
            [
                sorted(line.execute(each).fetchall(), key=lambda row: str(row[0]))
                for each in statements
            ]
            for line in (walled, bare)
        ]
        assert found[0] == found[1], "the wall hides what the filter shows"
        calls, per_row = zip(*(asked(walled, each) for each in statements), strict=True)
    yield milliseconds(
        f"{len(statements)} queries of the inbox behind walls, {number} concerns",
        statistics.median(took[0]),
        statistics.median(took[1]),
        floor_is="the same by a role with BYPASSRLS",
        digits=2,
    )
    yield {
        "name": "inbox: policy functions asked, at most, in one of its queries",
        "value": max(calls),
        "unit": "calls",
        "functions of a policy in a filter per row": sorted(
            {name for row in per_row for name in row}
        ),
    }


def ask(line: "psycopg.Connection[Any]", statements: Iterable[str]) -> None:
    """All of them, one after the other."""
    for each in statements:
        line.execute(each)


def past_the_walls() -> "psycopg.Connection[Any]":
    """A connection of the role that backs up, which may ask the one function that a look asks."""
    at = connection.settings_dict
    reader = sql.Identifier(settings.DATABASE_BACKUP["USER"])
    with this_database().open() as owner:
        owner.execute(sql.SQL("GRANT USAGE ON SCHEMA walls TO {}").format(reader))
        owner.execute(
            sql.SQL("GRANT EXECUTE ON FUNCTION walls.mail_stands_since() TO {}").format(reader)
        )
    return psycopg.connect(
        dbname=at["NAME"],
        user=settings.DATABASE_BACKUP["USER"],
        password=settings.DATABASE_BACKUP["PASSWORD"] or None,
        host=at["HOST"] or None,
        port=at["PORT"] or None,
        autocommit=True,
    )


def asked_by(actor: Actor) -> list[str]:
    """The statements of one look into the inbox that read rows of cases."""
    with (
        transaction.atomic(),
        acting_as(actor),
        CaptureQueriesContext(connection) as captured,
    ):
        rows(glance(actor, Wanted(tray=Tray.OPEN), at=timezone.now()))
    return [each["sql"] for each in captured if "cases_" in str(each["sql"])]


def asked(line: "psycopg.Connection[Any]", statement: str) -> tuple[int, list[str]]:
    """How often this statement asked who is there, and which policy functions stand in filters."""
    explain = f"EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, FORMAT JSON) {statement}"
    ((plan,),) = line.execute(explain).fetchall()
    calls, filters = 0, []
    for node in nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]):
        if "walls." in " ".join(node.get("Output", ())) and "InitPlan" in node.get(
            "Subplan Name", ""
        ):
            calls += int(node["Actual Loops"])
        said = str(node.get("Filter", ""))
        filters += [
            name for name in ("sees_all", "offices", "person", "holds") if f"walls.{name}(" in said
        ]
    return calls, filters


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def telling(actor: Actor) -> Iterator[dict[str, Any]]:
    """Setting a claim and taking it back, beside a statement that does nothing."""
    with transaction.atomic(), connection.cursor() as cursor:

        def tell() -> None:
            with acting_as(actor):
                pass

        told = [timed(tell) for _ in range(500)]
        nothing = [timed(lambda: cursor.execute("SELECT 1")) for _ in range(500)]
    yield milliseconds(
        "claim set and taken back",
        statistics.median(told),
        statistics.median(nothing),
        floor_is="SELECT 1",
        digits=3,
    )


def sealing() -> Iterator[dict[str, Any]]:
    """A text of a thousand characters, under the key of its case and under the ring itself."""
    case, row, key, ring = uuid4(), uuid4(), new_case_key(), key_ring()
    sealed = seal_for_case(TEXT, key, case=case, place="p", row=row)
    plain = ring.encrypt(TEXT, place="p")

    def each(do: Any) -> float:
        return timed(lambda: [do() for _ in range(SEALS)]) / SEALS

    for name, ours, floor in (
        (
            "seal a text under the key of its case",
            lambda: seal_for_case(TEXT, key, case=case, place="p", row=row),
            lambda: ring.encrypt(TEXT, place="p"),
        ),
        (
            "open it",
            lambda: open_for_case(sealed, key, place="p", row=row),
            lambda: ring.decrypt(plain, place="p"),
        ),
    ):
        yield milliseconds(
            name, each(ours), each(floor), floor_is="the same under the ring", digits=4
        )
