"""Tests sign people in with both factors, and without going through the pages.

`Client.force_login` alone would leave a session with no factor at all, which opens nothing.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.test import Client

from kinderschutz.lib.sessions import fingerprint
from network.models import User

_plain_force_login = Client.force_login


def force_login_with_both_factors(client: Client, user: User, backend: str | None = None) -> None:
    """As Django's, and the session tells of password and second factor, given just now."""
    _plain_force_login(client, user, backend)
    given_at(client, user, time.time())


def with_password_only(client: Client, user: User) -> None:
    """A session as it is after the password, of an account that has no second factor yet."""
    _plain_force_login(client, user)
    with_one_factor_at(client, user, time.time())


def with_one_factor_at(client: Client, user: User, at: float) -> None:
    """Only the password was given, at that instant (seconds since 1970)."""
    _remember(client, user, [{"method": "password", "at": at}])


def let_it_grow_old(client: Client, user: User, seconds: float = 3600) -> None:
    """The last sign-in of this session was so long ago; deeds that ask for a fresh one ask."""
    given_at(client, user, time.time() - seconds)


def given_at(client: Client, user: User, at: float) -> None:
    """Password and second factor were given at that instant (seconds since 1970)."""
    _remember(client, user, [{"method": each, "at": at} for each in ("password", "mfa")])


def _remember(client: Client, user: User, records: list[dict[str, Any]]) -> None:
    session = client.session
    session[RECORDS], session[WHOSE] = records, str(user.pk)
    session.save()


def row_of(client: Client) -> str:
    """The name of the row of this browser's session."""
    return fingerprint(client.session.session_key or "")


def everywhere() -> None:
    """From now on every `force_login` of the tests is one with both factors."""
    Client.force_login = force_login_with_both_factors  # type: ignore[method-assign,assignment]
