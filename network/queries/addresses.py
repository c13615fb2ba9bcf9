"""To whom an address belongs that somebody types: mailboxes of the directory, and their domains.

The directory is open to everybody, so this tells nobody anything; accounts of others are not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from network.domain.accounts import domain_of
from network.models import ContactKind, ContactPoint, OnCallSlot, Partner, YouthOffice

Organisation = YouthOffice | Partner


@dataclass(frozen=True)
class Known:
    """A mailbox of the directory, and whose it is; `key` is None outside of the network."""

    address: str
    owner: str
    key: object


def mailboxes_like(addresses: Iterable[str]) -> list[Known]:
    """Mailboxes of the directory in the domains of these addresses (two queries)."""
    domains = {domain_of(each) for each in addresses} - {""}
    if not domains:
        return []
    here, duty = Q(), Q()
    for domain in domains:
        here |= Q(address__iendswith=f"@{domain}")
        duty |= Q(email__iendswith=f"@{domain}")
    contacts = ContactPoint.objects.filter(here, kind=ContactKind.EMAIL)
    slots = OnCallSlot.objects.filter(duty).select_related("office")
    return [
        *(_known(row) for row in contacts.select_related("office", "partner", "outside_district")),
        *(Known(row.email.lower(), row.office.name, row.office_id) for row in slots),
    ]


def shared_mailbox(address: str) -> str:
    """Whose mailbox of the directory this is, "" where it is nobody's."""
    found = {each.owner for each in mailboxes_like([address]) if each.address == address.lower()}
    return ", ".join(sorted(found))


def foreign_owner(address: str, organisation: Organisation, known: list[Known]) -> str:
    """The other organisations whose mailboxes lie in the domain of this address.

    "" where the organisation has one there itself, or nobody has.
    """
    here = [each for each in known if domain_of(each.address) == domain_of(address)]
    if any(each.key == organisation.pk for each in here):
        return ""
    return ", ".join(sorted({each.owner for each in here}))


def _known(row: ContactPoint) -> Known:
    owner = row.office or row.partner
    if owner is not None:
        return Known(row.address.lower(), owner.name, owner.pk)
    return Known(row.address.lower(), str(row.outside_district), None)
