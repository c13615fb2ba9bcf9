"""How an organisation is reached at an instant. Persons are found at the instant, never stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from network.access import READERS
from network.domain.hours import Mode
from network.domain.reach import Contact, Recipient, Telephone
from network.domain.terms import ChannelKind, LadderRole, OfficeKind, RecipientKind, Role
from network.models import ContactKind, ContactPoint, Membership, YouthOffice
from network.queries.recipients import fallback_office
from network.queries.rosters import who_answers
from network.queries.version import Stamp, newest_stamp

KIND_OF = {ChannelKind.EMAIL: ContactKind.EMAIL, ChannelKind.SMS: ContactKind.SMS}
PERSONS_OF = {LadderRole.DEPUTY: Role.DEPUTY, LadderRole.OFFICE_HEAD: Role.OFFICE_HEAD}


def contacts_for(
    recipient: Recipient, role: LadderRole | None, at: datetime, *, sms: bool = False
) -> list[Contact]:
    """The addresses by which a step of the ladder reaches a recipient; maybe none.

    First telling (None) and reminder: the functional mailboxes and, out of hours, who is on call.
    Deputy and head: the people who hold that role on the day. Fallback: the fallback office.
    An unverified mailbox is tried only where there is no verified one, and says so (`verified`).
    With `sms` the addresses of the SMS gateway are among them, by the same rules.
    """
    channels = (ChannelKind.EMAIL, ChannelKind.SMS) if sms else (ChannelKind.EMAIL,)
    if role is LadderRole.FALLBACK_OFFICE:
        recipient = Recipient(kind=RecipientKind.OFFICE, office_id=fallback_office().pk)
    if role in PERSONS_OF:
        return _holding(PERSONS_OF[role], recipient, at, channels)
    boxes = _boxes(recipient, channels, role=None)
    return _once([*boxes, *_on_call(recipient, channels, at)])


def _boxes(
    recipient: Recipient, channels: Iterable[ChannelKind], *, role: Role | None
) -> list[Contact]:
    """Mailboxes and SMS addresses of the organisation; of each kind verified ones go first."""
    return [box for channel in channels for box in _of_kind(recipient, channel, role=role)]


def _of_kind(recipient: Recipient, channel: ChannelKind, *, role: Role | None) -> list[Contact]:
    points = [
        Contact(
            channel=channel,
            address=point.address,
            name=point.label,
            verified=point.verified_at is not None,
            contact_point_id=point.pk,
        )
        for point in _points(recipient, KIND_OF[channel], role=role)
    ]
    return [point for point in points if point.verified] or points


def _on_call(recipient: Recipient, channels: Iterable[ChannelKind], at: datetime) -> list[Contact]:
    answer = who_answers(recipient.office_id, at) if recipient.office_id else None
    slot = answer.slot if answer else None
    if slot is None:
        return []
    addresses = {ChannelKind.EMAIL: slot.email, ChannelKind.SMS: slot.sms}
    return [
        Contact(
            channel=channel,
            address=addresses[channel],
            name=slot.person,
            verified=slot.user_id is not None,
            user_id=slot.user_id,
        )
        for channel in channels
        if addresses[channel]
    ]


def _holding(
    role: Role, recipient: Recipient, at: datetime, channels: Iterable[ChannelKind]
) -> list[Contact]:
    """People with a role, and what is kept for that role."""
    members = (
        Membership.objects.valid_on(localdate(at))
        .filter(role=role, **_owner(recipient))
        .order_by("user__email")
        .values_list("user__email", "user__name", "user_id")
        if recipient.kind is not RecipientKind.OUTSIDE
        else []
    )
    people = [
        Contact(channel=ChannelKind.EMAIL, address=email, name=name, verified=True, user_id=user_id)
        for email, name, user_id in members
    ]
    return _once([*people, *_boxes(recipient, channels, role=role)])


def telephones_for(recipient: Recipient, *, at: datetime, on_call: bool = True) -> list[Telephone]:
    """Numbers a person may call now: who is on call first, then the organisation's own.

    Without `on_call` whoever asks may not know the numbers of people on call: there is no number
    while nobody else answers.
    """
    if not on_call and is_closed(recipient, at=at):
        return []
    answer = who_answers(recipient.office_id, at) if recipient.office_id else None
    slot = answer.slot if answer and answer.mode is Mode.ON_CALL else None
    first = [Telephone(slot.phone, slot.person, verified=True)] if slot else []
    return [*first, *own_telephones(recipient)]


def is_closed(recipient: Recipient, *, at: datetime) -> bool:
    """Whether it is an office outside its hours: somebody on call answers there, or nobody."""
    if recipient.office_id is None:
        return False
    return who_answers(recipient.office_id, at).mode is not Mode.OFFICE_HOURS


def own_telephones(recipient: Recipient) -> list[Telephone]:
    """The organisation's own numbers, nobody's in person: those that may stand on paper."""
    points = _points(recipient, ContactKind.PHONE, role=None)
    return [Telephone(each.address, each.label, each.verified_at is not None) for each in points]


def postal_address(recipient: Recipient) -> str:
    """Where a letter on paper goes, line by line; empty where nobody has entered it."""
    points = _points(recipient, ContactKind.POSTAL, role=None)
    return next((point.address for point in points), "")


def can_sign_in(recipient: Recipient, *, at: datetime) -> bool:
    """Whether anybody there has a role valid on the day that reads what comes in (one query).

    Where nobody has, nobody can read it: a letter then asks for a call instead of a sign-in. Who
    keeps the accounts or the protocol there does not read it either.
    """
    if recipient.kind is RecipientKind.OUTSIDE:
        return False
    readers = Membership.objects.valid_on(localdate(at)).filter(role__in=READERS)
    return readers.filter(**_owner(recipient)).exists()


def unreachable_offices(at: datetime) -> list[YouthOffice]:
    """Offices of the network without a mailbox that somebody had verified by this instant.

    An open seat is not among them: nobody is sent there.
    """
    mailbox = ContactPoint.objects.emails().filter(
        office=OuterRef("pk"), role__isnull=True, verified_at__lte=at
    )
    return list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT).exclude(Exists(mailbox)))


def _points(recipient: Recipient, kind: ContactKind, *, role: Role | None) -> list[ContactPoint]:
    """What the directory holds of one kind for a role, in its order; no query if warm."""
    stamp = newest_stamp()
    found = _kept(stamp).get(_key(recipient), ()) if stamp else ()
    return [point for point in found if point.kind == kind and point.role == role]


@lru_cache(maxsize=2)
def _kept(_stamp: Stamp) -> Mapping[UUID | None, tuple[ContactPoint, ...]]:
    """All contact points by the key of their organisation, until the directory changes."""
    points: dict[UUID | None, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.all():
        points[point.office_id or point.partner_id or point.outside_district_id].append(point)
    return {key: tuple(found) for key, found in points.items()}


def _key(recipient: Recipient) -> UUID | None:
    return recipient.office_id or recipient.partner_id or recipient.outside_district_id


def _owner(recipient: Recipient) -> dict[str, Any]:
    """The one foreign key that a row of this organisation has."""
    match recipient.kind:
        case RecipientKind.OFFICE:
            return {"office_id": recipient.office_id}
        case RecipientKind.PARTNER:
            return {"partner_id": recipient.partner_id}
        case RecipientKind.OUTSIDE:
            return {"outside_district_id": recipient.outside_district_id}


def _once(contacts: Iterable[Contact]) -> list[Contact]:
    """Each address once, the first mention wins."""
    by_address: dict[str, Contact] = {}
    for contact in contacts:
        by_address.setdefault(contact.address.casefold(), contact)
    return list(by_address.values())
