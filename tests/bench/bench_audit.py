"""Both logs: seals made, the chain checked, and who has seen a case among very many lines.

`make bench ARGS=audit=1000000` takes a million looks.
"""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from cases.domain.looks import Sought
from cases.queries.looks import looks
from network.access import NOBODY, SYSTEM, acting_as
from network.services.sealing import seal_due
from network.services.verifying import verify
from tests.bench.measure import timed

MANY, SEALED, CONCERNS, OFFICES, PEOPLE = 1_000_000, 100_000, 20_000, 13, 200
FILL = """
INSERT INTO network_look (id, at, recorded_at, what, actor_id, is_system, on_kind, on_id,
    concern_id, office_id, purpose, count, is_refused)
SELECT gen_random_uuid(), made, made, 'notice.page', md5('p' || n %% %(people)s)::uuid, false,
    'notice', md5('c' || n %% %(concerns)s)::uuid, md5('c' || n %% %(concerns)s)::uuid,
    md5('o' || n %% %(offices)s)::uuid, 'casework', 1, false
FROM generate_series(1, %(number)s) AS n, LATERAL (SELECT now() - n * interval '30 seconds' AS made)
"""


def run(number: int = MANY) -> list[dict[str, Any]]:
    """Seconds of each question, seals per second, seconds to check."""
    with acting_as(SYSTEM):
        fill(min(number, SEALED))
        sealed, sealing = 0, time.perf_counter()
        while made := seal_due():
            sealed += made
        took = time.perf_counter() - sealing
        checking = timed(lambda: verify(keys={}))
        fill(number - sealed)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM network_look")
            (rows,) = cursor.fetchone() or (0,)
        return [
            {"name": "seals", "value": round(sealed / took), "unit": "seals/s", "rows": sealed},
            {"name": "verify", "value": round(checking, 2), "unit": "s", "rows": sealed},
            *(
                {"name": f"looks {what}", "value": round(slowest(sought) * 1000, 2), "unit": "ms",
                 "rows": rows, "is": "the slowest of 20"}
                for what, sought in questions().items()
            ),
        ]  # fmt: skip


def fill(number: int) -> None:
    """So many lines, spread over people, cases and offices."""
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {"number": number, "people": PEOPLE, "concerns": CONCERNS, "offices": OFFICES},
        )


def questions() -> dict[str, Sought]:
    """At one office: of a case, of a person, of everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('c7')::uuid, md5('p7')::uuid, md5('o7')::uuid")
        concern, person, office = cursor.fetchone() or (uuid4(), uuid4(), uuid4())
    until = timezone.now()
    span: dict[str, Any] = {
        "offices": frozenset({UUID(str(office))}),
        "since": until - timedelta(days=400),
        "until": until,
    }
    return {
        "at a case": Sought(**span, concern=concern),
        "of a person": Sought(**span, person=person),
        "at an office": Sought(**span),
    }


def slowest(sought: Sought) -> float:
    """Seconds of the slowest of some tries."""
    return max(timed(lambda: looks(sought, by=NOBODY)) for _ in range(20))
