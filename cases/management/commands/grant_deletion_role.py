"""Rights of the role of deletion: it reads, takes away what a rule ends, and adds records."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import Model
from psycopg import sql

from cases.models import (
    CanaryResult,
    CanaryRun,
    DeletionRecord,
    Draft,
    EndedCopy,
)
from cases.queries.tables_of_a_case import models_of_a_concern
from kinderschutz.lib import roles
from network.models import Event, Forgotten, Heartbeat, Invitation

CHANGED = {
    "cases_concern": ("account", "points"),
    "cases_notice": ("headline", "content", "erased_at", "decision_id"),
    "cases_casekey": ("wrapped", "shredded_at"),
    "cases_deletionrecord": ("journaled_at",),
    "network_heartbeat": ("at",),
    "cases_draft": ("version",),
    "cases_formdraft": ("version",),
}
"""Columns that it may change, by table; of drafts one, because who locks must be able to."""
ADDED: tuple[type[Model], ...] = (DeletionRecord, EndedCopy, Event, Heartbeat, Forgotten)
ALSO_TAKEN: tuple[type[Model], ...] = (Draft, CanaryResult, CanaryRun, Invitation)
SESSIONS = ("django_session", "usersessions_usersession")
FORGETTING = (
    "audit_forget(bigint, timestamptz)",
    "audit_forget_looks(bigint, timestamptz)",
    "account_forget(uuid, timestamptz)",
)
"""Functions that take lines of the logs, or who an account was, away; nobody else may call them."""


def statements(role: str) -> list[sql.Composed]:
    """What makes the role's rights right, whatever they were before."""
    to = sql.Identifier(role)
    taken = [each._meta.db_table for each in (*models_of_a_concern(), *ALSO_TAKEN)]
    made = [
        sql.SQL(text).format(to)
        for text in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE ON SCHEMA walls TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA walls TO {}",
        )
    ]
    made += [
        sql.SQL("GRANT DELETE ON {} TO {}").format(sql.Identifier(table), to)
        for table in sorted({*taken, *SESSIONS})
    ]
    for table, columns in CHANGED.items():
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        made.append(
            sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(names, sql.Identifier(table), to)
        )
    for model in ADDED:
        added = sql.Identifier(model._meta.db_table)
        made.append(sql.SQL("GRANT INSERT ON {} TO {}").format(added, to))
    made += [
        sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), to)
        for function in FORGETTING
    ]
    return made


class Command(BaseCommand):
    """Run after every `migrate`; running it again changes nothing."""

    help = "Gibt der Rolle, die löscht, ihre Rechte (DATABASE_DELETION_URL oder --role)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """The role's name, where this process must not know its password."""
        parser.add_argument("--role", help="Name der Rolle")

    def handle(self, *_: Any, role: str | None, **__: Any) -> None:
        """Grant as the owner, in one transaction; without such a role nothing is to be done."""
        name = role or settings.DATABASE_DELETION.get("USER") or "ks_deletion"
        with roles.as_owner(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            if cursor.fetchone() is None:
                self.stdout.write(f"Die Rolle {name} gibt es auf diesem Server nicht.")
                return
            cursor.execute("BEGIN")
            for statement in statements(str(name)):
                cursor.execute(statement)
            cursor.execute("COMMIT")
        self.stdout.write(f"Rechte der Rolle {name} sind gesetzt.")
