"""Changes of the directory. Each raises its version, so that no process works with an old copy."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from network import audit
from network.access import THE_NETWORK, Actor, Permission, require
from network.models import ContactPoint, DirectoryVersion

BUMP_LOCK = 5382001
"""Key of the advisory lock under which the version is counted; the number itself means nothing."""


def bump_version(*, reason: str, at: datetime) -> DirectoryVersion:
    """Raise the version of the directory by one; changes that meet wait for each other.

    Call it inside the transaction of the change (RuntimeError outside of one).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the version is raised in the transaction of the change")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUMP_LOCK])
    newest = DirectoryVersion.objects.aggregate(newest=Max("number"))["newest"] or 0
    return DirectoryVersion.objects.create(number=newest + 1, at=at, reason=reason)


@transaction.atomic
def verify_contact(
    *, contact_point: ContactPoint, verified_by: str, by: Actor, at: datetime
) -> ContactPoint:
    """Record that somebody has tried this address and the right people answered."""
    require(by, Permission.EDIT_DIRECTORY, THE_NETWORK)
    contact_point.verified_at, contact_point.verified_by = at, verified_by
    contact_point.save(update_fields=["verified_at", "verified_by"])
    _changed(contact_point, what="contact_verified", by=by, at=at)
    return contact_point


@transaction.atomic
def change_address(
    *, contact_point: ContactPoint, address: str, by: Actor, at: datetime
) -> ContactPoint:
    """A new address or number. It counts as unverified until somebody has tried it."""
    require(by, Permission.EDIT_DIRECTORY, THE_NETWORK)
    contact_point.address = address
    contact_point.verified_at, contact_point.verified_by = None, ""
    contact_point.full_clean()
    contact_point.save(update_fields=["address", "verified_at", "verified_by"])
    _changed(contact_point, what="contact_changed", by=by, at=at)
    return contact_point


def _changed(contact_point: ContactPoint, *, what: str, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="contact_point",
        on_id=contact_point.pk,
        office_id=contact_point.office_id,
    )
    bump_version(reason="Erreichbarkeit geändert", at=at)
