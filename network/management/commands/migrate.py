"""`manage.py migrate`, as the role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from kinderschutz.lib import roles


class Command(migrate.Command):
    """Django's own command; where DATABASE_OWNER_URL is set it works with that role."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the owner for the time of the migration."""
        with roles.as_owner(connection):
            super().handle(*args, **options)
