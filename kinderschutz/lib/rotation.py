"""Changing the key ring while the portal runs: keys of cases are wrapped anew, and only what the
ring itself has sealed is sealed again.

In small transactions that skip what somebody else holds; what is done is seen in the rows, so that
a run that was broken off goes on where it was. Runs as the owner of the tables: what is written
once may get other ciphertext and nothing else (`kinderschutz.renewing`).
"""

import base64
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from kinderschutz.lib.case_keys import TABLE, DataKey, data_key, unwrapped
from kinderschutz.lib.crypto import ENVELOPE, KeyRing, new_case_key
from kinderschutz.lib.key_ring import key_ring
from kinderschutz.lib.sealed import EncryptedTextField

AT_ONCE = 500
KEYS = "Fallschlüssel"

_SEALED_BY_RING = "substring({column}, 1, 1) = '\\x01'::bytea"
_BY_OTHER_NUMBER = f"{_SEALED_BY_RING} AND get_byte({{column}}, 1) <> {{number}}"
_BATCH = (
    "SELECT {{key}}, {{column}} FROM {{table}}"
    " WHERE {} AND (%s::uuid IS NULL OR {{key}} > %s::uuid)"
    " ORDER BY {{key}} LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"
)
_NUMBERS = "SELECT get_byte({{column}}, 1), count(*) FROM {{table}} WHERE {} GROUP BY 1"


@dataclass(frozen=True)
class Column:
    """One sealed column of one table."""

    model: type[models.Model]
    field: EncryptedTextField

    @property
    def name(self) -> str:
        """As the inventory calls it."""
        return f"{self.model._meta.db_table}.{self.field.column}"

    def query(self, text: str, **more: sql.Composable) -> sql.Composed:
        """`text` with the names of this column filled in."""
        return sql.SQL(text).format(
            table=sql.Identifier(self.model._meta.db_table),
            column=sql.Identifier(str(self.field.column)),
            key=sql.Identifier(str(self.model._meta.pk.column)),
            **more,
        )


def sealed_columns() -> list[Column]:
    """Every sealed column of every model, by name."""
    found = [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ]
    return sorted(found, key=lambda each: each.name)


def wrap_anew() -> Generator[int, None, None]:
    """Keys of cases that another number wraps, in batches; the count of each."""
    ring = key_ring()
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT concern_id, wrapped FROM {TABLE} WHERE wrapped IS NOT NULL"  # noqa: S608
                " AND get_byte(wrapped, 0) <> %s LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                [ring.newest, AT_ONCE],
            )
            rows = cursor.fetchall()
            _write(
                cursor,
                sql.SQL(
                    "UPDATE {} SET wrapped = new.value"
                    " FROM unnest(%s::uuid[], %s::bytea[]) AS new (key, value)"
                    " WHERE concern_id = new.key"
                ).format(sql.Identifier(TABLE)),
                [(case, _wrapped_anew(ring, bytes(wrapped), case)) for case, wrapped in rows],
            )
        if not rows:
            return
        yield len(rows)


def seal_anew(column: Column) -> Generator[int, None, None]:
    """Values that an older number of the ring has sealed, and those of cases that the ring has
    sealed at all, in batches; the count of each.
    """
    ring = key_ring()
    condition = _SEALED_BY_RING if column.field.case else _BY_OTHER_NUMBER
    after: Any = None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL kinderschutz.renewing = 'on'")
            cursor.execute(
                column.query(_BATCH.format(condition), number=sql.Literal(ring.newest)),
                [after, after, AT_ONCE],
            )
            rows = [(key, bytes(value)) for key, value in cursor.fetchall()]
            new = list(_sealed_anew(column, ring, rows))
            _write(
                cursor,
                column.query(
                    "UPDATE {table} SET {column} = new.value"
                    " FROM unnest(%s::uuid[], %s::bytea[]) AS new (key, value)"
                    " WHERE {table}.{key} = new.key"
                ),
                new,
            )
        if not rows:
            return
        after = rows[-1][0]
        yield len(new)


def numbers_in_use(column: Column) -> dict[int, int]:
    """How many values of a column each key of the ring has sealed itself."""
    with connection.cursor() as cursor:
        cursor.execute(column.query(_NUMBERS.format(_SEALED_BY_RING)))
        return dict(cursor.fetchall())


def numbers_wrapping() -> dict[int, int]:
    """How many keys of cases each key of the ring wraps."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT get_byte(wrapped, 0), count(*) FROM {TABLE}"  # noqa: S608
            " WHERE wrapped IS NOT NULL GROUP BY 1"
        )
        return dict(cursor.fetchall())


def text_anew(text: str, ring: KeyRing, *, place: str) -> str | None:
    """A value that lies in a table of somebody else as base64, sealed by the newest number.

    None where the newest has sealed it already, or the ring has not sealed it.
    """
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    if len(value) < 2 or value[0] != ENVELOPE or value[1] == ring.newest:
        return None
    opened = ring.decrypt(value, place=place)
    return base64.b64encode(ring.encrypt(opened, place=place)).decode()


def _wrapped_anew(ring: KeyRing, wrapped: bytes, case: UUID) -> bytes:
    return ring.wrap(ring.unwrap(wrapped, case=case), case=case)


def _sealed_anew(
    column: Column, ring: KeyRing, rows: Sequence[tuple[Any, bytes]]
) -> Iterator[tuple[Any, bytes]]:
    cases = _cases(column, [key for key, _ in rows])
    keys = _keys(set(filter(None, cases.values())))
    field = column.field
    for key, value in rows:
        case = cases.get(key)
        if case is None and value[1] == ring.newest:
            continue  # belongs to no case, and is sealed by the newest
        text = ring.decrypt(value, place=field.place)
        if case is None:
            yield key, ring.encrypt(text, place=field.place)
        else:
            yield key, bytes(field.sealed_text(text, keys[case], row=key))


def _cases(column: Column, rows: Sequence[Any]) -> dict[Any, UUID | None]:
    """The case of each row."""
    if not column.field.case:
        return {}
    path = column.field.case.replace(".", "__")
    found = column.model._base_manager.filter(pk__in=rows)
    return dict(found.values_list("pk", path))


def _keys(cases: Iterable[UUID]) -> dict[UUID, DataKey]:
    """Of a shredded case a key that nobody has: what was overlooked is gone, too."""
    wanted = list(cases)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT concern_id, wrapped FROM {TABLE} WHERE concern_id = ANY(%s)",  # noqa: S608
            [wanted],
        )
        found = {
            case: DataKey(case, unwrapped(bytes(key), case) if key else new_case_key())
            for case, key in cursor.fetchall()
        }
    return found | {case: data_key(case) for case in wanted if case not in found}


def _write(cursor: Any, query: sql.Composed, rows: Sequence[tuple[Any, bytes]]) -> None:
    if rows:
        cursor.execute(query, [[key for key, _ in rows], [value for _, value in rows]])
