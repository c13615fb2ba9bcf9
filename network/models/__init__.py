"""All tables of the network."""

from network.models.by_hand import Call, CallAttempt, LetterEntry, PostalLetter
from network.models.contact import ContactKind, ContactPoint
from network.models.delivery import Attempt, Delivery
from network.models.directory import DirectoryVersion
from network.models.event import Event
from network.models.heartbeat import Heartbeat
from network.models.invitation import Invitation
from network.models.look import Look
from network.models.membership import Membership
from network.models.municipality import Municipality, PostalCode, Territory
from network.models.network import Network, OutsideDistrict
from network.models.office import (
    YouthOffice,
    YouthOfficeGroupGrant,
    YouthOfficeUserGrant,
)
from network.models.on_call import OfficeHours, OnCallSlot
from network.models.partner import (
    Coverage,
    Partner,
    PartnerGroupGrant,
    PartnerUserGrant,
)
from network.models.seal import Checkpoint, Forgotten, Seal, Unsealed
from network.models.user import User

__all__ = [
    "Attempt",
    "Call",
    "CallAttempt",
    "Checkpoint",
    "ContactKind",
    "ContactPoint",
    "Coverage",
    "Delivery",
    "DirectoryVersion",
    "Event",
    "Forgotten",
    "Heartbeat",
    "Invitation",
    "LetterEntry",
    "Look",
    "Membership",
    "Municipality",
    "Network",
    "OfficeHours",
    "OnCallSlot",
    "OutsideDistrict",
    "Partner",
    "PartnerGroupGrant",
    "PartnerUserGrant",
    "PostalCode",
    "PostalLetter",
    "Seal",
    "Territory",
    "Unsealed",
    "User",
    "YouthOffice",
    "YouthOfficeGroupGrant",
    "YouthOfficeUserGrant",
]
