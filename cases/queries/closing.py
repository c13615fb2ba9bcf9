"""What stands between an office and the end of its work with a concern, and what is closed."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from cases.access import Actor, sent_notices, visible_notices
from cases.models import AccessExport, Closure, Concern, ExportState, LegalHold
from network.models import YouthOffice

UNSETTLED = Q(withdrawn_at=None) & (
    Q(released_at=None) | Q(ack_by__isnull=False, acknowledged_at=None)
)
OPEN_EXPORT = (ExportState.DRAFT.value, ExportState.SUBMITTED.value)


@dataclass(frozen=True)
class Unsettled:
    """A notice that somebody has still to release or take over."""

    id: UUID
    to: str
    waits_for_release: bool


def unsettled_notices(concern: Concern, office: YouthOffice) -> tuple[Unsettled, ...]:
    """Those that the office sent or received."""
    own = Actor(user_id=None, name="", offices=frozenset({office.pk}))
    found = [
        each
        for notices in (sent_notices(own), visible_notices(own))
        for each in notices.filter(UNSETTLED, concern=concern)
        .select_related("recipient_office", "recipient_partner", "recipient_outside")
        .defer("headline", "content")
        .order_by("created_at")
    ]
    return tuple(
        {
            each.pk: Unsettled(each.pk, each.recipient_name, each.released_at is None)
            for each in found
        }.values()
    )


def open_exports(concern: Concern, office: YouthOffice) -> list[AccessExport]:
    """Answers of the office to requests for access that wait to be finished or released."""
    own = AccessExport.objects.filter(concern=concern, office=office, state__in=OPEN_EXPORT)
    found = own.select_related("child", "adult", "made_by").defer("pdf", "choices")
    return list(found.order_by("made_at"))


def has_open_exports(concern: Concern, office: YouthOffice) -> bool:
    """Whether the family still waits for an answer of this office."""
    own = AccessExport.objects.filter(concern=concern, office=office)
    return own.filter(state__in=OPEN_EXPORT).exists()


def closure_of(concern: Concern, actor: Actor) -> Closure | None:
    """The standing closure by an office of the actor."""
    standing = Closure.objects.standing().filter(concern=concern, office__in=actor.offices)
    return standing.select_related("office", "by").order_by("at").first()


def holds_of(concern_id: UUID, actor: Actor) -> list[LegalHold]:
    """Holds of the actor's offices that nobody has ended."""
    own = LegalHold.objects.filter(concern=concern_id, office__in=actor.offices, ended_at=None)
    return list(own.select_related("office", "set_by", "asked_by").order_by("set_at"))


def closing_office(concern: Concern, actor: Actor) -> YouthOffice | None:
    """The actor's office in whose name it is closed: the one that answers, else an owner's."""
    if concern.office_id in actor.offices:
        return concern.office
    owners = concern.children.filter(office__in=actor.offices).select_related("office")
    first = owners.order_by("position").first()
    return first.office if first else None
