"""Changes of tables give way to whoever works with them."""

import time
from collections.abc import Callable

from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable

LOCK_MILLISECONDS = 500
"""How long a change waits for a table: everybody who comes later waits behind it.

Less than PostgreSQL's deadlock_timeout (1 s): where a change of several tables and somebody's
request wait for each other, the change steps back before the request is ended.
"""
BRIEFLY = f"SET LOCAL lock_timeout = '{LOCK_MILLISECONDS}ms'"
TRIES, PAUSE_SECONDS = 60, 1.0


class StillLocked(Exception):
    """A table was in use at every try. Nothing is half changed."""


def giving_way(step: Callable[[], None], say: Callable[[str], object]) -> None:
    """Do a step that takes itself back when it fails, and again while a table is locked; tell
    `say` of each time. Raises StillLocked after about a minute.
    """
    for number in range(1, TRIES + 1):
        try:
            step()
        except OperationalError as fault:
            if not isinstance(fault.__cause__, LockNotAvailable | DeadlockDetected):
                raise
            if number == TRIES:
                raise StillLocked(
                    "Eine Tabelle ist seit Minuten gesperrt. Nichts ist halb geändert; "
                    "beenden Sie, was sie sperrt, und rufen Sie den Befehl noch einmal auf."
                ) from None
            say(f"Eine Tabelle ist gerade gesperrt, Versuch {number} …")
            time.sleep(PAUSE_SECONDS)
        else:
            return
