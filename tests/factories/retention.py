"""Cases that are closed, held or due, for tests: the rows move back in time, no clock does."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases.domain.retention_rules import Outcome, read_rules
from cases.models import Closure, Concern, LegalHold, Notice, Reporter
from cases.services.erasing import allow_deletion
from cases.services.retention import publish_retention
from kinderschutz.lib import roles
from network.access import SYSTEM
from network.models import User, YouthOffice

SHIPPED = Path(settings.BASE_DIR) / "network/data/rhein-sieg/retention.toml"
LONG_AGO = timedelta(days=400)


def publish_rules() -> None:
    """The rules that the product ships."""
    table = read_rules(tomllib.loads(SHIPPED.read_text("utf-8")))
    publish_retention(table=table, by=SYSTEM, at=timezone.now())


def settle(concern: Concern, by: User, *, ago: timedelta = LONG_AGO) -> None:
    """Everybody who was told has taken over, so long ago."""
    at = timezone.now() - ago
    for notice in Notice.objects.filter(concern=concern):
        notice.released_at = notice.released_at or at
        notice.released_by_id = notice.released_by_id or (
            by.pk if notice.release == "confirm" else None
        )
        notice.acknowledged_at, notice.acknowledged_by = at, by
        notice.next_step_at = None
        notice.save()


def close(
    concern: Concern,
    office: YouthOffice,
    by: User,
    *,
    outcome: Outcome = Outcome.UNFOUNDED,
    ago: timedelta = LONG_AGO,
) -> Closure:
    """The office closed it so long ago."""
    return Closure.objects.create(
        concern=concern,
        office=office,
        outcome=outcome.value,
        reason="Kanarienabschluss",
        at=timezone.now() - ago,
        by=by,
    )


def hold(concern: Concern, office: YouthOffice, by: User) -> LegalHold:
    """Somebody set a hold."""
    return LegalHold.objects.create(
        concern=concern,
        office=office,
        ground="court",
        reason="Kanariengrund",
        set_at=timezone.now(),
        set_by=by,
    )


def delete_reporter(concern: Concern) -> None:
    """Who reported is gone, the case is there; not inside a transaction."""
    with roles.as_deletion(connection), transaction.atomic():
        allow_deletion()
        Reporter.objects.filter(concern=concern).delete()
