"""Planning: the rows of a letter are written in the transaction of what it tells about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kinderschutz.lib import poke, rows
from network.channels.portal import address_of
from network.domain.post import PRIORITY, DeliveryState
from network.domain.terms import ChannelKind, Urgency
from network.models import Delivery
from network.queries import Contact, Recipient

TASK = "network.tasks.deliver_due"


@dataclass(frozen=True)
class Letter:
    """A message to one organisation: what it is called and where it can be read, not what it says.

    `message_id` is the key of the message in the app that sends it, `kind` one of notice, reminder,
    escalation, overdue, release; `step` tells repetitions apart; `path` begins with a slash.
    """

    message_id: UUID
    kind: str
    reference: str
    urgency: Urgency
    recipient: Recipient
    office_id: UUID | None
    path: str
    step: int = 0


def plan(letter: Letter, contacts: Sequence[Contact], *, at: datetime) -> list[Delivery]:
    """As `plan_all` for one letter; returns its deliveries, none where there are no contacts."""
    plan_all([(letter, contacts)], at=at)
    wanted = {_once(row) for row in _rows(letter, contacts, at=at)}
    written = Delivery.objects.filter(message_id=letter.message_id)
    return [
        row for row in written.order_by("priority", "channel", "address") if _once(row) in wanted
    ]


def plan_all(letters: Iterable[tuple[Letter, Sequence[Contact]]], *, at: datetime) -> None:
    """Write one delivery per letter and contact, in the caller's transaction; then wake a worker.

    In the portal a message has arrived with its row; an e-mail is due from now on by the database's
    clock. Planning the same letter again changes nothing: one delivery per message, kind, step and
    address. A letter without contacts goes nowhere, which is for the caller to see.
    """
    planned = [row for letter, contacts in letters for row in _rows(letter, contacts, at=at)]
    rows.insert(planned, ignore_conflicts=True)
    if any(row.channel != ChannelKind.PORTAL for row in planned):
        poke.wake(TASK)


def _once(row: Delivery) -> tuple[UUID, str, int, str, str]:
    return row.message_id, row.kind, row.step, row.channel, row.address


def _rows(letter: Letter, contacts: Sequence[Contact], *, at: datetime) -> Iterator[Delivery]:
    to = letter.recipient
    for contact in contacts:
        in_portal = contact.channel is ChannelKind.PORTAL
        yield Delivery(
            message_id=letter.message_id,
            kind=letter.kind,
            step=letter.step,
            reference=letter.reference,
            urgency=letter.urgency,
            path=letter.path,
            office_id=letter.office_id,
            recipient_kind=to.kind,
            recipient_office_id=to.office_id,
            recipient_partner_id=to.partner_id,
            recipient_outside_id=to.outside_district_id,
            channel=contact.channel,
            address=address_of(_organisation(to)) if in_portal else _tidy(contact.address),
            priority=PRIORITY[letter.urgency],
            state=DeliveryState.SENT if in_portal else DeliveryState.DUE,
            planned_at=at,
            sent_at=at if in_portal else None,
        )


def _organisation(recipient: Recipient) -> UUID:
    key = recipient.office_id or recipient.partner_id or recipient.outside_district_id
    if key is None:
        raise ValueError("a recipient names an organisation")
    return key


def _tidy(address: str) -> str:
    """One spelling per mailbox, so that nobody gets a letter twice; only domains ignore case."""
    local, at_sign, domain = address.strip().rpartition("@")
    return f"{local}{at_sign}{domain.lower()}"
