"""`manage.py portal`: everything on this machine with one command."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kinderschutz.lib.runtime.portal import Wanted, run


class Command(BaseCommand):
    """Starts the portal, or only its services around a command."""

    help = (
        "Startet das ganze Portal auf diesem Rechner: PostgreSQL, Redis, Mail-Ablage, "
        "Hintergrunddienste und Webserver. Strg+C beendet alles. Mit `-- BEFEHL` laufen nur die "
        "Dienste, solange der Befehl läuft. Was DATABASE_URL, REDIS_URL und EMAIL_URL nennen, "
        "wird nicht gestartet, sondern benutzt."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, and the command after `--`."""
        port = int(os.environ.get("PORT") or 8000)
        parser.add_argument("--port", type=int, default=port, help=f"Port des Webservers ({port})")
        parser.add_argument(
            "--bare",
            action="store_true",
            help="mit `-- BEFEHL`: die Datenbank bleibt leer (für Tests, die ihre eigene anlegen)",
        )
        parser.add_argument(
            "--forgetful",
            action="store_true",
            help="schneller, übersteht aber keinen Absturz des Rechners (nur für Tests)",
        )
        parser.add_argument(
            "command",
            nargs="*",
            metavar="BEFEHL",
            help="nach `--`: wird ausgeführt statt des Portals",
        )

    def handle(
        self, *, port: int, bare: bool, forgetful: bool, command: list[str], **_: Any
    ) -> None:
        """Run until stopped; the exit code is the command's."""
        wanted = Wanted(
            data=Path(settings.KINDERSCHUTZ_DATA),
            port=port,
            command=tuple(command),
            bare=bare,
            forgetful=forgetful,
            demo=settings.DEMO,
        )
        sys.exit(run(wanted))
