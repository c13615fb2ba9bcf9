"""`manage.py alive relay`: whether a background process gave a sign of life lately."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.models import Heartbeat

LATE = timedelta(seconds=90)


class Command(BaseCommand):
    """For the health check of a container; exit code 1 and one line when it is silent."""

    help = "Prüft, ob ein Hintergrundprozess (relay, worker, beat, scan) in den letzten 90 s lebte."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name under which the process writes its sign of life."""
        parser.add_argument("name")

    def handle(self, *, name: str, **_: Any) -> None:
        """Compare the age of the last sign, by the database's clock."""
        age = Heartbeat.objects.all().ages().get(name)
        if age is None or age > LATE:
            raise CommandError(f"{name}: kein Lebenszeichen in den letzten 90 Sekunden.")
        self.stdout.write(f"{name}: zuletzt vor {age.total_seconds():.0f} s.")
