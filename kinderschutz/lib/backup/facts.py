"""What can be said of a database without its contents: numbers of rows, structure, rights."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import psycopg
from psycopg import sql

from kinderschutz.lib.case_keys import TABLE as CASE_KEYS

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
WITHOUT_ROWS = ("django_session", CASE_KEYS)
"""Tables whose rows no backup holds: a restore must not log anybody in again, nor bring back a key
that was destroyed (kinderschutz.lib.backup.keys).
"""

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_MIGRATIONS = "SELECT app || ' ' || name FROM django_migrations ORDER BY 1"
_STRUCTURE = """
SELECT 'Index ' || indexname || ': ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'Regel ' || conname || ' an ' || conrelid::regclass || ': ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'Auslöser ' || tgname || ' (' || tgenabled::text || '): ' || pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'Funktion ' || proname || ': ' || md5(prosrc)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'Spalte ' || table_name || '.' || column_name || ': ' || data_type || ' ' || is_nullable
FROM information_schema.columns WHERE table_schema = 'public'
ORDER BY 1
"""


@dataclass(frozen=True)
class Facts:
    """Of one database at one moment. `rights` are those of the application's role."""

    rows: dict[str, int]
    migrations: list[str]
    structure: list[str]
    rights: dict[str, list[str]]
    owners: list[str]

    def as_json(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """From a manifest."""
        return cls(**{name: told[name] for name in cls.__dataclass_fields__})


def facts_of(connection: "psycopg.Connection[tuple[Any, ...]]", application: str) -> Facts:
    """All of them as this connection sees them, in its snapshot."""
    connection.execute("SET search_path = pg_catalog, public")
    tables = _column(connection, _TABLES)
    return Facts(
        rows={table: _rows(connection, table) for table in tables},
        migrations=_column(connection, _MIGRATIONS) if "django_migrations" in tables else [],
        structure=_column(connection, _STRUCTURE),
        rights={table: _rights(connection, table, application) for table in tables},
        owners=_column(
            connection, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        ),
    )


def _rows(connection: "psycopg.Connection[tuple[Any, ...]]", table: str) -> int:
    if table in WITHOUT_ROWS:
        return 0
    query = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _rights(
    connection: "psycopg.Connection[tuple[Any, ...]]", table: str, application: str
) -> list[str]:
    name = sql.Identifier("public", table).as_string(connection)
    row = connection.execute(
        "SELECT " + ", ".join(f"has_table_privilege(%(role)s, %(table)s, '{v}')" for v in VERBS),
        {"role": application, "table": name},
    ).fetchone()
    return [verb for verb, has in zip(VERBS, row or (), strict=True) if has]


def _column(connection: "psycopg.Connection[tuple[Any, ...]]", query: str) -> list[str]:
    rows: Sequence[tuple[Any, ...]] = connection.execute(query.encode()).fetchall()
    return [str(row[0]) for row in rows]
