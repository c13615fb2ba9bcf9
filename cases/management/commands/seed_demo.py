"""`manage.py seed_demo`: invented accounts and concerns to practise with."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.management.demo import seed_accounts, seed_concerns
from network.access import SYSTEM, acting_as

FOLDER = Path(settings.BASE_DIR) / "network" / "data" / "rhein-sieg" / "demo"


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "Legt erfundene Konten und Mitteilungen zum Üben an (nur im Übungsbetrieb)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Another district brings its own folder."""
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Refuse outside practice: accounts with a known password never meet real cases."""
        if not settings.DEMO:
            raise CommandError("Übungsdaten gibt es nur im Übungsbetrieb (DEMO=true).")
        now = timezone.now()
        with acting_as(SYSTEM):
            made = seed_accounts(folder, at=now)
            concerns = seed_concerns(folder, at=now)
        self.stdout.write(f"Übungsdaten: {made} neue Konten, {concerns} neue Mitteilungen.")
