"""Telling the head of an office that something out of the ordinary was done: no content."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cases.models import CaseBlock
from network import queries as network
from network.domain.terms import LadderRole, RecipientKind, Urgency
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter


def without_blocked(contacts: list[Contact], concern_id: UUID) -> list[Contact]:
    """The contacts without persons who must not know of this case; mailboxes of the office stay."""
    if all(each.contact_point_id for each in contacts):
        return contacts
    blocks = CaseBlock.objects.in_force().filter(concern=concern_id, user__isnull=False)
    blocked = dict(blocks.values_list("user", "user__email"))
    addresses = {email.casefold() for email in blocked.values()}
    return [
        each
        for each in contacts
        if each.user_id not in blocked and each.address.casefold() not in addresses
    ]


def tell_head(
    kind: str, *, message_id: UUID, reference: str, office_id: UUID, concern_id: UUID, at: datetime
) -> int:
    """A letter to whoever leads the office; where nobody does, to its mailbox. How many were told.

    It names the reference and leads to the page of the head, nothing else.
    """
    office = Recipient(kind=RecipientKind.OFFICE, office_id=office_id)
    heads = network.contacts_for(office, role=LadderRole.OFFICE_HEAD, at=at)
    told = without_blocked(heads, concern_id) or without_blocked(
        network.contacts_for(office, role=None, at=at), concern_id
    )
    letter = Letter(
        message_id=message_id,
        kind=kind,
        reference=reference,
        urgency=Urgency.URGENT,
        recipient=office,
        office_id=office_id,
        path=reverse("cases:lead"),
    )
    post.plan_all([(letter, told)], at=at)
    return len(told)
