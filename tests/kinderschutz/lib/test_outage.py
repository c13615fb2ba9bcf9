"""What counts as an outage of the database, and what as a fault of the portal."""

import pytest
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction

from kinderschutz.lib.outage import is_outage


def behind(outer: Exception, inner: Exception) -> Exception:
    """`outer` as it is raised because of `inner`."""
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    "failure",
    [
        OperationalError("connection refused"),
        InterfaceError("connection already closed"),
        behind(InternalError("read-only"), ReadOnlySqlTransaction("read-only")),
        behind(KeyError("session"), OperationalError("gone")),
    ],
)
def test_a_database_that_is_away_is_an_outage(failure: Exception) -> None:
    assert is_outage(failure)


@pytest.mark.parametrize(
    "failure", [DataError("too long"), IntegrityError("twice"), InternalError("?"), KeyError("x")]
)
def test_a_fault_of_the_portal_is_none(failure: Exception) -> None:
    assert not is_outage(failure)


def test_no_failure_is_none() -> None:
    assert not is_outage(None)
