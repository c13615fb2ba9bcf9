"""Writing notices and telling their recipients: the step that report, overruling and forwarding
share.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.domain.escalation import first_step_at, release_reminder_at
from cases.domain.merging import STRENGTH
from cases.domain.record import ladder_to_data
from cases.domain.types import PlannedNotice
from cases.models import Concern, Decision, Notice
from cases.models.notice import ALARM
from network import queries as network
from network.domain.geography import OUTSIDE
from network.domain.terms import (
    ChannelKind,
    ContentLevel,
    LadderRole,
    RecipientKind,
    Release,
    Urgency,
)
from network.models import OutsideDistrict
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter

PORTAL = Contact(channel=ChannelKind.PORTAL, address="", name="Portal", verified=True)
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

    What was withheld and the alarms of the fallback office say nothing of the case.
    """
    notices = Notice.objects.filter(concern=concern, withdrawn_at=None).exclude(cause=ALARM)
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
        next_step_at=(
            first_step_at(planned.ladder, ack_by=ack_by)
            if automatic
            else release_reminder_at(at, urgency=Urgency(concern.urgency))
        ),
    )


def write_and_tell(notices: Sequence[Notice], *, at: datetime) -> None:
    """Write new notices; those that leave at once are told in the same breath."""
    letters = [first_letter(notice, at=at) for notice in notices if notice.released_at]
    Notice.objects.bulk_create(notices)
    post.plan_all(letters, at=at)


def tell(notice: Notice, *, at: datetime) -> None:
    """Tell the recipient of a notice that has just been released."""
    letter = first_letter(notice, at=at)
    notice.save(update_fields=["unreached_at", "next_step_at"])
    post.plan_all([letter], at=at)


def first_letter(notice: Notice, *, at: datetime) -> tuple[Letter, list[Contact]]:
    """The first letter of a notice and the ways it takes.

    Where no verified address is known the notice says so at once (`unreached_at`), and its ladder
    begins without waiting; what addresses there are, are tried all the same.
    """
    recipient = recipient_of(notice)
    contacts = network.contacts_for(recipient, role=None, at=at)
    if not any(contact.verified for contact in contacts):
        notice.unreached_at = at
        if notice.ack_by:
            notice.next_step_at = at
    letter = _letter(notice, recipient, kind="notice", step=0, opens=notice.pk, at=at)
    return letter, [PORTAL, *contacts] if letter.path else contacts


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
    opens = _own_notice(notice, recipient)
    letter = _letter(notice, recipient, kind=kind, step=step, opens=opens, at=at)
    post.plan(letter, contacts, at=at)
    return len(contacts)


def ask_sender(notice: Notice, role: LadderRole, *, step: int, at: datetime) -> int:
    """Ask the sending office to release or withhold a notice; how many ways there were."""
    sender = Recipient(kind=RecipientKind.OFFICE, office_id=notice.office_id)
    contacts = network.contacts_for(sender, role=role, at=at)
    opens = _own_notice(notice, sender)
    letter = _letter(notice, sender, kind="release", step=step, opens=opens, at=at)
    post.plan(letter, contacts, at=at)
    return len(contacts)


def _own_notice(notice: Notice, recipient: Recipient) -> UUID | None:
    """The notice that this recipient may open: the one addressed to it about the same concern."""
    if recipient == recipient_of(notice):
        return notice.pk
    own = Notice.objects.filter(concern=notice.concern_id, recipient_office=recipient.office_id)
    return own.order_by("created_at").values_list("pk", flat=True).first()


def _letter(
    notice: Notice, recipient: Recipient, *, kind: str, step: int, opens: UUID | None, at: datetime
) -> Letter:
    """The letter to a recipient; without a path where nobody there can sign in, who then calls."""
    path = reverse("cases:notice", args=[opens]) if opens else reverse("cases:inbox")
    is_office = recipient.kind is RecipientKind.OFFICE
    return Letter(
        message_id=notice.id,
        kind=kind,
        reference=notice.reference,
        urgency=Urgency(notice.urgency),
        recipient=recipient,
        office_id=notice.office_id,
        path=path if is_office or network.can_sign_in(recipient, at=at) else "",
        step=step,
    )
