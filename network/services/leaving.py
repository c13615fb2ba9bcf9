"""What is left of an account whose person left: a row without name, address or way to sign in."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from network import audit
from network.access import THE_NETWORK, Actor, Permission, require
from network.models import Membership, User
from network.services.sign_in_ends import end_sign_ins

KEPT_AT_LEAST = timedelta(days=30)
"""No account is forgotten sooner after its end; the database refuses it, too."""


@transaction.atomic
def forget_accounts(
    *, left_before: datetime, by: Actor, at: datetime, at_most: int
) -> dict[str, int]:
    """Take name, address, password, factors, links and sessions of people who left; rows by table.

    Left has whoever's account was shut before that instant, and whoever's last role ended before
    that day. The account's row stays, and with it the key that logs and cases name; so do the days
    of its roles, without the reasons. Raises Refused.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    before = min(left_before, at - KEPT_AT_LEAST)
    counts: dict[str, int] = {}
    for user in _left(before, at_most):
        gone = _forgotten(user.pk, before)
        if not gone:
            continue
        gone["django_session"] = end_sign_ins(user)
        counts = {key: counts.get(key, 0) + gone.get(key, 0) for key in {*counts, *gone}}
        audit.record("account_forgotten", by=by, at=at, on_kind="user", on_id=user.pk)
    return counts


def _left(before: datetime, at_most: int) -> list[User]:
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    running = Q(validity__endswith=None) | Q(validity__endswith__gt=localdate(before))
    over = Q(is_active=True) & Exists(theirs) & ~Exists(theirs.filter(running))
    shut = Q(is_active=False, left_at__lt=before)
    kept = User.objects.filter(forgotten_at=None, is_staff=False, is_superuser=False)
    return list(kept.filter(shut | over).order_by("left_at", "pk")[:at_most])


def _forgotten(user_id: UUID, before: datetime) -> dict[str, int]:
    """Rows by table; none where the account came back meanwhile. The database asks that itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_forget(%s, %s)", [user_id, before])
        (told,) = cursor.fetchone() or ("{}",)
    counts: dict[str, int] = json.loads(told) if isinstance(told, str) else told
    return counts
