"""`manage.py restore --check FILE` proves a backup; `restore FILE --into NAME` makes a database."""

from argparse import ArgumentParser
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kinderschutz.lib.backup.checking import Findings, check, total
from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.keys import Keys, read_keys, restore_keys
from kinderschutz.lib.backup.reading import Manifest, read_manifest, restore_rows
from kinderschutz.lib.runtime.faults import PortalFault
from network.management.backups import KEYS_BESIDE, needs, this_database

NEXT = (
    "Bevor das Portal mit ihr arbeitet, je einmal mit DATABASE_URL auf sie:\n"
    "1. manage.py verify_audit --checkpoints siegelpunkte.jsonl  (nennt, was seit der Sicherung "
    "fehlt)\n"
    "2. manage.py sealer --after-restore  (hält signiert fest, bis wohin die Sicherung reicht; "
    "vorher siegelt niemand weiter)"
)


class Command(BaseCommand):
    """The portal's own database is never touched."""

    help = (
        "Stellt eine Sicherung in einer neuen Datenbank wieder her und vergleicht sie mit dem, "
        "was sie verspricht: Zeilen jeder Tabelle, Aufbau, Rechte, Lesbarkeit."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only to look, or to keep the database."""
        parser.add_argument("file", type=Path, help="die Sicherung")
        parser.add_argument(
            "--keys",
            type=Path,
            help=f"die neueste Datei der Fallschlüssel (sonst {KEYS_BESIDE} neben der Sicherung)",
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--check", action="store_true", help="nur prüfen, die Datenbank wird wieder gelöscht"
        )
        what.add_argument("--into", metavar="NAME", help="neue Datenbank, die bleibt")

    def handle(
        self, *, file: Path, check: bool, into: str | None, keys: Path | None = None, **_: Any
    ) -> None:
        """Exit code 0 only when everything is as promised."""
        here = this_database()
        name = into or f"ks_pruefung_{here.name[:38]}_{token_hex(6)}"
        try:
            manifest = read_manifest(file, settings.BACKUP_KEY)
            opened = read_keys(keys or file.with_name(KEYS_BESIDE), settings.BACKUP_KEY)
            findings = self._restore(here, name, file, (manifest, opened), keep=not check)
        except (BackupFault, PortalFault) as fault:
            raise CommandError(f"Nicht wiederhergestellt: {fault}") from None
        except psycopg.Error as fault:  # its text may quote a row
            raise CommandError(f"Nicht wiederhergestellt: {type(fault).__name__}") from None
        for remark in findings.remarks:
            self.stdout.write(remark)
        if findings.faults:
            left = "" if check else f"\nDie Datenbank {name} bleibt zur Ansicht stehen."
            raise CommandError(
                "Die Sicherung taugt nicht:\n- " + "\n- ".join(findings.faults) + left
            )
        self.stdout.write(
            f"In Ordnung: Stand {manifest.at}, {len(manifest.facts.rows)} Tabellen, "
            f"{total(manifest.facts.rows)} Zeilen, Aufbau und Rechte vollständig, "
            f"verschlüsselte Felder lesbar mit {opened.count} Fallschlüsseln, Stand {opened.at}."
        )
        if not check:
            self.stdout.write(f"Die Datenbank heißt {name}.")
            self.stdout.write(NEXT)

    def _restore(
        self, here: Database, name: str, file: Path, held: tuple[Manifest, Keys], *, keep: bool
    ) -> Findings:
        manifest, keys = held
        made = here.create(name)
        done = False
        try:
            restore_rows(file, settings.BACKUP_KEY, made)
            restore_keys(keys, made)
            findings = check(made, manifest.facts, needs())
            if keep:
                self._delete_again(name)
                here.let_in(name)
            done = True
        finally:
            if not (keep and done):
                here.drop(name)
        return findings

    def _delete_again(self, name: str) -> None:
        """Before the portal may enter: what was deleted since the backup is deleted again."""
        call_command("reapply_deletions", database=name, stdout=self.stdout)
