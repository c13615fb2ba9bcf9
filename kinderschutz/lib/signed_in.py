"""What a session knows of how somebody signed in: which factors, and how long ago."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

FRESH_FOR = timedelta(minutes=5)
"""So long a sign-in, or its repetition, is enough for the deeds that ask for a fresh one."""

PASSWORD, SECOND_FACTOR, PROVIDER = "password", "mfa", "socialaccount"
SECOND_FACTOR_THERE = "second_factor_there"
"""In the record of a sign-in elsewhere: the provider said that it asked for a second factor."""


GIVEN = "password_given"
"""In the session between password and second step: by what one sees that it is still the same."""


def remember_password(request: HttpRequest, user: AbstractBaseUser) -> None:
    """The password was right: so long as it stays the account's, the second step may follow."""
    request.session[GIVEN] = user.get_session_auth_hash()


def is_password_outdated(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the account has another password by now than the one that was given here."""
    given = request.session.get(GIVEN)
    return given is not None and not constant_time_compare(given, user.get_session_auth_hash())


def records(request: HttpRequest) -> list[dict[str, Any]]:
    """The steps by which this person signed in, in order; none for a visitor."""
    if not request.user.is_authenticated:
        return []
    steps: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return steps


def has_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor was part of this sign-in, here or at the organisation's provider."""
    return any(
        each["method"] == SECOND_FACTOR or each.get(SECOND_FACTOR_THERE)
        for each in records(request)
    )


def is_fresh(request: HttpRequest, at: datetime) -> bool:
    """Whether password or second factor were given here within the last minutes.

    A sign-in at the provider does not count: it may answer without asking anybody.
    """
    given = [each["at"] for each in records(request) if each["method"] != PROVIDER]
    latest = datetime.fromtimestamp(max(given, default=0), UTC)
    return latest <= at + timedelta(minutes=1) and at - latest < FRESH_FOR
