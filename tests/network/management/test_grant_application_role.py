"""The application works with rows and owns nothing; what is append-only it cannot change."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from network.management.commands.grant_application_role import append_only_tables

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
]

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER")
"""TRUNCATE is left out: only the test database grants it, to be emptied."""


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_rights_are_the_same_on_every_table_but_the_exceptions() -> None:
    found = {
        table: {right for right, has in zip(RIGHTS, rights, strict=True) if has}
        for table, *rights in rows(
            "SELECT tablename, "
            + ", ".join(f"has_table_privilege(quote_ident(tablename), '{each}')" for each in RIGHTS)
            + " FROM pg_tables WHERE schemaname = 'public'"
        )
    }

    exceptions = {
        **{table: {"SELECT", "INSERT"} for table in append_only_tables()},
        "django_migrations": {"SELECT"},
        "network_forgotten": {"SELECT"},
    }
    rule = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert found == {table: exceptions.get(table, rule) for table in found}
    assert {"network_event", "network_directoryversion"} <= set(exceptions)


def test_every_table_of_a_model_exists() -> None:
    existing = {table for (table,) in rows("SELECT tablename FROM pg_tables")}

    assert {model._meta.db_table for model in apps.get_models()} <= existing


def test_owner_and_application_must_differ(settings: Settings) -> None:
    settings.DATABASE_OWNER = {}

    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command("grant_application_role")
