"""Rights of the application's role on the tables of the owner."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from kinderschutz.lib import roles

MIGRATIONS_TABLE = "django_migrations"


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
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(
            table=sql.Identifier(MIGRATIONS_TABLE), role=to
        ),
    ]


class Command(BaseCommand):
    """Run after every `migrate`; running it again changes nothing."""

    help = "Gibt der Rolle der Anwendung ihre Rechte an den Tabellen und entzieht ihr alle anderen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant as the owner, in one transaction; refuse where owner and application are one."""
        role = str(settings.DATABASES["default"]["USER"])
        if settings.DATABASE_OWNER.get("USER", role) == role:
            raise CommandError(
                "Die Anwendung darf nicht Eigentümerin der Tabellen sein: "
                "DATABASE_OWNER_URL muss eine andere Rolle nennen als DATABASE_URL."
            )
        with roles.as_owner(connection), connection.cursor() as cursor:
            cursor.execute("BEGIN")
            for statement in statements(role):
                cursor.execute(statement)
            cursor.execute("COMMIT")
        self.stdout.write(f"Rechte der Rolle {role} sind gesetzt.")
