"""Two roles of one database: the owner changes tables, the application only works with rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib import claims


def become_owner(connection: BaseDatabaseWrapper) -> None:
    """From its next query on `connection` is the owner; without DATABASE_OWNER_URL no change."""
    if settings.DATABASE_OWNER:
        _become(connection, settings.DATABASE_OWNER)


def become_application(connection: BaseDatabaseWrapper) -> None:
    """From its next query on `connection` is the application's role again."""
    default = settings.DATABASES["default"]
    _become(connection, {"USER": str(default["USER"]), "PASSWORD": str(default["PASSWORD"])})


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block `connection` is the owner; not inside a transaction.

    It sees every row: a migration that changes data must not find a table empty and call that done.
    """
    before = {key: str(connection.settings_dict[key]) for key in ("USER", "PASSWORD")}
    become_owner(connection)
    connection.ensure_connection()
    claims.see_all(connection)
    try:
        yield
    finally:
        _become(connection, before)


def _become(connection: BaseDatabaseWrapper, role: dict[str, str]) -> None:
    connection.close()
    # A new dict: the old one is settings.DATABASES, which must go on naming the application.
    connection.settings_dict = {**connection.settings_dict, **role}
