"""Stored reports in great number: real ones, one per place and topic, copied by the database.

Copied are concern, children, ownership, adults and the first decision, which holds the facts; no
notice and no delivery. Every key of a copy is made from the key of its pattern and a number.
"""

from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.utils import timezone

from cases.models import Adult, Child, Concern, Decision, Ownership
from cases.queries.proposal import register_at
from cases.services.report import report_concern
from network.access import actor_for
from network.domain.terms import Topic, Urgency
from network.models import User
from tests.factories.cases import BONN, a_report, child
from tests.factories.many import tidy

TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (Concern, "pattern.id"),
    (Child, "pattern.concern_id"),
    (Ownership, "(SELECT concern_id FROM cases_child WHERE id = pattern.child_id)"),
    (Adult, "pattern.concern_id"),
    (Decision, "pattern.concern_id"),
)
KEYS = ("id", "concern_id", "child_id", "idempotency_key")
COPY = """
INSERT INTO {table} ({columns})
SELECT {values}
FROM {table} AS pattern, generate_series(%(first)s::int, %(last)s::int) AS copy
WHERE {concern} = %(key)s
"""


def store(reporter: User, number: int) -> list[UUID]:
    """About so many stored reports, mixed; returns their keys in chance order."""
    patterns = reported(reporter)
    each = -(-number // len(patterns))
    with transaction.atomic(), connection.cursor() as cursor:
        for place, pattern in enumerate(patterns):
            values: dict[str, Any] = {
                "first": place * each + 1,
                "last": (place + 1) * each,
                "key": pattern.pk,
            }
            for table, concern in TABLES:
                cursor.execute(_copy(table, concern), values)
    tidy(*(table for table, _ in TABLES))
    originals = [pattern.pk for pattern in patterns]
    return list(
        Concern.objects.exclude(pk__in=originals).order_by("id").values_list("pk", flat=True)
    )


def reported(reporter: User) -> list[Concern]:
    """One report per municipality and topic; every third child is outside its office tonight."""
    at = timezone.now()
    by = actor_for(reporter, at)
    (partner,) = by.partners
    urgencies = cycle(Urgency)
    return [
        report_concern(
            by=by,
            report=a_report(
                child(
                    lives=(at_home := {"ags": area.ags}),
                    whereabouts=(at_home, at_home, BONN)[turn % 3],
                ),
                at=at,
                urgency=next(urgencies),
                topics=(topic,),
            ),
            at=at,
            idempotency_key=uuid4(),
            partner_id=partner,
        )
        for turn, (area, topic) in enumerate(
            (area, topic) for area in register_at(at).areas for topic in Topic
        )
    ]


def _copy(table: type[models.Model], concern: str) -> str:
    columns = [str(field.column) for field in table._meta.concrete_fields]
    values = {column: f'pattern."{column}"' for column in columns}
    values |= {key: f"md5(pattern.{key}::text || copy)::uuid" for key in KEYS if key in values}
    if "reference" in values:
        values["reference"] = "'KS-' || lpad(copy::text, 12, '0')"
    return COPY.format(
        table=connection.ops.quote_name(table._meta.db_table),
        columns=", ".join(f'"{column}"' for column in columns),
        values=", ".join(values.values()),
        concern=concern,
    )
