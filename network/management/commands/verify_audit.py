"""`manage.py verify_audit`: whether both logs are complete and unchanged, and if not, where."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.access import SYSTEM, acting_as
from network.services import checkpoints
from network.services.checkpoints import NoKey
from network.services.verifying import MOST, verify


class Command(BaseCommand):
    """Exit code 0 only where nothing is wrong."""

    help = "Prüft Siegel und Siegelpunkte der Protokolle und nennt jede Stelle, die nicht stimmt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the lines from outside are, and who may have signed them."""
        parser.add_argument("--checkpoints", type=Path, help="Datei mit Siegelpunkten von außen")
        parser.add_argument(
            "--public-key", action="append", default=[], help="öffentlicher Schlüssel (Base64)"
        )
        parser.add_argument(
            "--show-public-key", action="store_true", help="nur den eigenen öffentlichen nennen"
        )

    def handle(
        self,
        *_: Any,
        checkpoints: Path | None,
        public_key: list[str],
        show_public_key: bool,
        **__: Any,
    ) -> None:
        """Say what was checked; raise CommandError with every place that is wrong."""
        lines = _read(checkpoints) if checkpoints else []
        keys = _keys(public_key)
        if show_public_key:
            self.stdout.write(_own_key())
            return
        with acting_as(SYSTEM):
            verdict = verify(lines=lines, keys=keys)
        for gone in verdict.removed:
            self.stdout.write(
                f"{gone.events + gone.looks} Zeilen bis Siegel {gone.up_to} rechtmäßig gelöscht "
                f"am {gone.at:%d.%m.%Y} (älter als {gone.before:%d.%m.%Y})."
            )
        for lost in verdict.lost:
            self.stdout.write(lost)
        self.stdout.write(
            f"Geprüft: {verdict.seals} Siegel bis Nummer {verdict.last}, "
            f"{verdict.checkpoints} Siegelpunkte."
        )
        if verdict.faults:
            more = len(verdict.faults) - MOST
            shown = verdict.faults[:MOST] + ([f"… und {more} weitere."] if more > 0 else [])
            raise CommandError("\n".join(["Das Protokoll ist nicht unversehrt:", *shown]))
        self.stdout.write("Das Protokoll ist vollständig und unverändert.")


def _read(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text().splitlines() if line.strip()]
    except OSError:
        raise CommandError(f"{path} lässt sich nicht lesen.") from None


def _keys(given: list[str]) -> Any:
    try:
        return checkpoints.known_keys(given)
    except (ValueError, NoKey) as fault:
        raise CommandError(f"Kein öffentlicher Schlüssel: {fault}") from None


def _own_key() -> str:
    try:
        return checkpoints.public_key()
    except NoKey as fault:
        raise CommandError(str(fault)) from None
