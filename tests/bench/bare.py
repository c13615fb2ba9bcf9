"""The floor of writing: rows that the portal wrote, written again by psycopg alone, new keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection

from cases.management.commands.relay import NOT_FOR_LISTENING

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows by the name of their table."""
Changes = Mapping[str, Callable[[Row], Any]]
"""By "table.column": what a copy has there instead, from the row it copies."""


@contextmanager
def plain_connection() -> Iterator[psycopg.Connection[Any]]:
    """A connection without Django: prepared statements, rows in a pipeline."""
    options = connection.get_connection_params() | {"autocommit": True}
    named = {key: options[key] for key in options if key not in NOT_FOR_LISTENING}
    with psycopg.connect(**{**named, "prepare_threshold": 1}) as plain:
        yield plain


def read(table: str, condition: str, *values: Any) -> list[Row]:
    """Rows as they lie in the table, sealed values unopened."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {condition}", values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def renewed(rows: Rows, changes: Changes) -> Rows:
    """The same rows under new keys, which they use of one another too."""
    fresh = {row["id"]: uuid4() for found in rows.values() for row in found}

    def value(table: str, column: str, row: Row) -> Any:
        if change := changes.get(f"{table}.{column}"):
            return change(row)
        old = row[column]
        return fresh.get(old, old) if isinstance(old, UUID) else old

    return {
        table: [{column: value(table, column, row) for column in row} for row in found]
        for table, found in rows.items()
    }


def insert(plain: psycopg.Connection[Any], rows: Rows) -> None:
    """One transaction, one prepared statement per table."""
    with plain.transaction(), plain.cursor() as cursor:
        for table, found in rows.items():
            if found:
                names = list(found[0])
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
                    [list(row.values()) for row in found],
                )
