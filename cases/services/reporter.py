"""Looking at who reported: with a purpose and a sentence, and never unnoticed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import own_assignments, own_duty_cases, person_of, require
from cases.domain.report import ReporterEntry
from cases.models import Concern, Reporter, ReporterReveal
from cases.services.blinding import institution_of
from cases.services.heads import tell_head
from cases.services.looking import look_at_concern
from cases.wording import REVEAL_REASON
from kinderschutz.lib import rows
from network import audit
from network.access import Actor, Permission, Refused, deed


class ReporterGone(LookupError):
    """Who reported has been deleted by its rule; the case is still there."""


@dataclass(frozen=True)
class ShownReporter:
    """The reporter's block as a caseworker sees it once, with the institution's name."""

    entry: ReporterEntry
    institution: str


@transaction.atomic
def reveal_reporter(
    *, concern: Concern, by: Actor, purpose: str, reason: str, at: datetime
) -> ShownReporter:
    """Show the reporter to a caseworker of an owning office; the head is told in the same breath.

    `purpose` is a key of `wording.REVEAL_REASON`, a code for audit and read log; `reason`, sealed
    with the case, is the sentence that the head reads. Raises Refused, ReporterGone where its time
    was over, LookupError for an unknown purpose.
    """
    require(by, Permission.REVEAL_REPORTER, concern)
    if purpose not in REVEAL_REASON:
        raise LookupError(f"no such purpose: {purpose}")
    office = _office(concern, by)
    with deed(by, concern.pk):
        reporter = Reporter.objects.filter(concern=concern).first()
        if reporter is None:
            raise ReporterGone
        shown = ReporterReveal(
            concern=concern,
            office_id=office,
            user_id=person_of(by),
            reference=concern.reference,
            purpose=purpose,
            reason=reason,
            at=at,
        )
        rows.insert([shown])
        told = tell_head(
            "reveal",
            message_id=shown.pk,
            reference=concern.reference,
            office_id=office,
            concern_id=concern.pk,
            at=at,
        )
        audit.record(
            "reporter.revealed",
            by=by,
            at=at,
            on_kind="concern",
            on_id=concern.id,
            office_id=office,
            details={"reason": purpose, "told": told},
        )
        look_at_concern(concern.pk, office, by=by, at=at, what="reporter.page", purpose=purpose)
        institution = institution_of(reporter)
        entry = ReporterEntry(**reporter.identity)
        return ShownReporter(entry, institution.name if institution else "")


@transaction.atomic
def mark_reveal_as_seen(*, shown: ReporterReveal, by: Actor, at: datetime) -> None:
    """A head who is somebody else has taken note of the look. Raises Refused."""
    require(by, Permission.LEAD, shown)
    with deed(by, shown.concern_id):
        rowset = ReporterReveal.objects.select_for_update(of=("self",), no_key=True)
        held = rowset.get(pk=shown.pk)
        if held.seen_at:
            return
        held.seen_at, held.seen_by_id = at, by.user_id
        held.save(update_fields=["seen_at", "seen_by"])
        audit.record(
            "reporter.reveal_seen",
            by=by,
            at=at,
            on_kind="concern",
            on_id=held.concern_id,
            office_id=held.office_id,
            details={"reveal": str(held.pk)},
        )


def _office(concern: Concern, by: Actor) -> UUID:
    """The actor's office in whose name the look happens: if it is theirs, the one with the case."""
    if concern.office_id in by.offices:
        return concern.office_id
    own = concern.children.filter(office__in=by.offices).order_by("position").first()
    if own is not None and own.office_id is not None:
        return own.office_id
    for lent in (own_assignments(by), own_duty_cases(by).holding()):
        office = lent.filter(concern=concern).values_list("office_id", flat=True).first()
        if office is not None:
            return office
    raise Refused("Dafür fehlt Ihnen die Berechtigung.")
