"""The inbox of one office among 100,000 concerns, against the bare SQL of its first 25 rows.

`make bench ARGS=inbox=1000000` takes a million.
"""

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern
from cases.queries.inbox import PER_PAGE, Cursor, Tray, Wanted, glance, rows
from cases.services.report import report_concern
from network.access import Actor, actor_for
from network.domain.terms import OfficeKind, Role
from network.models import Delivery, User, YouthOffice
from tests.factories.cases import a_report
from tests.factories.many import multiply
from tests.factories.network import join, make_user

FEW, MANY = 10_000, 100_000
SAMPLES = 200
LOOKS = ((Tray.OPEN, "list"), (Tray.ALL, "list"), (Tray.OPEN, "counts"))
FLOOR = """
SELECT id, reference, urgency, headline, created_at, ack_by, acknowledged_at
FROM cases_notice
WHERE recipient_office_id = %s AND acknowledged_at IS NULL AND released_at IS NOT NULL
    AND NOT is_canary
ORDER BY rank, created_at DESC, id DESC LIMIT 25
"""


def run(number: int = MANY) -> list[dict[str, Any]]:
    """First with 10,000, then with so many concerns; figures of the second, and how flat it is."""
    with override_settings(CELERY_BROKER_URL=""):
        offices = list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT))
        one, everywhere = worker(offices[:1]), worker(offices)
        pattern = reported(offices[0])
        try:
            multiply(pattern, to=FEW, offices=offices, person=one, children=False)
            few = {what: blocks(one, *what) for what in LOOKS}
            multiply(pattern, begin=FEW + 1, to=number, offices=offices, person=one, children=False)
            return [
                *pages(one, everywhere, offices[0], number),
                *flatness(one, few, number),
                *depth(one),
            ]
        finally:
            Delivery.objects.all().delete()


def worker(offices: list[YouthOffice]) -> User:
    """Somebody who works cases at these offices."""
    user = make_user(f"Messung {len(offices)}")
    for office in offices:
        join(user, Role.CASE_WORKER, office)
    return user


def reported(office: YouthOffice) -> Concern:
    """One real concern, to be copied."""
    at = timezone.now()
    report = a_report(at=at, received_by=office.key)
    by = actor_for(worker([office]), at)
    return report_concern(by=by, report=report, at=at, idempotency_key=uuid4())


def pages(one: User, everywhere: User, office: YouthOffice, number: int) -> list[dict[str, Any]]:
    """The whole page through all of Django, for one office and for all of them."""
    with connection.cursor() as cursor:
        floor = timed(lambda: cursor.execute(FLOOR, [office.pk]) and cursor.fetchall())
    figures = [reads(one, floor, number)]
    for name, user, address in (
        ("inbox, one office", one, reverse("cases:inbox")),
        ("inbox, all offices", everywhere, reverse("cases:inbox")),
        ("inbox, unchanged poll", one, reverse("cases:inbox") + "?teil=liste"),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        page = client.get(address)
        assert page.content.count(b'<tr id="m-') == PER_PAGE, page.status_code
        tag = {"HX-PTag": page.headers.get("HX-PTag", "")}
        with CaptureQueriesContext(connection) as queries:
            client.get(address, headers=tag)
        asked = len(queries)
        took = samples(partial(client.get, address, headers=tag))
        figures.append(
            {
                "name": f"{name}, {number:,} concerns",
                "value": round(statistics.median(took) * 1000, 2),
                "unit": "ms",
                "p95": round(percentile(took, 95) * 1000, 2),
                "queries": asked,
                "floor": round(floor * 1000, 3),
                "ratio": round(statistics.median(took) / floor, 1),
                "floor_is": "bare SQL of the first 25 rows, p50 (the page renders and decrypts)",
            }
        )
    return figures


def reads(one: User, floor: float, number: int) -> dict[str, Any]:
    """What the page asks of the database, decrypted, without Django around it."""
    actor = actor_for(one, timezone.now())
    took = timed(lambda: rows(glance(actor, Wanted(), at=timezone.now())))
    with CaptureQueriesContext(connection) as queries:
        rows(glance(actor, Wanted(), at=timezone.now()))
    return {
        "name": f"reads of the inbox, one office, {number:,} concerns",
        "value": round(took * 1000, 2),
        "unit": "ms",
        "queries": len(queries),
        "floor": round(floor * 1000, 3),
        "ratio": round(took / floor, 1),
        "floor_is": "bare SQL of the first 25 rows, p50 (here with figures, red lines, names)",
    }


def flatness(one: User, few: dict[tuple[Tray, str], int], number: int) -> list[dict[str, Any]]:
    """Blocks that list and counts read, against the same with fewer rows."""
    return [
        {
            "name": f"blocks of the {query}, tray {tray.value}, {number:,} concerns",
            "value": (many := blocks(one, tray, query)),
            "unit": "blocks",
            "floor": before,
            "ratio": round(many / before, 2),
            "floor_is": f"the same with {FEW:,} concerns",
        }
        for (tray, query), before in few.items()
    ]


def depth(one: User) -> list[dict[str, Any]]:
    """A page deep in the list of all against its first page, keys only."""
    actor, at = actor_for(one, timezone.now()), timezone.now()
    after: Cursor | None = None
    number = 1
    while (found := glance(actor, Wanted(tray=Tray.ALL, after=after), at=at)).next and number < 300:
        after, number = found.next, number + 1
    first = timed(lambda: glance(actor, Wanted(tray=Tray.ALL), at=at))
    deep = timed(lambda: glance(actor, Wanted(tray=Tray.ALL, after=after), at=at))
    return [
        {
            "name": f"page {number} of all",
            "value": round(deep * 1000, 2),
            "unit": "ms",
            "floor": round(first * 1000, 2),
            "ratio": round(deep / first, 2),
            "floor_is": "page 1 of the same list",
        }
    ]


def blocks(user: User, tray: Tray, query: str) -> int:
    """Blocks that the query of the list touches, or the one of the figures above it."""
    actor: Actor = actor_for(user, timezone.now())
    with CaptureQueriesContext(connection) as queries:
        glance(actor, Wanted(tray=tray), at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {queries[query == 'counts']['sql']}"
        )
        (found,) = cursor.fetchone() or ("",)
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def samples(do: Callable[[], object]) -> list[float]:
    """Seconds of each of many tries, after a few that warm everything up."""
    for _ in range(5):
        do()
    took = []
    for _ in range(SAMPLES):
        begun = time.perf_counter()
        do()
        took.append(time.perf_counter() - begun)
    return took


def timed(do: Callable[[], object]) -> float:
    """The median of many tries, in seconds."""
    return statistics.median(samples(do))


def percentile(took: list[float], share: int) -> float:
    """The time within which so many of a hundred tries were done."""
    return statistics.quantiles(took, n=100)[share - 1]
