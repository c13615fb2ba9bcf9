"""Stored reports in great number: real ones, one per place and topic, copied by the database.

Copied are concern, children, ownership, adults and the first decision, which holds the facts; no
notice and no delivery. Every key of a copy is made from the key of its pattern and a number; its
texts are sealed anew, under a key of its own.
"""

import hashlib
from itertools import cycle
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
from tests.factories.sealing import new_keys, resealed, sealed_fields

TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (Concern, "pk"),
    (Child, "concern"),
    (Ownership, "child__concern"),
    (Adult, "concern"),
    (Decision, "concern"),
)
KEYS = ("id", "concern_id", "child_id", "idempotency_key")
COPY = """
INSERT INTO {table} ({columns})
SELECT {values}
FROM {table} AS pattern, unnest({arrays}) AS sealed (copy{sealed})
WHERE pattern.id = %(pattern)s
"""


def store(reporter: User, number: int) -> list[UUID]:
    """About so many stored reports, mixed; returns their keys in chance order."""
    patterns = reported(reporter)
    each = -(-number // len(patterns))
    with transaction.atomic(), connection.cursor() as cursor:
        for place, pattern in enumerate(patterns):
            numbers = list(range(place * each + 1, (place + 1) * each + 1))
            cases = [_key(pattern.pk, number) for number in numbers]
            keys = new_keys(cases)
            for table, path in TABLES:
                for row in table._default_manager.filter(**{path: pattern.pk}):
                    rows = zip((_key(row.pk, number) for number in numbers), cases, strict=True)
                    sealed = resealed(row, keys, rows)
                    values = {f"sealed_{name}": found for name, found in sealed.items()}
                    cursor.execute(_copy(table), {"numbers": numbers, "pattern": row.pk, **values})
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


def _key(pattern: UUID, number: int) -> UUID:
    """What `md5(pattern.id::text || copy)::uuid` is in the database."""
    return UUID(hashlib.md5(f"{pattern}{number}".encode(), usedforsecurity=False).hexdigest())


def _copy(table: type[models.Model]) -> str:
    columns = [str(field.column) for field in table._meta.concrete_fields]
    sealed = [str(field.column) for field in sealed_fields(table)]
    values = {column: f'pattern."{column}"' for column in columns}
    values |= {name: f'sealed."{name}"' for name in sealed}
    values |= {key: f"md5(pattern.{key}::text || copy)::uuid" for key in KEYS if key in values}
    if "reference" in values:
        values["reference"] = "'KS-' || lpad(copy::text, 12, '0')"
    return COPY.format(
        table=connection.ops.quote_name(table._meta.db_table),
        columns=", ".join(f'"{column}"' for column in columns),
        values=", ".join(values.values()),
        arrays=", ".join(
            ["%(numbers)s::int[]", *(f"%(sealed_{name})s::bytea[]" for name in sealed)]
        ),
        sealed="".join(f', "{name}"' for name in sealed),
    )
