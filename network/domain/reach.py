"""To whom something is sent, and how an organisation is reached, as values."""

from dataclasses import dataclass
from uuid import UUID

from network.domain.terms import ChannelKind, RecipientKind


@dataclass(frozen=True)
class Recipient:
    """An organisation that a message is for; exactly the id that `kind` names is set."""

    kind: RecipientKind
    office_id: UUID | None = None
    partner_id: UUID | None = None
    outside_district_id: UUID | None = None


@dataclass(frozen=True)
class Contact:
    """One address of a recipient. One that is not verified may be tried, never relied upon."""

    channel: ChannelKind
    address: str
    name: str
    verified: bool
    contact_point_id: UUID | None = None
    user_id: UUID | None = None


@dataclass(frozen=True)
class Telephone:
    """A number that a person may call, with the name of who answers."""

    number: str
    name: str
    verified: bool
