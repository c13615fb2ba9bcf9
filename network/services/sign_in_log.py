"""The audit log of signing in: who came in, who was refused, who went. Ids only, no address."""

from datetime import datetime
from uuid import UUID

from network import audit
from network.access import SYSTEM, Actor
from network.models import User

NO_ACCOUNT = UUID(int=0)


def signed_in(user: User, *, at: datetime) -> None:
    """All factors were given."""
    _record("signed_in", user, at=at)


def refused(email: str, *, at: datetime) -> None:
    """A wrong password, or no such account: the same work for both, so that time tells nothing.

    The line names the account, or the key of none; never what was typed.
    """
    key = User.objects.filter(email=email).values_list("pk", flat=True).first()
    audit.record("sign_in_failed", by=SYSTEM, at=at, on_kind="user", on_id=key or NO_ACCOUNT)


def second_factor_refused(user: User, *, at: datetime) -> None:
    """The password was right, the code was not."""
    audit.record("second_factor_failed", by=SYSTEM, at=at, on_kind="user", on_id=user.pk)


def signed_out(user: User, *, at: datetime) -> None:
    """Ended by the person."""
    _record("signed_out", user, at=at)


def sessions_ended(user: User, count: int, *, at: datetime) -> None:
    """Sessions of the own account ended from another one; none leaves no line."""
    if count:
        _record("sessions_ended", user, at=at, count=count)


def reauthentication_refused(user: User, *, at: datetime) -> None:
    """Password, code or passkey were asked for once more, and what came was wrong."""
    audit.record("reauthentication_failed", by=SYSTEM, at=at, on_kind="user", on_id=user.pk)


def passkey_refused(*, key: UUID | None, at: datetime) -> None:
    """A passkey that opens no account; the account it names, or none where it names none."""
    audit.record("passkey_failed", by=SYSTEM, at=at, on_kind="user", on_id=key or NO_ACCOUNT)


def provider_refused(*, key: UUID | None, at: datetime) -> None:
    """A provider's answer that was not believed, or opens no account here; which one, if known."""
    audit.record("provider_failed", by=SYSTEM, at=at, on_kind="user", on_id=key or NO_ACCOUNT)


def _record(what: str, user: User, *, at: datetime, **details: int) -> None:
    himself = Actor(user_id=user.pk, name=user.name)
    audit.record(what, by=himself, at=at, on_kind="user", on_id=user.pk, details=details)
