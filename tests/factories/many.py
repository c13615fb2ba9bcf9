"""Very many concerns at once: one real concern, copied by the database under new keys and times.

Each copy has a key of its own, and its texts are sealed with it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from cases.models import Acknowledgement, CaseKey, Child, Concern, Notice, Ownership
from kinderschutz.lib import roles
from kinderschutz.lib.case_keys import DataKey
from network.models import User, YouthOffice
from tests.factories.sealing import new_keys, resealed, sealed_fields

EVERY = 40
"""One concern in so many is still open, the newest ones included."""
MINUTES = 5
"""So many minutes lie between one concern and the next."""
AT_ONCE = 10_000
KINDS: dict[type[models.Model], str] = {
    Concern: "concern",
    Child: "child",
    Ownership: "ownership",
    Notice: "notice",
    Acknowledgement: "taken",
}

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
    unnest({arrays}) WITH ORDINALITY AS copy ({sealed}place),
    LATERAL (SELECT %(first)s - 1 + copy.place AS number) AS numbers,
    LATERAL (SELECT (%(offices)s::uuid[])[number %% cardinality(%(offices)s::uuid[]) + 1] AS of)
        AS offices,
    LATERAL (SELECT now() - number * interval '{minutes} min' AS moment) AS time
WHERE pattern.id = %(pattern)s
"""
_TAKEN = """
INSERT INTO {table} (id, notice_id, office_id, user_id, name, at)
SELECT md5('taken' || number)::uuid, md5('notice' || number)::uuid, offices.of, %(person)s::uuid,
    copy.name, now() - number * interval '{minutes} min'
FROM unnest(%(sealed_name)s::bytea[]) WITH ORDINALITY AS copy (name, place),
    LATERAL (SELECT %(first)s - 1 + copy.place AS number) AS numbers,
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
    patterns = (
        (concern, _CONCERN),
        *(((child, _CHILD), (ownership, _OWNERSHIP)) if children else ()),
        (notice, _NOTICE),
    )
    taken = Acknowledgement(name=person.name)
    for first in range(begin, to + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, to + 1))
        keys = new_keys(_key("concern", number) for number in numbers)
        values: dict[str, Any] = {
            "first": first,
            "offices": [office.pk for office in offices],
            "person": person.pk,
        }
        with transaction.atomic(), connection.cursor() as cursor:
            for pattern, changed in patterns:
                sealed = _sealed(pattern, keys, numbers)
                cursor.execute(
                    _copy(type(pattern), changed),
                    values | {"pattern": pattern.pk, "count": [0] * len(numbers), **sealed},
                )
            table = connection.ops.quote_name(Acknowledgement._meta.db_table)
            cursor.execute(
                _TAKEN.format(table=table, minutes=MINUTES, every=EVERY),
                values | _sealed(taken, keys, numbers),
            )
    tidy(Concern, Child, Ownership, Notice, Acknowledgement, CaseKey)


def _key(kind: str, number: int) -> UUID:
    """What `md5(kind || number)::uuid` is in the database."""
    return UUID(hashlib.md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


def _sealed(
    pattern: models.Model, keys: Mapping[UUID, DataKey], numbers: range
) -> dict[str, list[Any]]:
    kind = KINDS[type(pattern)]
    rows = [(_key(kind, number), _key("concern", number)) for number in numbers]
    return {f"sealed_{name}": each for name, each in resealed(pattern, keys, rows).items()}


def tidy(*tables: type[models.Model]) -> None:
    """VACUUM ANALYZE, as autovacuum does it sooner or later; only the owner may."""
    with roles.as_owner(connection), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _copy(model: type[models.Model], changed: Mapping[str, str]) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    sealed = [str(field.column) for field in sealed_fields(model)]
    changed = {**changed, **{name: f'copy."{name}"' for name in sealed}}
    values = [changed.get(str(column), f'pattern."{column}"') for column in columns]
    return _COPY.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=", ".join(f'"{column}"' for column in columns),
        values=", ".join(values).replace("% ", "%% "),
        arrays=", ".join(["%(count)s::int[]", *(f"%(sealed_{name})s::bytea[]" for name in sealed)]),
        sealed="".join(["counted, ", *(f'"{name}", ' for name in sealed)]),
        minutes=MINUTES,
    )
