"""Where somebody is signed in: the list of it, and ending what stands there.

The list names a session by the name of its row (kinderschutz/lib/sessions.py), never by its key.
"""

from collections.abc import Sequence
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now

from network.models import User
from network.services import sign_in_log

LONGEST_AGENT = UserSession._meta.get_field("user_agent").max_length


@transaction.atomic
def remember(user: User, stored_key: str, *, address: str, agent: str, at: datetime) -> None:
    """Put a session on the list of its account; what is over leaves it.

    Needs no `require`: all factors were given just now.
    """
    listed(user)
    about = {"ip": address, "user_agent": agent[:LONGEST_AGENT], "last_seen_at": at}
    UserSession.objects.update_or_create(
        session_key=stored_key,
        defaults={"user": user, **about},
        create_defaults={"user": user, "created_at": at, **about},
    )


@transaction.atomic
def listed(user: User) -> list[UserSession]:
    """Where the account is signed in now, first come first; what is over leaves the list."""
    alive = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    mine = UserSession.objects.filter(user=user)
    mine.exclude(session_key__in=alive).delete()
    return list(mine.order_by("created_at", "pk"))


@transaction.atomic
def end(user: User, numbers: Sequence[int], *, at: datetime) -> int:
    """End sessions of one's own account by their numbers on the list; how many there were.

    Needs no `require`: what is not the account's own is not found.
    """
    found = UserSession.objects.filter(user=user, pk__in=numbers)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    sign_in_log.sessions_ended(user, len(keys), at=at)
    return len(keys)
