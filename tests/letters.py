"""Letters for tests of the post: to an office made up here, about nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction

from network.domain.reach import Contact, Recipient
from network.domain.terms import ChannelKind, OfficeKind, RecipientKind, Urgency
from network.models import Attempt, Delivery, OutsideDistrict, YouthOffice
from network.services import post
from network.services.post import Letter

AT = datetime(2026, 8, 3, 20, 15, tzinfo=UTC)
PORTAL = Contact(channel=ChannelKind.PORTAL, address="", name="Portal", verified=True)


def an_office(key: str = "amt-a") -> YouthOffice:
    """The office of this key, made when it is not there yet."""
    return YouthOffice.objects.get_or_create(
        key=key, defaults={"name": key, "kind": OfficeKind.TOWN}
    )[0]


def outside_district() -> OutsideDistrict:
    """A district outside the network, made when it is not there yet."""
    return OutsideDistrict.objects.get_or_create(
        district="05315", defaults={"name": "Köln", "state": "NW"}
    )[0]


def mailbox(address: str) -> Contact:
    """A contact by e-mail."""
    return Contact(channel=ChannelKind.EMAIL, address=address, name="Eingang", verified=True)


def a_letter(*, urgency: Urgency = Urgency.STANDARD, kind: str = "notice", step: int = 0) -> Letter:
    """A new message to office A."""
    office = an_office()
    message_id = uuid4()
    return Letter(
        message_id=message_id,
        kind=kind,
        reference="KS-2345-6789-ABCD",
        urgency=urgency,
        recipient=Recipient(kind=RecipientKind.OFFICE, office_id=office.pk),
        office_id=office.pk,
        path=f"/eingang/{message_id}/",
        step=step,
    )


def write(*addresses: str, urgency: Urgency = Urgency.STANDARD) -> list[Delivery]:
    """One committed letter by e-mail for each address, in their order."""
    planned = []
    for address in addresses:
        with transaction.atomic():
            planned += post.plan(a_letter(urgency=urgency), [mailbox(address)], at=AT)
    return planned


def write_many(number: int) -> list[str]:
    """That many letters to different addresses in one transaction; returns the addresses."""
    addresses = [f"stelle-{each}@jugendamt.example" for each in range(number)]
    one = a_letter()
    with transaction.atomic():
        post.plan_all(
            [(replace(one, message_id=uuid4()), [mailbox(each)]) for each in addresses], at=AT
        )
    return addresses


def make_due() -> None:
    """Whatever waits for a further attempt is due now."""
    Delivery.objects.unsettled().filter(lease_until=None).update(due_at=AT)


def state(delivery: Delivery) -> str:
    """Where the delivery stands now."""
    return Delivery.objects.get(pk=delivery.pk).state


def outcomes(delivery: Delivery) -> list[tuple[str, str]]:
    """Outcome and code of each attempt, in order."""
    tries = Attempt.objects.filter(delivery=delivery).order_by("at")
    return list(tries.values_list("outcome", "code"))
