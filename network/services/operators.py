"""Whoever keeps the portal running is told that something is wrong: a reference, no content."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate

from network import queries
from network.domain.terms import ChannelKind, RecipientKind, Role, Urgency
from network.models import Membership
from network.queries import Contact, Recipient
from network.services import post
from network.services.post import Letter


def alarm_operators(
    *, message_id: UUID, reference: str, path: str, at: datetime, kind: str = "canary_alarm"
) -> int:
    """Plan a letter to the operators, in the caller's transaction; how many addresses there were.

    OPERATORS_ADDRESS, else the technical administrators of today, else the fallback office.
    """
    fallback = queries.fallback_office()
    to = Recipient(kind=RecipientKind.OFFICE, office_id=fallback.pk)
    contacts = _operators(at) or queries.contacts_for(to, role=None, at=at)
    letter = Letter(
        message_id=message_id,
        kind=kind,
        reference=reference,
        urgency=Urgency.URGENT,
        recipient=to,
        office_id=fallback.pk,
        path=path,
    )
    post.plan_all([(letter, contacts)], at=at)
    return len(contacts)


def _operators(at: datetime) -> list[Contact]:
    if settings.OPERATORS_ADDRESS:
        return [_contact(settings.OPERATORS_ADDRESS, "Betrieb")]
    members = Membership.objects.valid_on(localdate(at)).filter(role=Role.TECHNICAL_ADMIN)
    known = members.order_by("user__email").values_list("user__email", "user__name").distinct()
    return [_contact(email, name) for email, name in known]


def _contact(address: str, name: str) -> Contact:
    return Contact(channel=ChannelKind.EMAIL, address=address, name=name, verified=True)
