"""Preparing notices: the step that report, overruling and forwarding share."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.domain.escalation import first_step_at, release_reminder_at
from cases.domain.merging import STRENGTH
from cases.domain.record import ladder_to_data
from cases.domain.types import PlannedNotice
from cases.models import Concern, Decision, Notice
from cases.models.notice import ALARM
from network import queries as network
from network.domain.geography import OUTSIDE
from network.domain.terms import ContentLevel, RecipientKind, Release, Urgency
from network.models import OutsideDistrict
from network.queries import Recipient

RANK = {Urgency.ACUTE: 0, Urgency.URGENT: 1, Urgency.STANDARD: 2}


def recipient_of(notice: Notice) -> Recipient:
    """The organisation a notice is addressed to."""
    return Recipient(
        kind=RecipientKind(notice.recipient_kind),
        office_id=notice.recipient_office_id,
        partner_id=notice.recipient_partner_id,
        outside_district_id=notice.recipient_outside_id,
    )


def covers(notice: Notice, planned: PlannedNotice) -> bool:
    """Whether a notice says and asks at least what a planned one would: level, and taking over."""
    known, wanted = ContentLevel(notice.content_level), planned.content
    return STRENGTH[known] >= STRENGTH[wanted] and (planned.ack is None or notice.ack is not None)


def told_of(concern: Concern) -> list[Notice]:
    """The notices by which anybody has been told of a concern, or is to be told once released.

    What was withheld and the alarms of the fallback office say nothing of the case; whose copy is
    gone by rule knows of it no more and is told again.
    """
    known = Notice.objects.filter(concern=concern, withdrawn_at=None, erased_at=None)
    notices = known.exclude(cause=ALARM)
    return list(notices.defer("headline", "content"))


def knows(recipient: Recipient, planned: PlannedNotice, told: Iterable[Notice]) -> bool:
    """Whether one of these notices tells the recipient as much about all the children."""
    return any(
        recipient_of(notice) == recipient
        and set(planned.children) <= set(notice.children)
        and covers(notice, planned)
        for notice in told
    )


def recipients_of(keys: Iterable[str]) -> Mapping[str, Recipient]:
    """The organisations of these keys; an outside district nobody has entered yet is entered now.

    A family may come from anywhere. A district without a contact cannot be told by mail, which its
    notice says; but it never stops a report. Raises UnknownRecipient for any other unknown key.
    """
    wanted = set(keys)
    try:
        return network.recipients_by_key(wanted)
    except network.UnknownRecipient as fault:
        for key in fault.keys:
            if key.startswith(OUTSIDE):
                district = key.removeprefix(OUTSIDE)
                OutsideDistrict.objects.get_or_create(
                    district=district, defaults={"name": f"Kreis {district}"}
                )
    return network.recipients_by_key(wanted)


def new_notice(
    *,
    concern: Concern,
    decision: Decision | None,
    sender_id: UUID,
    planned: PlannedNotice,
    recipient: Recipient,
    cause: str,
    headline: str,
    content: dict[str, Any],
    ack: dict[str, Any] | None,
    at: datetime,
) -> Notice:
    """A notice not yet written: released at once where the rule says so, else by a person."""
    automatic = planned.release is Release.AUTOMATIC
    ack_by = planned.ack_by if automatic else None
    return Notice(
        concern=concern,
        decision=decision,
        office_id=sender_id,
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
        is_canary=concern.is_canary,
        next_step_at=(
            None
            if concern.is_canary
            else first_step_at(planned.ladder, ack_by=ack_by)
            if automatic
            else release_reminder_at(at, urgency=Urgency(concern.urgency))
        ),
    )
