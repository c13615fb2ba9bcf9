"""`manage.py backup FILE`: everything the database holds, sealed, with a manifest."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kinderschutz.lib.backup.checking import total
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.writing import write_backup
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.version import VERSION
from network.management.backups import KEYS_BESIDE, this_database


class Command(BaseCommand):
    """While the portal runs; what it counts and what it dumps is one and the same moment."""

    help = (
        "Schreibt eine versiegelte Sicherung der Datenbank (BACKUP_KEY). "
        "Ob sie etwas taugt, sagt erst `restore --check`."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, which must not exist yet, and that of the keys, of which there is one."""
        parser.add_argument("file", type=Path, help="Datei, die es noch nicht gibt")
        parser.add_argument(
            "--keys",
            type=Path,
            help=f"Datei der Fallschlüssel; die vorige wird ersetzt (sonst {KEYS_BESIDE} daneben)",
        )
        parser.add_argument(
            "--replace-keys",
            action="store_true",
            help="die Datei der Fallschlüssel auch ersetzen, wo Schlüssel verloren gingen",
        )

    def handle(
        self, *, file: Path, keys: Path | None = None, replace_keys: bool = False, **_: Any
    ) -> None:
        """Exit code 0 when both files stand there whole; else 1, and no backup."""
        keys = keys or file.with_name(KEYS_BESIDE)
        try:
            facts = write_backup(
                this_database(),
                file,
                settings.BACKUP_KEY,
                version=VERSION,
                keys=keys,
                may_lose_keys=replace_keys,
            )
        except (BackupFault, PortalFault) as fault:
            raise CommandError(f"Keine Sicherung: {fault}") from None
        except psycopg.Error as fault:  # its text may quote a row
            raise CommandError(f"Keine Sicherung: {type(fault).__name__}") from None
        self.stdout.write(
            f"{file}: {len(facts.rows)} Tabellen, {total(facts.rows)} Zeilen, "
            f"{file.stat().st_size} Byte. Die Fallschlüssel stehen nur in {keys}."
        )
