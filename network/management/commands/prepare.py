"""`manage.py prepare`: the database on its latest state, with rules, network and practice data."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kinderschutz.lib import roles
from network.models import Network


class Command(BaseCommand):
    """Safe to run at each start: what is there already stays."""

    help = (
        "Bringt die Datenbank auf Stand: Tabellen (als Eigentümer), Rechte der Anwendung, Netzwerk "
        "(nur wenn es leer ist), Regeln; im Übungsbetrieb auch die Übungsdaten."
    )
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        """One step after the other; the first fault ends it."""
        with roles.as_owner(connection):
            if self._has_open_migrations():
                self.stdout.write("Tabellen werden angelegt …")
                call_command("migrate", interactive=False, verbosity=0)
            call_command("grant_application_role", verbosity=0)
            call_command("grant_deletion_role", stdout=StringIO())
            call_command("blind_reporters")
        if not Network.objects.exists():
            self.stdout.write("Netzwerk wird geladen …")
            call_command("load_network")
        call_command("load_rules")
        call_command("load_retention", keep_newer=True)
        if settings.DEMO:
            call_command("seed_demo")

    def _has_open_migrations(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
