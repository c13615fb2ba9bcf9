"""`manage.py delete_due`: delete what is due by rule; `--preview` only says how much that is."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.queries.due import ended_copies
from cases.queries.retention import NoRetentionRules, rules_in_force
from cases.services import journaling
from cases.services.deleting import delete_due
from kinderschutz.lib import roles
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.journal import BrokenJournal
from kinderschutz.lib.roles import NobodyDeletes
from network.access import SYSTEM, acting_as


class Command(BaseCommand):
    """Safe to run at any time and twice; numbers only, no reference."""

    help = "Löscht, was nach den Aufbewahrungsregeln fällig ist (DATABASE_DELETION_URL)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only to look."""
        parser.add_argument(
            "--tell-again",
            action="store_true",
            help="dem Löschjournal nachtragen, was ihm fehlt (nachdem geklärt ist, warum)",
        )
        parser.add_argument(
            "--rewrite-journal",
            action="store_true",
            help="das Löschjournal unter dem neuesten Schlüssel neu schreiben (nach rotate_keys)",
        )
        parser.add_argument(
            "--preview", type=int, metavar="TAGE", help="nur zählen, was bis dahin fällig wird"
        )

    def handle(
        self,
        *_: Any,
        preview: int | None = None,
        tell_again: bool = False,
        rewrite_journal: bool = False,
        **__: Any,
    ) -> None:
        """Exit code 1 where nothing can be deleted, or something could not."""
        try:
            if preview is not None:
                self._preview(preview)
                return
            if tell_again:
                with roles.as_deletion(connection), acting_as(SYSTEM):
                    self.stdout.write(f"{journaling.tell_again()} Zeilen nachgetragen.")
                return
            if rewrite_journal:
                with roles.as_deletion(connection), acting_as(SYSTEM):
                    count = journaling.write_anew()
                self.stdout.write(
                    f"Das Löschjournal steht mit {count} Zeilen unter dem neuesten Schlüssel; das "
                    "bisherige liegt mit der Endung .alt daneben."
                )
                return
            run = delete_due()
        except NoRetentionRules:
            raise CommandError("Es sind keine Aufbewahrungsregeln in Kraft.") from None
        except NobodyDeletes:
            raise CommandError("DATABASE_DELETION_URL fehlt: niemand darf löschen.") from None
        except BrokenJournal as fault:
            raise CommandError(
                f"Löschjournal: {fault} Nichts gelöscht (docs/deletion.md)."
            ) from None
        others = ", ".join(f"{kind} {number}" for kind, number in run.others.items() if number)
        self.stdout.write(
            f"Gelöscht: {run.concerns} Fälle, {run.copies} Kopien einzelner Stellen"
            + (f"; Zeilen sonst: {others}." if others else ".")
        )
        if run.failed:
            raise CommandError(f"{run.failed} Fälle ließen sich nicht löschen; siehe Protokoll.")

    def _preview(self, days: int) -> None:
        with acting_as(SYSTEM):
            rules_in_force()
            until = database_now() + timedelta(days=days)
            found = ended_copies(until=until, with_held=True)
        held = sum(each.is_held for each in found)
        concerns = len({each.concern_id for each in found})
        self.stdout.write(
            f"In {days} Tagen fällig: {len(found)} Kopien in {concerns} Fällen, davon {held} "
            "angehalten."
        )
