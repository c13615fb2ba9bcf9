"""The deletion run over very many closed concerns, and the statements that one batch takes.

`make bench ARGS=deletion=1000` takes a thousand. The concerns have children, adults, decisions and
a closure by each office, and no notices or files.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Child, Closure, Concern
from cases.queries.due import ended_copies
from cases.services import deleting
from cases.services.deleting import AT_ONCE, Run, delete_due
from kinderschutz.lib import roles
from kinderschutz.lib.clock import database_now
from network.access import SYSTEM, acting_as
from network.models import User, YouthOffice
from tests.bench.bench_report import school
from tests.bench.measure import timed
from tests.bench.stored import store
from tests.factories.many import tidy

MANY = 10_000


def run(number: int = MANY) -> list[dict[str, Any]]:
    """Concerns per second, statements per batch of one and of a hundred, seconds of the preview."""
    call_command("grant_deletion_role", stdout=sys.stderr)
    with (
        tempfile.TemporaryDirectory() as place,
        override_settings(DELETION_JOURNAL=Path(place) / "journal"),
    ):
        return _measured(number)


def _measured(number: int) -> list[dict[str, Any]]:
    call_command("load_retention", stdout=sys.stderr)
    with acting_as(SYSTEM):
        by = school()
        concerns = store(by, number)
    with acting_as(SYSTEM):  # whoever tidies is another role for a moment
        closed(concerns, by)
        tidy(Closure)
    with acting_as(SYSTEM):
        rows = Concern.objects.count()
        looking = timed(lambda: ended_copies(until=database_now(), limit=AT_ONCE))
    of_one, of_many = statements(1), statements(AT_ONCE)
    with acting_as(SYSTEM):
        before = Concern.objects.count()
        due = len(ended_copies(until=database_now()))
    runs: list[Run] = []
    took = timed(lambda: runs.append(delete_due()))
    with acting_as(SYSTEM):
        gone = before - Concern.objects.count()
    if not 0 < gone == runs[0].concerns or gone < len(concerns) - AT_ONCE - 1:
        raise AssertionError(
            f"only {gone} of {len(concerns)} concerns were deleted: {due} copies were due before"
            f" it, the run said {runs[0]}"
        )
    return [
        {"name": "deletion", "value": round(gone / took, 1), "unit": "concerns/s", "rows": gone,
         "seconds": round(took, 1)},
        {"name": "deletion, statements of a batch", "value": of_many, "unit": "statements",
         "of_one": of_one, "batch": AT_ONCE},
        {"name": "deletion, what is due", "value": round(looking * 1000, 1), "unit": "ms",
         "rows": rows},
    ]  # fmt: skip


def closed(concerns: list[UUID], by: User) -> None:
    """Each office that has a share of a concern closed it two years ago."""
    at = timezone.now() - timedelta(days=730)
    holders = set(Concern.objects.filter(pk__in=concerns).values_list("pk", "office_id"))
    owned = Child.objects.filter(concern__in=concerns, office__isnull=False)
    holders |= set(owned.values_list("concern_id", "office_id"))
    known = set(YouthOffice.objects.values_list("pk", flat=True))
    Closure.objects.bulk_create(
        (
            Closure(concern_id=concern, office_id=office, outcome="unfounded", reason="", at=at,
                    by=by)
            for concern, office in holders
            if office in known
        ),
        batch_size=500,
    )  # fmt: skip


def statements(batch: int) -> int:
    """Of one batch of so many concerns, from looking for them to their records."""
    with roles.as_deletion(connection), acting_as(SYSTEM):
        with CaptureQueriesContext(connection) as asked:
            deleting._each(deleting._next(set(), batch), Run())
        return len(asked)
