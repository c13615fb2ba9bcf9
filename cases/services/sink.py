"""Where canaries end: one mailbox that nobody's office is."""

from django.conf import settings
from django.urls import reverse

from cases.models import Notice
from network.domain.terms import ChannelKind, Urgency
from network.queries import Contact, Recipient
from network.services.post import Letter


def canary_letter(notice: Notice, recipient: Recipient) -> Letter:
    """The letter of a canary. It overtakes none about a child, however acute it claims to be."""
    return Letter(
        message_id=notice.id,
        kind="canary",
        reference=notice.reference,
        urgency=Urgency.STANDARD,
        recipient=recipient,
        office_id=notice.office_id,
        path=reverse("cases:canary"),
    )


def sink() -> Contact:
    """The mailbox in place of every address that the recipient has."""
    address = settings.CANARY_ADDRESS
    return Contact(channel=ChannelKind.EMAIL, address=address, name="Probelauf", verified=True)
