"""Who saw this case from ... to ...: asked by the head of an office behind the walls, as the
application's role, among very many lines; beside a role that walks past the walls.

`make bench ARGS=looks=100000` takes fewer lines.
"""

import statistics
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.domain.looks import Sought
from cases.queries.looks import looks
from kinderschutz.lib import roles
from network.access import Actor, acting_as, actor_for
from network.domain.terms import OfficeKind, Role
from network.models import Delivery, User, YouthOffice
from tests.bench.bench_inbox import reported
from tests.bench.bench_walls import ask, past_the_walls
from tests.bench.measure import milliseconds, percentile, timed
from tests.factories.network import join, make_user
from tests.signing_in import everywhere

MANY, CONCERNS, PEOPLE, BUSY = 1_000_000, 20_000, 200, 5_000
SAMPLES, PAGES = 30, 20
SPAN = timedelta(days=400)
FILL = """
INSERT INTO network_look (id, at, recorded_at, what, actor_id, is_system, on_kind, on_id,
    concern_id, office_id, purpose, count, is_refused)
SELECT gen_random_uuid(), made, made, 'notice.page', md5('p' || n %% %(people)s)::uuid, false,
    'notice', c.id, c.id, (%(offices)s::uuid[])[1 + c.number %% %(known)s], 'casework', 1, false
FROM generate_series(1, %(number)s) AS n,
LATERAL (SELECT now() - n * (%(span)s / %(number)s) AS made) AS at,
LATERAL (SELECT hashint4(n) & 2147483647 AS mixed) AS m,
LATERAL (SELECT m.mixed %% %(concerns)s AS number,
    md5('c' || m.mixed %% %(concerns)s)::uuid AS id) AS c
"""
OF_ONE = """
INSERT INTO network_look (id, at, recorded_at, what, actor_id, is_system, on_kind, on_id,
    concern_id, office_id, purpose, count, is_refused)
SELECT gen_random_uuid(), made, made, 'notice.page', md5('p' || n %% %(people)s)::uuid, false,
    'notice', %(concern)s, %(concern)s, %(office)s, 'casework', 1, false
FROM generate_series(1, %(number)s) AS n,
LATERAL (SELECT now() - n * (%(span)s / %(number)s) AS made) AS at
"""


def run(number: int = MANY) -> Iterator[dict[str, Any]]:
    """Milliseconds of each question, and of the page as a browser asks for it."""
    if not settings.DATABASE_BACKUP:
        raise RuntimeError("DATABASE_BACKUP_URL names the role that walks past the walls")
    everywhere()
    with override_settings(CELERY_BROKER_URL="", ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        offices = list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT))
        concern = reported(offices[0])
        Delivery.objects.all().delete()
        fill(number, offices, busy=concern.pk)
        head = make_user("Messung Leitung")
        join(head, Role.OFFICE_HEAD, offices[0])
        actor = actor_for(head, timezone.now())
        for what, sought in questions(offices[0].pk, busy=concern.pk).items():
            yield asked(actor, sought, f"{what}, among {number} lines")
        yield page(head, concern.reference, number)


def fill(number: int, offices: list[YouthOffice], *, busy: UUID) -> None:
    """So many lines, spread over people, cases and offices, and one case that everybody opens."""
    told: dict[str, Any] = {
        "people": PEOPLE,
        "concerns": CONCERNS,
        "offices": [each.pk for each in offices],
        "known": len(offices),
        "span": SPAN,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, {**told, "number": number})
        cursor.execute(OF_ONE, {**told, "number": BUSY, "concern": busy, "office": offices[0].pk})
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE network_look")


def questions(office: UUID, *, busy: UUID) -> dict[str, Sought]:
    """Of the head: about a common case, a busy one, a person, everything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concern_id, actor_id FROM network_look WHERE office_id = %s "
            "AND concern_id <> %s ORDER BY id LIMIT 1",
            [office, busy],
        )
        common, person = cursor.fetchone() or (uuid4(), uuid4())
    until = timezone.now()
    span: dict[str, Any] = {"offices": frozenset({office}), "since": until - SPAN, "until": until}
    return {
        "who saw a case": Sought(**span, concern=common),
        f"who saw a case that was opened {BUSY} times": Sought(**span, concern=busy),
        "what a person saw": Sought(**span, person=person),
        "who saw anything of the office": Sought(**span),
    }


def asked(actor: Actor, sought: Sought, name: str) -> dict[str, Any]:
    """The very statement behind the walls, and by the role with BYPASSRLS."""
    with past_the_walls() as bare, transaction.atomic(), acting_as(actor):
        with CaptureQueriesContext(connection) as captured:
            found = looks(sought, by=actor)
        (statement,) = [each["sql"] for each in captured if "network_look" in str(each["sql"])]
        walled = connection.connection
        assert len(walled.execute(statement).fetchall()) == len(found) > 0
        assert len(bare.execute(statement).fetchall()) == len(found)
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(SAMPLES):
            for line, times in zip((walled, bare), took, strict=True):
                times.append(timed(partial(ask, line, [statement])))
    return {
        **milliseconds(
            name,
            statistics.median(took[0]),
            statistics.median(took[1]),
            floor_is="the same by a role with BYPASSRLS",
            digits=2,
        ),
        "slowest": round(max(took[0]) * 1000, 2),
        "lines": len(found),
    }


def page(head: User, reference: str, number: int) -> dict[str, Any]:
    """From the request to the last byte, with signing on record that one looked."""
    browser = Client()
    browser.force_login(head)
    today = timezone.localdate()
    query = {
        "kennung": reference,
        "von": f"{today - SPAN:%d.%m.%Y}",
        "bis": f"{today:%d.%m.%Y}",
        "anlass": "oversight",
    }

    def look() -> None:
        answer = browser.get(reverse("cases:looks"), query)
        assert answer.status_code == 200
        assert reference in answer.content.decode()

    look()
    took = [timed(look) for _ in range(PAGES)]
    return {
        "name": f"the page of a case, whole, among {number} lines",
        "value": round(statistics.median(took) * 1000, 1),
        "unit": "ms",
        "p95": round(percentile(took, 95) * 1000, 1),
        "slowest": round(max(took) * 1000, 1),
    }
