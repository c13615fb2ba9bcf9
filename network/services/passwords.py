"""Setting a password of one's own account."""

import logging
from datetime import datetime
from threading import Thread
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from network import audit
from network.access import Actor
from network.models import User
from network.services.sign_in_ends import end_sign_ins
from network.services.telling_people import tell_about_sign_in

logger = logging.getLogger(__name__)

SUBJECT = "Neues Passwort für das Kinderschutz-Portal"
TEXT = """Guten Tag,

für diese Adresse wurde im Kinderschutz-Portal ein neues Passwort angefordert.
Innerhalb einer Stunde können Sie es hier setzen:

{url}

Den zweiten Faktor brauchen Sie danach wie immer. Haben Sie nichts angefordert,
müssen Sie nichts tun; Ihr Passwort bleibt, wie es ist.
"""


@transaction.atomic
def set_password(user: User, password: str, *, at: datetime, keep: str = "") -> None:
    """Set it and end every session of the account but the one whose row is called `keep`."""
    locked = User.objects.select_for_update().order_by().get(pk=user.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    end_sign_ins(locked, keep=keep)
    himself = Actor(user_id=user.pk, name=user.name)
    event = audit.record("password_set", by=himself, at=at, on_kind="user", on_id=user.pk)
    tell_about_sign_in(locked, message_id=event.pk, at=at)


def token_for(user: User) -> str:
    """What the letter carries: worth nothing after an hour, a log-in or a new password."""
    return (
        f"{urlsafe_base64_encode(force_bytes(user.pk))}.{default_token_generator.make_token(user)}"
    )


def user_of(token: str) -> User | None:
    """Whose letter it was; None where it is no longer, or never was, worth anything."""
    who, _, rest = token.partition(".")
    try:
        key = UUID(urlsafe_base64_decode(who).decode())
    except ValueError:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and default_token_generator.check_token(user, rest) else None


def send_letter(email: str, url_of_token: str) -> None:
    """Send the way to a new password, where there is such an account.

    Takes the same time for every address: the same query, a token, and the mail server is asked
    elsewhere, after this has returned. `url_of_token` holds {token}.
    """
    user = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
    token = token_for(user or User(email=email, name="-"))
    if user is not None:
        letter = EmailMessage(SUBJECT, TEXT.format(url=url_of_token.format(token=token)))
        letter.to = [user.email]
        transaction.on_commit(lambda: Thread(target=_post, args=(letter,), daemon=True).start())


def _post(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as fault:
        logger.warning("a letter with the way to a new password was not sent", exc_info=fault)
