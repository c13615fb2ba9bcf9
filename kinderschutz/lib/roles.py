"""Roles of one database: the owner changes tables, the application only works with rows, and only
the role of deletion may take away what the application can only add to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib import claims

WHO = ("USER", "PASSWORD", "OPTIONS")
"""What makes a connection that of a role: who it is, and how it gets there."""


def become_owner(connection: BaseDatabaseWrapper) -> None:
    """From its next query on `connection` is the owner; without DATABASE_OWNER_URL no change."""
    if settings.DATABASE_OWNER:
        _become(connection, settings.DATABASE_OWNER)


def become_application(connection: BaseDatabaseWrapper) -> None:
    """From its next query on `connection` is the application's role again."""
    default = settings.DATABASES["default"]
    _become(connection, {key: default[key] for key in WHO})


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block `connection` is the owner; not inside a transaction.

    It sees every row: a migration that changes data must not find a table empty and call that done.
    """
    with _seeing_all(connection, settings.DATABASE_OWNER):
        yield


class NobodyDeletes(Exception):
    """This process knows no role that may delete: neither DATABASE_DELETION_URL nor the owner's."""


@contextmanager
def as_deletion(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block `connection` may delete by rule; not inside a transaction.

    It sees every row, as `as_owner` does. Raises NobodyDeletes.
    """
    role = settings.DATABASE_DELETION or settings.DATABASE_OWNER
    if not role:
        raise NobodyDeletes("DATABASE_DELETION_URL")
    with _seeing_all(connection, role):
        yield


@contextmanager
def as_relay(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block `connection` delivers and reads no content; no change without
    DATABASE_RELAY_URL, or inside a transaction, which belongs to somebody else.
    """
    if not settings.DATABASE_RELAY or connection.in_atomic_block:
        yield
        return
    try:
        with _seeing_all(connection, settings.DATABASE_RELAY):
            yield
    finally:
        connection.ensure_connection()
        claims.see_all(connection)


@contextmanager
def _seeing_all(connection: BaseDatabaseWrapper, role: dict[str, Any]) -> Iterator[None]:
    """Inside the block `connection` works as that role, where there is one, with every row open.

    Afterwards it is the one before, on a new connection that sees every row where the one before
    did: else whoever works on would find empty tables. Any other claim is gone.
    """
    saw_all = claims.sees_all(connection)
    before = {key: connection.settings_dict[key] for key in WHO}
    try:
        if role:
            _become(connection, role)
        connection.ensure_connection()
        claims.see_all(connection)
        yield
    finally:
        _become(connection, before)
        if saw_all:
            claims.see_all(connection)


def _become(connection: BaseDatabaseWrapper, role: dict[str, Any]) -> None:
    connection.close()
    # A new dict: the old one is settings.DATABASES, which must go on naming the application.
    connection.settings_dict = {**connection.settings_dict, **role}
