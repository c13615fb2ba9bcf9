"""Which rows belong to a concern, in every table there is: found in the models, not in a list.

A new model with a foreign key to a concern, or to anything that belongs to one, is found by itself.
Rows that name a concern or notice without a foreign key are named in SOFT; every other model stands
in `cases/queries/staying.py` with the reason why it stays.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg import sql

from cases.models import Child, Concern, FormDraft, Notice
from network.models import Call, Delivery, PostalLetter

SOFT: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (Call, "message_id", Notice),
    (Delivery, "message_id", Notice),
    (PostalLetter, "message_id", Notice),
    (FormDraft, "about", Notice),
    (FormDraft, "about", Concern),
)
"""Model, its column, and the model whose key stands in that column."""

Rows = dict[type[Model], dict[Any, UUID]]
"""Per model: the key of a row and the key of the concern (or other root) that it belongs to."""


@dataclass(frozen=True)
class Path:
    """Rows of `model` belong to the row of `parent` whose key stands in `column`."""

    model: type[Model]
    column: str
    parent: type[Model]


@lru_cache(maxsize=16)
def paths(root: type[Model], without: frozenset[type[Model]] = frozenset()) -> tuple[Path, ...]:
    """All ways from the root to the rows that belong to it, parents before their children."""
    found: dict[type[Model], list[Path]] = {root: []}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for path in _ways_to(parent):
            if path.model in without or path.model is parent or path.model is root:
                continue
            if path.model not in found:
                found[path.model] = []
                waiting.append(path.model)
            found[path.model].append(path)
    return tuple(_in_order(found, root))


def models_of_a_concern() -> list[type[Model]]:
    """Every model of which rows go with a concern, the concern last."""
    return [*reversed(list(dict.fromkeys(each.model for each in paths(Concern)))), Concern]


def rows_of(
    roots: Collection[UUID],
    *,
    root: type[Model] = Concern,
    without: frozenset[type[Model]] = frozenset(),
    tables: Callable[[type[Model], str], bool] = lambda _model, _column: True,
) -> Rows:
    """The rows that belong to these, theirs among them: one query per way, whatever their number.

    `without` are models that are left out with all that hangs on them alone. `tables` says of a
    model and column whether this database has them (a restored one may be older).
    """
    rows: Rows = {root: {key: key for key in roots}}
    for path in paths(root, without):
        parents = rows.get(path.parent)
        if not parents or not tables(path.model, path.column):
            continue
        known = rows.setdefault(path.model, {})
        for key, parent in _asked(path, list(parents)):
            known[key] = parents[parent]
    return {model: found for model, found in rows.items() if found}


def rows_of_child(children: Collection[UUID]) -> Rows:
    """What hangs on children alone."""
    return rows_of(children, root=Child)


def delete(rows: Mapping[type[Model], Collection[Any]]) -> dict[str, int]:
    """Delete rows by their keys, one statement per table; how many of each table went.

    The order does not matter: foreign keys are looked at when the transaction ends.
    """
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model, keys in rows.items():
            pk = model._meta.pk.column
            cursor.execute(
                sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(
                    sql.Identifier(model._meta.db_table), sql.Identifier(str(pk))
                ),
                [list(keys)],
            )
            counts[model._meta.db_table] = cursor.rowcount
    return counts


def _ways_to(parent: type[Model]) -> Iterator[Path]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model is parent:
                yield Path(model, str(field.column), parent)
    for model, column, named in SOFT:
        if named is parent:
            yield Path(model, column, parent)


def _in_order(found: Mapping[type[Model], list[Path]], root: type[Model]) -> Iterator[Path]:
    done = {root}
    left = [model for model in found if model is not root]
    while left:
        ready = [m for m in left if all(path.parent in done for path in found[m])]
        if not ready:
            raise LookupError(f"models that hang on each other: {left}")
        for model in ready:
            yield from found[model]
            done.add(model)
        left = [model for model in left if model not in done]


def _asked(path: Path, parents: list[Any]) -> list[tuple[Any, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {}, {} FROM {} WHERE {} = ANY(%s)").format(
                sql.Identifier(str(path.model._meta.pk.column)),
                sql.Identifier(path.column),
                sql.Identifier(path.model._meta.db_table),
                sql.Identifier(path.column),
            ),
            [parents],
        )
        return list(cursor.fetchall())
