"""Authenticator apps of tests: they show the codes that a telephone would."""

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

from network.models import User


@dataclass(frozen=True)
class AppOf:
    """An app that has somebody's secret."""

    user: User
    secret: str

    def code(self, *, seconds_ago: int = 0) -> str:
        """What it shows now, or showed so many seconds ago."""
        period = int(time.time() - seconds_ago) // 30
        return str(format_hotp_value(hotp_value(self.secret, period)))


def app_of(user: User) -> AppOf:
    """Set up an app for an account."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return AppOf(user, secret)
