"""`manage.py sealer`: seals both logs and signs the head of the chain; a process of its own.

It alone holds the signing key. One of several works, the others wait for its lock.
"""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from network.access import SYSTEM, acting_as
from network.services import checkpoints, heartbeat
from network.services.checkpoints import AheadOfDatabase, NoKey
from network.services.sealing import AT_ONCE, seal_due

logger = logging.getLogger(__name__)

PAUSE_SECONDS, AGAIN_SECONDS, BEAT_SECONDS = 0.25, 1.0, 10.0
CHECKPOINT_SECONDS = 300.0


class Command(BaseCommand):
    """Until SIGTERM, or once for cron and tests."""

    requires_system_checks: list[str] = []
    help = "Siegelt die Protokolle und schreibt alle fünf Minuten einen signierten Siegelpunkt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once`, `--after-restore`."""
        parser.add_argument("--once", action="store_true", help="alles siegeln, ein Siegelpunkt")
        parser.add_argument(
            "--after-restore",
            action="store_true",
            help="nach einer Rücksicherung: signiert festhalten, bis zu welchem Siegel sie reicht",
        )

    def handle(self, *_: Any, once: bool, after_restore: bool, **__: Any) -> None:
        """Refuse to go on where the world outside knows more than the database."""
        try:
            with acting_as(SYSTEM):
                if after_restore:
                    line = checkpoints.sign_restored()
                    self.stdout.write(f"Festgehalten: Die Sicherung reicht bis Siegel {line.seal}.")
                    return
                checkpoints.refuse_if_behind()
                if once:
                    while seal_due():
                        pass
                    checkpoints.send(checkpoints.sign())
                    return
        except (AheadOfDatabase, NoKey) as fault:
            raise CommandError(str(fault)) from None
        _run()


def _run() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signed = beaten = float("-inf")
    while not stop.is_set():
        try:
            close_old_connections()
            with acting_as(SYSTEM):
                sealed = seal_due()
                now = time.monotonic()
                if now - beaten >= BEAT_SECONDS:
                    heartbeat.beat("sealer")
                    beaten = now
                if now - signed >= CHECKPOINT_SECONDS:
                    checkpoints.send(checkpoints.sign())
                    signed = now
            if sealed < AT_ONCE:
                stop.wait(PAUSE_SECONDS)
        except (OperationalError, InterfaceError) as failure:
            logger.warning("Datenbank nicht erreichbar (%s)", type(failure))
            connection.close()
            stop.wait(AGAIN_SECONDS)
        except NoKey:
            logger.exception("checkpoints cannot be signed")
            signed = time.monotonic()
