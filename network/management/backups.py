"""What the commands for backups need to know of the portal's tables and settings."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kinderschutz.lib.backup.checking import Needs
from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.sealed import EncryptedTextField, key_ring
from kinderschutz.lib.service_urls import LIBPQ_OPTIONS
from network.management.commands.grant_application_role import (
    MIGRATIONS_TABLE,
    ONLY_READ,
    append_only_tables,
)

KEYS_BESIDE = "fallschluessel"
"""The file with the keys of the cases, beside the backups unless it is told otherwise."""
NEVER_EMPTY = frozenset(
    {
        MIGRATIONS_TABLE,
        "network_network",
        "network_youthoffice",
        "network_municipality",
        "network_user",
        "agreements_ruleset",
    }
)
"""Tables without whose rows nobody can be told of anything."""


def this_database() -> Database:
    """The portal's database, seen by the owner of its tables."""
    at = connection.settings_dict
    default = settings.DATABASES["default"]
    return Database(
        name=str(at["NAME"]),
        user=str(settings.DATABASE_OWNER.get("USER", at["USER"])),
        password=str(settings.DATABASE_OWNER.get("PASSWORD", at["PASSWORD"])),
        host=str(at["HOST"]),
        port=str(at["PORT"]),
        application=str(default["USER"]),
        reader=(
            str(settings.DATABASE_BACKUP.get("USER", "")),
            str(settings.DATABASE_BACKUP.get("PASSWORD", "")),
        ),
        options=_options(settings.DATABASE_OWNER or default),
        reader_options=_options(settings.DATABASE_BACKUP),
    )


def _options(role: Mapping[str, Any]) -> dict[str, str]:
    given = role.get("OPTIONS", {})
    return {name: str(value) for name, value in given.items() if name in LIBPQ_OPTIONS}


def needs() -> Needs:
    """What this version of the portal wants to find."""
    known = MigrationLoader(None).disk_migrations
    return Needs(
        migrations=frozenset(f"{app} {name}" for app, name in known),
        append_only=frozenset(append_only_tables()),
        read_only=frozenset(ONLY_READ),
        never_empty=NEVER_EMPTY,
        sealed=[
            (model._meta.db_table, str(model._meta.pk.column), str(field.column), field.place)
            for model in apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, EncryptedTextField)
        ],
        keys=key_ring(),
        cases="cases_concern",
    )
