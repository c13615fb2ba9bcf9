"""Writing notices and telling their recipients: the step that report, overruling and forwarding
share.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from network.queries import Contact, Recipient

from cases.domain.escalation import first_step_at
from cases.domain.record import ladder_to_data
from cases.domain.types import PlannedNotice
from cases.models import Concern, Decision, Notice
from network import queries as network
from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Release, Urgency
from network.models import YouthOffice
from network.services import post
from network.services.post import Letter

RANK = {Urgency.ACUTE: 0, Urgency.URGENT: 1, Urgency.STANDARD: 2}


def recipient_of(notice: Notice) -> Recipient:
    """The organisation a notice is addressed to."""
    return Recipient(
        kind=RecipientKind(notice.recipient_kind),
        office_id=notice.recipient_office_id,
        partner_id=notice.recipient_partner_id,
        outside_district_id=notice.recipient_outside_id,
    )


def write_notice(
    *,
    concern: Concern,
    decision: Decision | None,
    sender: YouthOffice,
    planned: PlannedNotice,
    recipient: Recipient,
    cause: str,
    headline: str,
    content: dict[str, Any],
    ack: dict[str, Any] | None,
    at: datetime,
) -> Notice:
    """One row for one recipient. Told at once where the rule says so, else when a caseworker
    releases it.
    """
    automatic = planned.release is Release.AUTOMATIC
    ack_by = planned.ack_by if automatic else None
    return Notice.objects.create(
        concern=concern,
        decision=decision,
        office=sender,
        recipient_kind=recipient.kind,
        recipient_office_id=recipient.office_id,
        recipient_partner_id=recipient.partner_id,
        recipient_outside_id=recipient.outside_district_id,
        cause=cause,
        reference=concern.reference,
        urgency=concern.urgency,
        rank=RANK[Urgency(concern.urgency)],
        children=list(planned.children),
        duties=list(planned.duties),
        headline=headline,
        content=content,
        content_level=planned.content,
        because=planned.because,
        legal_basis=planned.legal_basis,
        release=planned.release,
        is_fallback=planned.is_fallback,
        created_at=at,
        released_at=at if automatic else None,
        ack=ack,
        ack_by=ack_by,
        ladder=ladder_to_data(planned.ladder),
        next_step_at=first_step_at(planned.ladder, ack_by=ack_by),
    )


def tell(notice: Notice, *, at: datetime) -> int:
    """Put the first letters of a released notice into the post; returns how many ways there were by
    mail.

    Where nobody can be reached by mail the notice says so at once and its ladder begins without
    waiting.
    """
    recipient = recipient_of(notice)
    contacts = network.contacts_for(recipient, role=None, at=at)
    _send(notice, recipient, [*_portal(notice), *contacts], kind="notice", step=0, at=at)
    if not contacts:
        notice.unreached_at = at
        if notice.ack_by:
            notice.next_step_at = at
        notice.save(update_fields=["unreached_at", "next_step_at"])
    return len(contacts)


def tell_step(notice: Notice, role: LadderRole, *, step: int, at: datetime) -> int:
    """Send the letters of one ladder step; returns how many persons or mailboxes were found.

    Outside districts and partners have no deputy or head here: for them the owning office is told,
    which stays in charge until somebody has taken over.
    """
    recipient = recipient_of(notice)
    if role is not LadderRole.REMINDER and recipient.kind is not RecipientKind.OFFICE:
        recipient = Recipient(kind=RecipientKind.OFFICE, office_id=notice.office_id)
    contacts = network.contacts_for(recipient, role=role, at=at)
    kind = "reminder" if role is LadderRole.REMINDER else "escalation"
    _send(notice, recipient, contacts, kind=kind, step=step, at=at)
    return len(contacts)


def _portal(notice: Notice) -> list[Contact]:
    """The portal itself, for organisations that can sign in."""
    if notice.recipient_kind == RecipientKind.OUTSIDE:
        return []
    return [Contact(channel=ChannelKind.PORTAL, address="", name="Portal", verified=True)]


def _send(
    notice: Notice,
    recipient: Recipient,
    contacts: Iterable[Contact],
    *,
    kind: str,
    step: int,
    at: datetime,
) -> None:
    letter = Letter(
        message_id=notice.id,
        kind=kind,
        reference=notice.reference,
        urgency=Urgency(notice.urgency),
        recipient=recipient,
        office_id=notice.office_id,
        path=f"/eingang/{notice.id}/",
        step=step,
    )
    post.plan(letter, list(contacts), at=at)
