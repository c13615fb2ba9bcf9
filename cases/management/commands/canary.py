"""`manage.py canary`: try the whole way of a concern, now, for every municipality."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import CanaryFault, CanaryRun
from cases.queries.canary import FAULT
from cases.services import canary
from network.access import SYSTEM, acting_as
from network.services import post

PAUSE = 0.2


class Command(BaseCommand):
    """Ends with code 1 where a municipality fails, so that a monitor can run it."""

    help = (
        "Schickt für jede Kommune eine Probe-Mitteilung durch den ganzen Weg und wartet, bis sie "
        "angekommen ist. Betrifft kein Kind und weckt niemanden."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Without running services it delivers by itself."""
        parser.add_argument(
            "--deliver", action="store_true", help="die E-Mails selbst zustellen (ohne Relay)"
        )

    def handle(self, *args: Any, deliver: bool, **options: Any) -> None:
        """Begin, wait for the verdict, tell it."""
        with acting_as(SYSTEM):
            run = canary.begin()
            if run is None:
                raise CommandError("Es ist noch kein Netzwerk geladen: manage.py load_network.")
            patience = time.monotonic() + settings.CANARY_SECONDS + 30
            while run.checked_at is None and time.monotonic() < patience:
                if canary.take_turn():
                    continue
                if deliver:
                    post.drain(by="canary", seconds=PAUSE)
                time.sleep(PAUSE)
                run.refresh_from_db()
        self._tell(run)

    def _tell(self, run: CanaryRun) -> None:
        for result in run.results.select_related("municipality", "office").order_by(
            "municipality__sort_key"
        ):
            words = ", ".join(FAULT[CanaryFault(each)] for each in result.faults)
            times = f"sichtbar {result.visible_ms} ms, E-Mail {result.sent_ms} ms"
            place = f"{result.municipality.name} ({result.office.name})"
            self.stdout.write(f"{'FEHLER' if words else 'gut':7}{place}: {words or times}")
        if not run.is_good:
            raise CommandError("Der Probelauf ist nicht bestanden.")
        self.stdout.write("Bestanden.")
