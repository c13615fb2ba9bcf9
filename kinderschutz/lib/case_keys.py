"""The keys of cases where they lie: one row per case, wrapped by the key ring, until shredded.

A sealed value names its case. A SELECT of sealed columns fetches the wrapped key of each value with
it, so that the number of queries does not depend on the number of cases. Nothing of a shredded case
opens from the next statement on: what a process remembers is found by the wrapped bytes only.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from kinderschutz.lib.crypto import (
    CASE_ENVELOPE,
    WRAPPED_BYTES,
    KeyRing,
    ShreddedValue,
    UnreadableValue,
    case_of,
    new_case_key,
)
from kinderschutz.lib.key_ring import newer_ring

TABLE = "cases_casekey"
"""The table of `cases.models.CaseKey`: concern_id, wrapped, shredded_at."""

FETCHED = 0xF2
"""First byte of a sealed value that came with its row and its key."""
SHREDDED, THERE = 1, 2
_PLAIN_COLUMN = re.compile(r'^("[^"]+"|\w+)\."([^"]+)"$')
_WITH_KEY = (
    "CASE WHEN substring({value}, 1, 1) = '\\x{version:02x}'::bytea"
    " THEN '\\x{fetched:02x}'::bytea || uuid_send({alias}.{key}) || coalesce("
    "(SELECT coalesce('\\x02'::bytea || case_key.wrapped, '\\x01'::bytea)"
    " FROM {table} case_key WHERE case_key.concern_id ="
    " encode(substring({value}, 2, 16), 'hex')::uuid), '\\x00'::bytea) || {value}"
    " ELSE {value} END"
)


@dataclass(frozen=True)
class DataKey:
    """The open key of one case; stays in memory only as long as somebody writes."""

    case: UUID
    key: bytes


def with_key(sql: str, *, primary_key: str) -> str | None:
    """SQL that fetches a sealed column with its row's key and its case's wrapped key.

    None where `sql` is no plain column: what came through a subquery has its key with it already.
    """
    column = _PLAIN_COLUMN.match(sql)
    if column is None:
        return None
    return _WITH_KEY.format(
        value=sql,
        alias=column[1],
        key=connection.ops.quote_name(primary_key),
        table=TABLE,
        version=CASE_ENVELOPE,
        fetched=FETCHED,
    )


def state_of(value: bytes) -> int:
    """Whether the key that a value was fetched with is THERE, SHREDDED, or missing (0)."""
    return value[17]


def fetched_parts(value: bytes) -> tuple[UUID, bytes, bytes]:
    """Row, open key and envelope of a value that `with_key` fetched.

    Raises ShreddedValue, or UnreadableValue where there is no key or it does not open.
    """
    row, state = UUID(bytes=value[1:17]), state_of(value)
    if state == SHREDDED:
        raise ShreddedValue("the key of the case was destroyed")
    if state != THERE:
        raise UnreadableValue("the case has no key")
    end = 18 + WRAPPED_BYTES
    envelope = value[end:]
    return row, unwrapped(value[18:end], case_of(envelope)), envelope


def unwrapped(wrapped: bytes, case: UUID) -> bytes:
    """The open key of a case. Raises UnreadableValue, KeysAway."""
    return _opened(newer_ring(wrapped[0] if wrapped else 0), wrapped, case)


@lru_cache(maxsize=256)
def _opened(ring: KeyRing, wrapped: bytes, case: UUID) -> bytes:
    """Bounded: the keys of the last cases read, found only by whoever holds the wrapped bytes."""
    return ring.unwrap(wrapped, case=case)


def data_key(case: UUID, *, is_new: bool = False) -> DataKey:
    """The key with which values of this case are written; made where there is none yet.

    Raises ShreddedValue for a case whose key was destroyed: nothing is written into it any more.
    """
    found = None if is_new else _stored(case)
    if found is None:
        key = new_case_key()
        made = _one(
            f"INSERT INTO {TABLE} (concern_id, wrapped, made_at) VALUES (%s, %s, now())"  # noqa: S608
            " ON CONFLICT DO NOTHING RETURNING true",
            [case, newer_ring(0).wrap(key, case=case)],
        )
        if made:
            return DataKey(case, key)
        found = _stored(case)
    (wrapped,) = found or (None,)
    if wrapped is None:
        raise ShreddedValue("the key of the case was destroyed")
    return DataKey(case, unwrapped(bytes(wrapped), case))


def _stored(case: UUID) -> Any:
    return _one(f"SELECT wrapped FROM {TABLE} WHERE concern_id = %s", [case])  # noqa: S608


def _one(query: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
