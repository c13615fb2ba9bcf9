"""Migrations after the last release only add: the code of that release runs on during an update.

What is to go goes in two releases: first no code uses it, then it is dropped (docs/deployment.md).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

PREVIOUS: dict[str, Any] = json.loads(
    (Path(settings.BASE_DIR) / "tests/upgrade/previous.json").read_text()
)
APPS = ("network", "agreements", "cases")
NEVER = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
DROPS = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|SCHEMA)|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL|TRUNCATE)\b", re.I
)


def newer() -> dict[str, Any]:
    """Migrations that the last release does not have, by name."""
    loader = MigrationLoader(None)
    known = {
        node
        for app, name in PREVIOUS["migrations"].items()
        for node in loader.graph.forwards_plan((app, name))
    }
    return {
        f"{app}.{name}": migration
        for (app, name), migration in sorted(loader.graph.nodes.items())
        if app in APPS and (app, name) not in known
    }


def new_models(app: str) -> set[str]:
    """Models that the last release does not have; no old code knows their tables."""
    return {
        operation.name_lower
        for name, migration in newer().items()
        for operation in migration.operations
        if name.startswith(f"{app}.") and isinstance(operation, migrations.CreateModel)
    }


def destructive(operation: Any) -> Iterator[str]:
    """What in this operation the old code would not survive."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from destructive(inner)
    if isinstance(operation, NEVER):
        yield f"{type(operation).__name__} {getattr(operation, 'name', '')}"
    if isinstance(operation, migrations.AddField) and not _is_optional(operation.field):
        yield f"AddField {operation.name}: weder null noch db_default"
    if isinstance(operation, migrations.AlterField):
        yield f"AlterField {operation.name}: nur mit einem Grund in ALTERED"
    if isinstance(operation, migrations.RunSQL):
        yield from (f"RunSQL {each[0]}" for each in DROPS.findall(_sql(operation)))


def _is_optional(field: Any) -> bool:
    many = isinstance(field, models.ManyToManyField)
    return many or field.null or field.has_db_default() or field.generated


def _sql(operation: Any) -> str:
    given = operation.sql
    if isinstance(given, str):
        return given
    return "\n".join(each if isinstance(each, str) else each[0] for each in given)


ALTERED: dict[str, str] = {}
"""`app.migration field`: why the old code writes the altered column as well."""


def test_the_file_names_migrations_that_exist() -> None:
    nodes = MigrationLoader(None).graph.nodes

    assert [node for node in PREVIOUS["migrations"].items() if node not in nodes] == []
    assert set(PREVIOUS["migrations"]) == set(APPS)


@pytest.mark.parametrize("name", sorted(newer()))
def test_a_migration_after_the_last_release_only_adds(name: str) -> None:
    found = [
        what
        for each in newer()[name].operations
        if getattr(each, "model_name", None) not in new_models(name.partition(".")[0])
        for what in destructive(each)
    ]

    assert [what for what in found if f"{name} {what.split()[1].rstrip(':')}" not in ALTERED] == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("x", "y"),
        migrations.DeleteModel("x"),
        migrations.RenameField("x", "y", "z"),
        migrations.AddField("x", "y", models.CharField(max_length=3, default="")),
        migrations.AlterField("x", "y", models.CharField(max_length=3)),
        migrations.RunSQL("ALTER TABLE x DROP COLUMN y"),
        migrations.RunSQL(["ALTER TABLE x ALTER y SET NOT NULL"]),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("x", "y")]),
    ],
)
def test_what_takes_away_is_found(operation: Any) -> None:
    assert list(destructive(operation)) != []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("x", "y", models.CharField(max_length=3, db_default="")),
        migrations.AddField("x", "y", models.IntegerField(null=True)),
        migrations.RunSQL("CREATE TRIGGER a BEFORE UPDATE ON x EXECUTE FUNCTION b()"),
    ],
)
def test_what_adds_is_left_alone(operation: Any) -> None:
    assert list(destructive(operation)) == []
