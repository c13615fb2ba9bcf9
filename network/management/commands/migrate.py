"""`manage.py migrate`, as the role that owns the tables, and never for long in anybody's way."""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from kinderschutz.lib import roles

LOCK_SECONDS = 2
TRIES, PAUSE_SECONDS = 30, 1.0
CHANGING = ("ALTER", "CREATE", "DROP", "LOCK")


class Command(migrate.Command):
    """Django's own command; where DATABASE_OWNER_URL is set it works with that role.

    A change of a table waits for its lock 2 seconds at most: everybody who comes later waits behind
    it. Then the step is taken back, the others have their turn, and it is tried again. Steps
    outside a transaction (indexes built CONCURRENTLY) stand in nobody's way and wait as long as it
    takes; half of them could not be taken back.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the owner for the time of the migration."""
        with roles.as_owner(connection):
            for number in range(1, TRIES + 1):
                try:
                    with connection.execute_wrapper(_briefly):
                        super().handle(*args, **options)
                except OperationalError as fault:
                    if not isinstance(fault.__cause__, LockNotAvailable):
                        raise
                    if number == TRIES:
                        raise CommandError(
                            "Eine Tabelle ist seit Minuten gesperrt. Nichts ist halb geändert; "
                            "beenden Sie, was sie sperrt, und rufen Sie migrate noch einmal auf."
                        ) from None
                    self.stderr.write(f"Eine Tabelle ist gerade gesperrt, Versuch {number} …")
                    time.sleep(PAUSE_SECONDS)
                else:
                    return


def _briefly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if connection.in_atomic_block and str(sql).lstrip().upper().startswith(CHANGING):
        execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'", None, False, context)
    return execute(sql, params, many, context)
