"""Reads of the directory: the door for all apps."""

from network.domain.reach import Contact, Recipient, Telephone
from network.queries.by_hand import recipient_name, telephones_of
from network.queries.contacts import (
    can_sign_in,
    contacts_for,
    own_telephones,
    postal_address,
    telephones_for,
    unreachable_offices,
)
from network.queries.recipients import (
    UnknownRecipient,
    fallback_office,
    recipient_by_key,
    recipients_by_key,
)
from network.queries.register import NoNetwork, areas_matching, directory_version, register_on
from network.queries.rosters import (
    duty_at,
    is_office_hours,
    office_hours_at,
    person_on_call,
    who_answers,
)
from network.queries.version import one_reading

__all__ = [
    "Contact",
    "NoNetwork",
    "Recipient",
    "Telephone",
    "UnknownRecipient",
    "areas_matching",
    "can_sign_in",
    "contacts_for",
    "directory_version",
    "duty_at",
    "fallback_office",
    "is_office_hours",
    "office_hours_at",
    "one_reading",
    "own_telephones",
    "person_on_call",
    "postal_address",
    "recipient_by_key",
    "recipient_name",
    "recipients_by_key",
    "register_on",
    "telephones_for",
    "telephones_of",
    "unreachable_offices",
    "who_answers",
]
