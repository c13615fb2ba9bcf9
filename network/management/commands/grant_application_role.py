"""Rights of the application's role on the tables of the owner, and the walls around their rows."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from kinderschutz.lib import claims, roles, walls
from kinderschutz.lib.giving_way import BRIEFLY, StillLocked, giving_way
from network.management import other_roles
from network.models import Forgotten

MIGRATIONS_TABLE = "django_migrations"
ONLY_READ = (MIGRATIONS_TABLE, Forgotten._meta.db_table)
"""What the application never writes: migrations are the owner's, and that lines of the logs went
lawfully only the role of deletion may say.
"""


def append_only_tables() -> list[str]:
    """Tables of the models that say `append_only = True`: written and read, never changed."""
    return sorted(
        model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)
    )


def statements(role: str) -> list[sql.Composed]:
    """What makes the role's rights right, whatever they were before."""
    to = sql.Identifier(role)
    whole = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    return [
        *(sql.SQL(text).format(role=to) for text in whole),
        *(
            sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(
                table=sql.Identifier(table), role=to
            )
            for table in append_only_tables()
        ),
        *(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(
                table=sql.Identifier(table), role=to
            )
            for table in ONLY_READ
        ),
    ]


WALLS = [
    "CREATE SCHEMA IF NOT EXISTS walls",
    "CREATE TABLE IF NOT EXISTS walls.seal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)",
    "REVOKE ALL ON SCHEMA walls FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA walls FROM PUBLIC",
]
SEALS_KEPT = 2
"""This one and the one before: processes that still run with the last SECRET_KEY are believed."""


class Command(BaseCommand):
    """Run after every `migrate`; running it again changes nothing."""

    help = (
        "Gibt der Rolle der Anwendung ihre Rechte an den Tabellen, entzieht ihr alle anderen und "
        "legt um jede Tabelle, wer welche Zeilen sieht."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant as the owner; refuse where owner and application are one.

        Rights are set in one transaction, each wall in one of its own: who holds one table and
        waits for the next would stand in the way of everybody, and of whoever holds that one.
        """
        role = str(settings.DATABASES["default"]["USER"])
        owner = settings.DATABASE_OWNER.get("OWNER", role)
        if owner == role:
            raise CommandError(
                "Die Anwendung darf nicht Eigentümerin der Tabellen sein: "
                "DATABASE_OWNER_URL muss eine andere Rolle nennen als DATABASE_URL."
            )

        with roles.as_owner(connection):
            try:
                self._step(partial(self._set_rights, role=role))
                for table, wall in self._missing():
                    self._step(partial(self._raise, walls.raise_wall(table, wall, owner=owner)))
                self._step(partial(self._raise, [*walls.gone(), *other_roles.statements()]))
            except StillLocked as fault:
                raise CommandError(str(fault)) from None
        self.stdout.write(f"Rechte der Rolle {role} sind gesetzt.")

    def _step(self, work: Callable[[Any], None]) -> None:
        def step() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(BRIEFLY)
                work(cursor)

        giving_way(step, self.stderr.write)

    def _set_rights(self, cursor: Any, *, role: str) -> None:
        for statement in statements(role):
            cursor.execute(statement)
        for text in (*WALLS, *other_roles.REPORTS):
            cursor.execute(text)
        self._know_seal(cursor)
        for text in walls.functions():
            cursor.execute(text)
        to = sql.Identifier(role)
        for schema in ("walls", "reports"):
            cursor.execute(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC")
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA walls TO {}").format(to))
        cursor.execute(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA walls TO {}").format(to))

    def _missing(self) -> list[tuple[str, walls.Wall]]:
        """Walls that do not stand yet, or say something else."""
        with connection.cursor() as cursor:
            standing = self._standing(cursor)
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            there = {name for (name,) in cursor.fetchall()}
        return [
            (table, wall)
            for table, wall in walls.all_walls().items()
            if table in there
            and isinstance(wall, walls.Wall)
            and standing.get(table) != walls.fingerprint(table, wall)
        ]

    def _raise(self, texts: Iterable[str | sql.Composed], cursor: Any) -> None:
        for text in texts:
            cursor.execute(text)

    def _know_seal(self, cursor: Any) -> None:
        inner, outer = claims.pads()
        cursor.execute(
            "INSERT INTO walls.seal (inner_pad, outer_pad) SELECT %s, %s WHERE %s NOT IN"
            " (SELECT inner_pad FROM walls.seal)",
            [inner, outer, inner],
        )
        cursor.execute(
            "DELETE FROM walls.seal WHERE id NOT IN"
            " (SELECT id FROM walls.seal ORDER BY id DESC LIMIT %s)",
            [SEALS_KEPT],
        )

    def _standing(self, cursor: Any) -> dict[str, str]:
        """What each wall in the database says, by its fingerprint."""
        cursor.execute(
            "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p"
            " JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE p.polname = 'wall_read' AND c.relrowsecurity AND c.relforcerowsecurity"
        )
        return dict(cursor.fetchall())
