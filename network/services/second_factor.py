"""Second factors of one's own account: adding, removing, and using a code once and never again."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from network import audit
from network.access import Actor, Refused
from network.models import User
from network.services import sign_in_log
from network.services.sign_in_ends import end_sign_ins
from network.services.telling_people import tell_about_sign_in

PERIOD_SECONDS = 30
DRIFT = 1
"""So many periods the clock of a telephone may be off, either way."""


@transaction.atomic
def use_code(user: User, typed: str, *, at: datetime) -> Authenticator | None:
    """The factor of this account that the code belongs to; the code is used up by asking.

    A code of an authenticator app holds once, also for two requests at the same time; a recovery
    code likewise. None for a wrong or used code. Needs no `require`: the code is what opens.
    """
    code = "".join(typed.split()).replace("-", "")
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    mine = Authenticator.objects.filter(user=user, type__in=kinds).select_for_update()
    factors = {factor.type: factor for factor in mine.order_by("pk")}
    app = factors.get(Authenticator.Type.TOTP)
    if app is not None and _use_period(app, code, at):
        return app
    spare = factors.get(Authenticator.Type.RECOVERY_CODES)
    if spare is not None and spare.wrap().validate_code(code):
        return spare
    return None


def matching_period(secret: str, code: str, *, at: datetime) -> int | None:
    """The period (30 s, counted from 1970) whose code this is, newest first; None for no such."""
    now = int(at.timestamp()) // PERIOD_SECONDS
    found = [
        period
        for period in range(now + DRIFT, now - DRIFT - 1, -1)
        if hmac.compare_digest(
            format_hotp_value(hotp_value(secret, period)).encode(), code.encode()
        )
    ]
    return found[0] if found else None


def _use_period(app: Authenticator, code: str, at: datetime) -> bool:
    period = matching_period(decrypt(app.data["secret"]), code, at=at)
    if period is None or period <= app.data.get("used_period", 0):
        return False
    app.data["used_period"] = period
    app.save(update_fields=["data"])
    return True


@transaction.atomic
def add_app(
    user: User, *, secret: str, period: int, at: datetime, only_as_first: bool
) -> Authenticator:
    """An authenticator app for one's own account; the code that proved it is used up.

    A second app takes the place of the first: its telephone may be the one that is lost. Raises
    Refused where it may be `only_as_first` factor of an account that has one.
    """
    _lock(user, only_as_first=only_as_first)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    factor = TOTP.activate(user, secret).instance
    factor.data["used_period"] = period
    factor.save(update_fields=["data"])
    _tell("second_factor_added", user, factor, at=at)
    return factor


@transaction.atomic
def add_passkey(
    user: User, *, name: str, credential: Mapping[str, Any], at: datetime, only_as_first: bool
) -> Authenticator:
    """A passkey for one's own account; the browser has proved that it has it.

    Raises Refused where it may be `only_as_first` factor of an account that has one.
    """
    _lock(user, only_as_first=only_as_first)
    factor: Authenticator = WebAuthn.add(user, name, dict(credential)).instance
    _tell("second_factor_added", user, factor, at=at)
    return factor


@transaction.atomic
def remove_factor(user: User, number: int, *, keep: str, at: datetime) -> bool:
    """Take an app or a passkey of one's own away; False where there is none such or it is the last.

    The last one stays: without a second factor the account would open nothing. Sessions end but the
    one whose row is called `keep`: whoever had the factor may be signed in with it.
    """
    _lock(user)
    mine = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    factor = mine.filter(pk=number).order_by().first()
    if factor is None or mine.count() < 2:
        return False
    _tell("second_factor_removed", user, factor, at=at)
    factor.delete()
    _end_others(user, keep=keep, at=at)
    return True


@transaction.atomic
def new_recovery_codes(user: User, *, keep: str, at: datetime) -> list[str]:
    """Ten codes in place of all earlier ones. They can be told now and never again.

    Sessions end but the one whose row is called `keep`: an earlier code may have opened them.
    """
    _lock(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(user)
    _tell("recovery_codes_made", user, codes.instance, at=at)
    _end_others(user, keep=keep, at=at)
    unused: list[str] = codes.get_unused_codes()
    return unused


def _lock(user: User, *, only_as_first: bool = False) -> None:
    """Of two sessions that set up the first factor at once, the second finds it there."""
    User.objects.select_for_update().order_by().get(pk=user.pk)
    if only_as_first and Authenticator.objects.filter(user=user).exists():
        raise Refused("Dieses Konto hat schon einen zweiten Faktor.")


def _end_others(user: User, *, keep: str, at: datetime) -> None:
    sign_in_log.sessions_ended(user, end_sign_ins(user, keep=keep), at=at)


def _tell(what: str, user: User, factor: Authenticator, *, at: datetime) -> None:
    himself = Actor(user_id=user.pk, name=user.name)
    kind = {"kind": str(factor.type)}
    event = audit.record(what, by=himself, at=at, on_kind="user", on_id=user.pk, details=kind)
    tell_about_sign_in(user, message_id=event.pk, at=at)
