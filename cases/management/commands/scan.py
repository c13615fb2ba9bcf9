"""`manage.py scan`: the process that looks at attached files; it needs PostgreSQL and clamd alone.

It runs where there is no network (docs/uploads.md). Each file is opened by a child that can open
nothing else; this process only carries bytes.
"""

import argparse
import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from cases.management.commands.relay import Stop
from cases.services.scanning import scan_next
from network.access import SYSTEM, acting_as
from network.services import heartbeat

logger = logging.getLogger(__name__)

NAME = "scan"
POLL_SECONDS = 1.0
BEAT_SECONDS = 20.0


class Command(BaseCommand):
    """Take files out of quarantine, one after the other."""

    requires_system_checks: list[str] = []
    help = "Prüft angehängte Dateien und schreibt sie neu; braucht PostgreSQL und clamd."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`--once` for tests and by hand."""
        parser.add_argument("--once", action="store_true", help="alles Fällige, dann enden")

    def handle(self, *_: Any, once: bool, **__: Any) -> None:
        """Run until SIGTERM, or until nothing is due."""
        stop = Stop()
        stop.listen()
        beaten = float("-inf")
        while not stop():
            try:
                close_old_connections()  # before: a new connection knows nobody
                with acting_as(SYSTEM):
                    if time.monotonic() - beaten > BEAT_SECONDS:
                        heartbeat.beat(NAME)
                        beaten = time.monotonic()
                    found = scan_next()
            except (OperationalError, InterfaceError) as failure:
                logger.warning("Datenbank nicht erreichbar (%s)", type(failure))
                connection.close()
                found = False
            except Exception:
                logger.exception("Eine Prüfung ist gescheitert")
                found = False
            if not found:
                if once:
                    return
                time.sleep(POLL_SECONDS)
