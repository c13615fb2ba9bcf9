"""Whether a failure means that database or keys are away, and not that the portal is wrong."""

from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction

from kinderschutz.lib.crypto import KeysAway

AWAY = (OperationalError, InterfaceError, ReadOnlySqlTransaction, KeysAway)
"""No connection, too many of them, cut off, disk full, locked for too long, or read-only; or the
keys are gone, without which nothing may be stored.
"""


def is_outage(failure: BaseException | None) -> bool:
    """Whether the database could not do its work; also when that is only behind the failure."""
    return any(isinstance(each, AWAY) for each in _chain(failure))


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while failure is not None and id(failure) not in seen:
        yield failure
        seen.add(id(failure))
        failure = failure.__cause__ or failure.__context__
