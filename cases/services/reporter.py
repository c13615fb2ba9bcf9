"""Looking at who reported: with a reason, and never unnoticed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.access import require
from cases.domain.report import ReporterEntry
from cases.models import Concern, Reporter
from cases.services.looking import look_at_concern
from cases.wording import REVEAL_REASON
from network import audit
from network.access import Actor, Permission


@dataclass(frozen=True)
class ShownReporter:
    """The reporter's block as a caseworker sees it once, with the institution's name."""

    entry: ReporterEntry
    institution: str


@transaction.atomic
def reveal_reporter(*, concern: Concern, by: Actor, reason: str, at: datetime) -> ShownReporter:
    """Show the reporter to a caseworker of an owning office; the look is recorded with its reason.

    `reason` is a key of `wording.REVEAL_REASON`: a code, so that the audit holds no free text.
    Raises Refused, LookupError for an unknown reason.
    """
    require(by, Permission.READ, concern)
    if reason not in REVEAL_REASON:
        raise LookupError(f"no such reason: {reason}")
    reporter = Reporter.objects.select_related("partner").get(concern=concern)
    audit.record(
        "reporter.revealed",
        by=by,
        at=at,
        on_kind="concern",
        on_id=concern.id,
        office_id=concern.office_id,
        details={"reason": reason},
    )
    look_at_concern(
        concern.pk, concern.office_id, by=by, at=at, what="reporter.page", purpose=reason
    )
    institution = reporter.partner.name if reporter.partner else ""
    return ShownReporter(ReporterEntry(**reporter.identity), institution)
