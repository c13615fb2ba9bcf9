"""Writing rows quickly: one prepared INSERT per table, all rows of a call in one pipeline.

The ORM writes a new statement for every call, which PostgreSQL has to read and plan anew; for the
wide rows of a report that is half of its time. Values, constraints and triggers are the same.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

Columns = tuple["Field[Any, Any]", ...]


def insert(rows: Iterable[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model, as `bulk_create` does.

    With `ignore_conflicts` a row that is there already is left as it is. Raises database errors of
    Django.
    """
    written = list(rows)
    if not written:
        return
    model = type(written[0])
    columns = _columns(model, frozenset(_left_to_database(written[0])))
    values = [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in columns]
        for row in written
    ]
    with cursor() as line:
        line.executemany(_statement(model, columns, ignore_conflicts), values)
    for row in written:
        row._state.adding, row._state.db = False, connection.alias


def _left_to_database(row: Model) -> Iterable[str]:
    """Columns whose default the database knows and nobody has set."""
    for field in row._meta.concrete_fields:
        if isinstance(getattr(row, field.attname), DatabaseDefault):
            yield field.attname


@lru_cache(maxsize=64)
def _columns(model: type[Model], left_out: frozenset[str]) -> Columns:
    return tuple(each for each in model._meta.concrete_fields if each.attname not in left_out)


@lru_cache(maxsize=64)
def _statement(model: type[Model], columns: Columns, ignore_conflicts: bool) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 names of the models
    return f"{statement} ON CONFLICT DO NOTHING" if ignore_conflicts else statement


def cursor() -> Any:
    """A cursor that binds on the server and prepares at once; Django's own never prepare, and write
    values into the statement, where other sessions of the role can read them.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    line = connection.connection
    if line.prepare_threshold is None:
        line.prepare_threshold = 0
    bound: Any = psycopg.Cursor(line)
    if connection.queries_logged:
        return connection.make_debug_cursor(bound)
    return connection.make_cursor(bound)
