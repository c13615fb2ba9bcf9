"""Numbers to call and addresses to write to, for many organisations in few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from network.domain.reach import Recipient, Telephone
from network.domain.terms import RecipientKind
from network.models import Call, PostalLetter
from network.queries.contacts import is_closed, telephones_for
from network.queries.version import one_reading

RECIPIENTS = ("recipient_office", "recipient_partner", "recipient_outside")


def recipient_of(row: Call | PostalLetter) -> Recipient:
    """The organisation a call or a letter is for."""
    return Recipient(
        kind=RecipientKind(row.recipient_kind),
        office_id=row.recipient_office_id,
        partner_id=row.recipient_partner_id,
        outside_district_id=row.recipient_outside_id,
    )


def recipient_name(row: Call | PostalLetter) -> str:
    """The organisation's name for people (select_related RECIPIENTS spares queries)."""
    if row.recipient_outside:
        return f"Jugendamt {row.recipient_outside.name} (außerhalb)"
    recipient = row.recipient_office or row.recipient_partner
    return recipient.name if recipient else ""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one organisation to call now.

    `is_closed`: there is none because whoever asks may not know who is on call there.
    """

    telephones: tuple[Telephone, ...]
    is_closed: bool


def telephones_of(
    recipients: Iterable[Recipient], *, at: datetime, on_call: bool = True
) -> Mapping[Recipient, Numbers]:
    """The numbers to call now, of several organisations; as many queries as for one.

    Without `on_call` whoever asks may not know the numbers of people on call.
    """
    with one_reading():
        return {
            each: Numbers(
                telephones=tuple(telephones_for(each, at=at, on_call=on_call)),
                is_closed=not on_call and is_closed(each, at=at),
            )
            for each in set(recipients)
        }
