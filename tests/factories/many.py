"""Very many concerns at once: one real concern, copied by the database under new keys and times.

The sealed texts of the pattern are copied as they are; its key ring opens the copies as well.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from cases.models import Acknowledgement, Child, Concern, Notice, Ownership
from kinderschutz.lib import roles
from network.models import User, YouthOffice

EVERY = 40
"""One concern in so many is still open, the newest ones included."""
MINUTES = 5
"""So many minutes lie between one concern and the next."""

_NOTICE = {
    "id": "md5('notice' || number)::uuid",
    "concern_id": "md5('concern' || number)::uuid",
    "decision_id": "NULL",
    "reference": "'KS-' || lpad(number::text, 12, '0')",
    "rank": "number % 3",
    "urgency": "(ARRAY['acute', 'urgent', 'standard'])[number % 3 + 1]",
    "office_id": "offices.of",
    "recipient_office_id": "offices.of",
    "cause": "'forward'",
    "created_at": "moment",
    "released_at": "moment",
    "ack_by": "moment + interval '1 hour'",
    "next_step_at": "NULL",
    "exhausted_at": "NULL",
    "unreached_at": "NULL",
    "acknowledged_at": f"CASE WHEN number % {EVERY} > 0 THEN moment + interval '9 min' END",
    "acknowledged_by_id": f"CASE WHEN number % {EVERY} > 0 THEN %(person)s::uuid END",
}
_CONCERN = {
    "id": "md5('concern' || number)::uuid",
    "reference": "'KS-' || lpad(number::text, 12, '0')",
    "idempotency_key": "md5('key' || number)::uuid",
    "received_at": "moment",
    "recorded_at": "moment",
    "office_id": "offices.of",
}
_CHILD = {
    "id": "md5('child' || number)::uuid",
    "concern_id": "md5('concern' || number)::uuid",
    "office_id": "offices.of",
}
_OWNERSHIP = {
    "id": "md5('ownership' || number)::uuid",
    "child_id": "md5('child' || number)::uuid",
    "office_id": "offices.of",
    "held": "tstzrange(moment, NULL)",
}
_COPY = """
INSERT INTO {table} ({columns})
SELECT {values}
FROM {table} AS pattern,
    generate_series(%(first)s, %(last)s) AS number,
    LATERAL (SELECT (%(offices)s::uuid[])[number %% cardinality(%(offices)s::uuid[]) + 1] AS of)
        AS offices,
    LATERAL (SELECT now() - number * interval '{minutes} min' AS moment) AS time
WHERE pattern.id = %(pattern)s
"""
_TAKEN = """
INSERT INTO {table} (id, notice_id, office_id, user_id, name, at)
SELECT md5('taken' || number)::uuid, md5('notice' || number)::uuid, offices.of, %(person)s::uuid,
    %(name)s, now() - number * interval '{minutes} min'
FROM generate_series(%(first)s, %(last)s) AS number,
    LATERAL (SELECT (%(offices)s::uuid[])[number %% cardinality(%(offices)s::uuid[]) + 1] AS of)
        AS offices
WHERE number %% {every} > 0
"""


def multiply(
    concern: Concern,
    *,
    to: int,
    offices: Sequence[YouthOffice],
    person: User,
    begin: int = 1,
    children: bool = True,
) -> None:
    """Copies number `begin` to `to`, dealt out to the offices in turn; nearly all are taken over.

    Commits, and has the planner look at the new rows. Without `children`, who have owners that the
    database guards one by one, a million is done in a minute.
    """
    notice = Notice.objects.filter(concern=concern, recipient_kind="office").earliest("created_at")
    child = concern.children.all()[0]
    ownership = Ownership.objects.get(child=child)
    values: dict[str, Any] = {
        "first": begin,
        "last": to,
        "offices": [office.pk for office in offices],
        "person": person.pk,
        "name": Acknowledgement._meta.get_field("name").get_prep_value(person.name),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for pattern, changed in (
            (concern, _CONCERN),
            *(((child, _CHILD), (ownership, _OWNERSHIP)) if children else ()),
            (notice, _NOTICE),
        ):
            cursor.execute(_copy(type(pattern), changed), values | {"pattern": pattern.pk})
        table = connection.ops.quote_name(Acknowledgement._meta.db_table)
        cursor.execute(_TAKEN.format(table=table, minutes=MINUTES, every=EVERY), values)
    tidy(Concern, Child, Ownership, Notice, Acknowledgement)


def tidy(*tables: type[models.Model]) -> None:
    """VACUUM ANALYZE, as autovacuum does it sooner or later; only the owner may."""
    with roles.as_owner(connection), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _copy(model: type[models.Model], changed: Mapping[str, str]) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    values = [changed.get(str(column), f'pattern."{column}"') for column in columns]
    return _COPY.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=", ".join(f'"{column}"' for column in columns),
        values=", ".join(values).replace("% ", "%% "),
        minutes=MINUTES,
    )
