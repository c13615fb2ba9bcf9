"""`manage.py load_rules [file]`: publish a version of the routing rules."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.domain.faults import FaultyRules
from agreements.domain.parsing import read_rule_set
from agreements.services.publishing import VersionTaken, publish
from network.access import SYSTEM, acting_as

STANDARD = "agreements/data/standard/rules.toml"


class Command(BaseCommand):
    """Idempotent: a version that is there with the same rules stays as it is."""

    help = (
        "Veröffentlicht eine Fassung der Regeln „wer erfährt was“ aus einer TOML-Datei (ohne "
        "Angabe: die mitgelieferte Standardtabelle). Dieselbe noch einmal ändert nichts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file is optional."""
        parser.add_argument("file", nargs="?", type=Path, help="TOML-Datei mit version und rules")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, publish; every fault on a line of its own, and then nothing is published."""
        path = options["file"] or Path(settings.BASE_DIR) / STANDARD
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            rule_set = read_rule_set(data)
            with acting_as(SYSTEM):
                published = publish(rule_set=rule_set, by=SYSTEM, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{path}: nicht lesbar ({error.strerror}).") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path}: bitte als UTF-8 speichern.") from error
        except tomllib.TOMLDecodeError as error:
            raise CommandError(f"{path}: kein gültiges TOML ({error}).") from error
        except FaultyRules as error:
            lines = "\n".join(f"{path}: {fault}" for fault in error.faults)
            raise CommandError(f"Nichts veröffentlicht:\n{lines}") from error
        except VersionTaken as error:
            raise CommandError(f"{path}: {error}") from error
        row = published.row
        local = timezone.localtime(row.in_force_from)
        state = "veröffentlicht" if published.is_new else "war schon veröffentlicht"
        self.stdout.write(
            f"Regeln {row.version} ({row.title}): {state}, {row.rules.count()} Regeln, "
            f"in Kraft ab {local:%d.%m.%Y %H:%M}."
        )
