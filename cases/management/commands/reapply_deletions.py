"""`manage.py reapply_deletions`: after a restore, delete again what had been deleted."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.services.reapplying import reapply
from kinderschutz.lib import roles
from kinderschutz.lib.journal import BrokenJournal
from network.access import SYSTEM, acting_as


class Command(BaseCommand):
    """`restore --into` calls it before the application is let in; running it again is harmless."""

    help = "Löscht nach einer Wiederherstellung erneut, was im Löschjournal steht."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another database of the same server, or the portal's own."""
        parser.add_argument("--database", help="Name der wiederhergestellten Datenbank")

    def handle(self, *_: Any, database: str | None, **__: Any) -> None:
        """Exit code 1 where the journal is not whole: then nobody may work with the restore."""
        before = connection.settings_dict
        connection.close()
        if database:
            connection.settings_dict = {**before, "NAME": database}
        try:
            with roles.as_owner(connection), acting_as(SYSTEM):
                done = reapply()
        except BrokenJournal as fault:
            raise CommandError(f"Löschjournal {settings.DELETION_JOURNAL}: {fault}") from None
        finally:
            connection.close()
            connection.settings_dict = before
        self.stdout.write(
            f"Löschjournal: {done.lines} Einträge, {done.concerns} Fälle und {done.parts} Kopien "
            "erneut gelöscht."
        )
