"""Telling: the ways of a notice are chosen and planned in the transaction that writes it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cases.domain.ways import Ways, wakes, ways
from cases.models import Notice
from cases.services.duty import open_on_duty
from cases.services.heads import without_blocked
from cases.services.marking import write_transfers
from cases.services.notices import recipient_of
from cases.services.reaching import is_open, plan_by_hand, plan_call_now, situation_of
from cases.services.sink import canary_letter, sink
from kinderschutz.lib import rows
from network import queries as network
from network.domain.by_hand import CallDesk, CallReason
from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Urgency
from network.models import Call
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter

logger = logging.getLogger(__name__)

PORTAL = Contact(channel=ChannelKind.PORTAL, address="", name="Portal", verified=True)


@dataclass(frozen=True)
class Telling:
    """How a notice is told of for the first time: by the portal itself, and by hand."""

    notice: Notice
    letter: Letter
    contacts: list[Contact]
    ways: Ways


def write_and_tell(notices: Sequence[Notice], *, at: datetime) -> None:
    """Write new notices; those that leave at once are told in the same breath."""
    told = [first_telling(notice, at=at) for notice in notices if notice.released_at]
    rows.insert(notices)
    _send(told, at=at)


def tell(notice: Notice, *, at: datetime) -> None:
    """Tell the recipient of a notice that has just been released."""
    telling = first_telling(notice, at=at)
    notice.save(update_fields=["unreached_at", "next_step_at"])
    _send([telling], at=at)


def _send(told: Sequence[Telling], *, at: datetime) -> None:
    write_transfers([each.notice for each in told if not each.notice.is_canary], at=at)
    post.plan_all([(each.letter, each.contacts) for each in told], at=at)
    open_on_duty([(each.notice, each.contacts) for each in told], at=at)
    by_hand = [(each.notice, each.letter.recipient, each.ways) for each in told]
    _tell_desks(plan_by_hand(by_hand, at=at), at=at)


def ask_to_call(notice: Notice, *, at: datetime) -> None:
    """A letter to the recipient came back: somebody has to call, and is told of it."""
    _tell_desks(plan_call_now(notice, recipient_of(notice), at=at), at=at)


def _tell_desks(calls: Iterable[Call], *, at: datetime) -> None:
    """Reporter and office see their calls where they are at work; the fallback desk is told."""
    for call in calls:
        if call.desk == CallDesk.FALLBACK:
            tell_fallback_desk(call, at)


def first_telling(notice: Notice, *, at: datetime) -> Telling:
    """The first letter of a notice and the ways it takes.

    Where no verified address is known the notice says so at once (`unreached_at`), and its ladder
    begins without waiting; what addresses there are, are tried all the same.
    """
    recipient = recipient_of(notice)
    if notice.is_canary:
        return Telling(notice, canary_letter(notice, recipient), [PORTAL, sink()], Ways())
    contacts = without_blocked(
        network.contacts_for(recipient, role=None, at=at, sms=True), notice.concern_id
    )
    said = situation_of(notice, recipient, contacts, at=at)
    wanted = ways(said)
    if not said.has_mail:
        notice.unreached_at = at
        if notice.ack_by:
            notice.next_step_at = at
    signs_in = recipient.kind is RecipientKind.OFFICE or said.can_sign_in
    letter = _letter(notice, recipient, kind="notice", step=0, opens=notice.pk, signs_in=signs_in)
    reached = [each for each in contacts if wanted.sms or each.channel is not ChannelKind.SMS]
    return Telling(notice, letter, [PORTAL, *reached] if letter.path else reached, wanted)


def tell_step(notice: Notice, role: LadderRole, *, step: int, at: datetime) -> int:
    """Send the letters of one ladder step; returns how many persons or mailboxes were found.

    Outside districts and partners have no deputy or head here: for them the owning office is told,
    which stays in charge until somebody has taken over.
    """
    recipient = recipient_of(notice)
    if role is not LadderRole.REMINDER and recipient.kind is not RecipientKind.OFFICE:
        recipient = Recipient(kind=RecipientKind.OFFICE, office_id=notice.office_id)
    sms = wakes(Urgency(notice.urgency), is_open=is_open(recipient, at=at))
    contacts = without_blocked(
        network.contacts_for(recipient, role=role, at=at, sms=sms), notice.concern_id
    )
    kind = "reminder" if role is LadderRole.REMINDER else "escalation"
    opens = _own_notice(notice, recipient)
    signs_in = _may_read(recipient, at=at)
    letter = _letter(notice, recipient, kind=kind, step=step, opens=opens, signs_in=signs_in)
    post.plan(letter, contacts, at=at)
    if role is LadderRole.REMINDER:
        open_on_duty([(notice, contacts)], at=at)
    return len(contacts)


def ask_sender(notice: Notice, role: LadderRole, *, step: int, at: datetime) -> int:
    """Ask the sending office to release or withhold a notice; how many ways there were."""
    sender = Recipient(kind=RecipientKind.OFFICE, office_id=notice.office_id)
    contacts = without_blocked(network.contacts_for(sender, role=role, at=at), notice.concern_id)
    opens = _own_notice(notice, sender)
    letter = _letter(notice, sender, kind="release", step=step, opens=opens, signs_in=True)
    post.plan(letter, contacts, at=at)
    return len(contacts)


def tell_fallback_desk(call: Call, at: datetime) -> None:
    """A call has come to the last desk: the fallback office learns that it has to make one.

    A reference and the way to its list, and whoever is on call there is woken where it is pressing.
    Without any address there the log has an error, and the watchdog finds the call untried.
    """
    office = Recipient(kind=RecipientKind.OFFICE, office_id=network.fallback_office().pk)
    urgency = Urgency(call.urgency)
    sms = wakes(urgency, is_open=is_open(office, at=at))
    letter = Letter(
        message_id=call.message_id,
        kind="call",
        reference=call.reference,
        urgency=urgency,
        recipient=office,
        office_id=call.office_id,
        path=reverse("cases:desk"),
        step=list(CallReason).index(CallReason(call.reason)),
    )
    contacts = network.contacts_for(office, role=None, at=at, sms=sms)
    if not contacts:
        logger.error("the fallback office has no address to be told of call %s", call.pk)
    post.plan(letter, contacts, at=at)


def _own_notice(notice: Notice, recipient: Recipient) -> UUID | None:
    """The notice that this recipient may open: the one addressed to it about the same concern."""
    if recipient == recipient_of(notice):
        return notice.pk
    own = Notice.objects.filter(concern=notice.concern_id, recipient_office=recipient.office_id)
    return own.order_by("created_at").values_list("pk", flat=True).first()


def _letter(
    notice: Notice,
    recipient: Recipient,
    *,
    kind: str,
    step: int,
    opens: UUID | None,
    signs_in: bool,
) -> Letter:
    """The letter to a recipient; without a path where nobody there can sign in, who then calls."""
    path = reverse("cases:notice", args=[opens]) if opens else reverse("cases:inbox")
    return Letter(
        message_id=notice.id,
        kind=kind,
        reference=notice.reference,
        urgency=Urgency(notice.urgency),
        recipient=recipient,
        office_id=notice.office_id,
        path=path if signs_in else "",
        step=step,
    )


def _may_read(recipient: Recipient, *, at: datetime) -> bool:
    """An office has an inbox, whoever works there; others only where somebody has an account."""
    return recipient.kind is RecipientKind.OFFICE or network.can_sign_in(recipient, at=at)
