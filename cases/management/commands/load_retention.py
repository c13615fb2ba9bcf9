"""`manage.py load_retention [file]`: publish how long what is kept."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.domain.retention_rules import FaultyRetention, read_rules
from cases.queries.retention import NoRetentionRules, rules_in_force
from cases.services.retention import publish_retention
from network.access import SYSTEM, acting_as

SHIPPED = "network/data/rhein-sieg/retention.toml"


class Command(BaseCommand):
    """Idempotent: a version that is in force with the same rules stays as it is."""

    help = (
        "Setzt die Aufbewahrungsregeln aus einer TOML-Datei in Kraft (ohne Angabe: die "
        "mitgelieferten). Dieselben noch einmal ändert nichts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file is optional."""
        parser.add_argument(
            "--keep-newer",
            action="store_true",
            help="nichts tun, wo schon eine Fassung mit derselben oder höherer Nummer gilt",
        )
        parser.add_argument("file", nargs="?", type=Path, help="TOML-Datei mit version und rule")

    def handle(self, *_: Any, file: Path | None, keep_newer: bool, **__: Any) -> None:
        """Read, check, publish; every fault on a line of its own, and then nothing is published."""
        path = file or Path(settings.BASE_DIR) / SHIPPED
        try:
            table = read_rules(tomllib.loads(path.read_text(encoding="utf-8")))
            if keep_newer and _version_in_force() >= table.version:
                return
            with acting_as(SYSTEM):
                is_new = publish_retention(table=table, by=SYSTEM, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{path}: nicht lesbar ({error.strerror}).") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CommandError(f"{path}: kein gültiges TOML in UTF-8 ({error}).") from error
        except FaultyRetention as error:
            lines = "\n".join(f"{path}: {fault}" for fault in error.faults)
            raise CommandError(f"Nichts in Kraft gesetzt:\n{lines}") from error
        state = "in Kraft gesetzt" if is_new else "waren schon in Kraft"
        self.stdout.write(f"Aufbewahrungsregeln, Fassung {table.version}: {state}.")


def _version_in_force() -> int:
    with acting_as(SYSTEM):
        try:
            return rules_in_force().version
        except NoRetentionRules:
            return 0
