"""`manage.py migrate`, as the role that owns the tables, and never for long in anybody's way."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection

from kinderschutz.lib import roles
from kinderschutz.lib.giving_way import BRIEFLY, StillLocked, giving_way

CHANGING = ("ALTER", "CREATE", "DROP", "LOCK")


class Command(migrate.Command):
    """Django's own command; where DATABASE_OWNER_URL is set it works with that role.

    A change of a table waits less than a second for its lock. Then the step is taken back, the
    others have their turn, and it is tried again. Steps outside a transaction (indexes built
    CONCURRENTLY) stand in nobody's way and wait as long as it takes; half of them could not be
    taken back.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the owner for the time of the migration."""

        def step() -> None:
            with connection.execute_wrapper(_briefly):
                super(Command, self).handle(*args, **options)

        with roles.as_owner(connection):
            try:
                giving_way(step, self.stderr.write)
            except StillLocked as fault:
                raise CommandError(str(fault)) from None


def _briefly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if connection.in_atomic_block and str(sql).lstrip().upper().startswith(CHANGING):
        execute(BRIEFLY, None, False, context)
    return execute(sql, params, many, context)
