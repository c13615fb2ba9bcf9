"""Closing a concern in the portal: the office's time with its copy begins to run."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cases.access import require
from cases.domain.retention_rules import Outcome
from cases.models import Closure, Concern
from cases.queries.closing import Unsettled, has_open_exports, unsettled_notices
from cases.services.deleting import hold_still
from network import audit
from network.access import Actor, Permission, Refused, deed
from network.models import YouthOffice


class StillOpen(Exception):
    """Somebody has still to take over, or something waits for release."""

    def __init__(self, notices: tuple[Unsettled, ...]) -> None:
        super().__init__("Noch nicht alle Benachrichtigungen sind geklärt.")
        self.notices = notices


class ExportOpen(Exception):
    """An answer to a request for access is begun and neither released nor discarded."""


class AlreadyClosed(Exception):
    """The office has closed this concern before."""


@transaction.atomic
def close_case(
    *, concern: Concern, office: YouthOffice, outcome: Outcome, reason: str, by: Actor, at: datetime
) -> Closure:
    """The office is done with the concern in the portal, with this outcome.

    Moves no ownership and tells nobody: what goes on, goes on in the office's own file. Raises
    Refused, StillOpen, ExportOpen, AlreadyClosed.
    """
    require(by, Permission.TAKE_IN, office)
    require(by, Permission.OVERRULE, concern)
    if by.user_id is None:
        raise Refused("Abschließen kann nur eine Person.")
    hold_still()
    waiting = unsettled_notices(concern, office)
    if waiting:
        raise StillOpen(waiting)
    if has_open_exports(concern, office):
        raise ExportOpen("Eine Auskunft zu diesem Fall ist noch offen.")
    with deed(by, concern.pk):
        try:
            with transaction.atomic():
                closure = Closure.objects.create(
                    concern=concern,
                    office=office,
                    outcome=outcome.value,
                    reason=reason,
                    at=at,
                    by_id=by.user_id,
                )
        except IntegrityError:
            raise AlreadyClosed from None
    _record("concern.closed", closure, by=by, at=at)
    return closure


@transaction.atomic
def reopen_case(*, closure: Closure, by: Actor, at: datetime) -> None:
    """Take the closing back; the time no longer runs. Twice is harmless. Raises Refused."""
    require(by, Permission.TAKE_IN, closure.office)
    require(by, Permission.OVERRULE, closure.concern)
    hold_still()
    with deed(by, closure.concern_id):
        reopened = Closure.objects.standing().filter(pk=closure.pk)
        if reopened.update(reopened_at=at, reopened_by=by.user_id):
            _record("concern.reopened", closure, by=by, at=at)


def _record(what: str, closure: Closure, *, by: Actor, at: datetime) -> None:
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="concern",
        on_id=closure.concern_id,
        office_id=closure.office_id,
        details={"outcome": closure.outcome},
    )
