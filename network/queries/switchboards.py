"""Telephone numbers of the offices that may stand on a page for everybody."""

from dataclasses import dataclass
from uuid import UUID

from network.models import ContactPoint, Network, YouthOffice
from network.models.contact import ContactKind


@dataclass(frozen=True)
class Switchboard:
    """An office and the verified numbers that are its own, nobody's in person."""

    name: str
    numbers: tuple[str, ...]


def switchboards() -> list[Switchboard]:
    """Every office with such a number, the fallback office first (three queries)."""
    points = ContactPoint.objects.filter(
        kind=ContactKind.PHONE, role=None, verified_at__isnull=False, office__isnull=False
    )
    numbers: dict[UUID, list[str]] = {}
    for office, number in points.order_by("address").values_list("office_id", "address"):
        if office is not None:
            numbers.setdefault(office, []).append(number)
    fallback = Network.objects.values_list("fallback_office_id", flat=True).first()
    offices = YouthOffice.objects.filter(pk__in=numbers).order_by("sort_key")
    rows = sorted(offices.values_list("pk", "name"), key=lambda row: row[0] != fallback)
    return [Switchboard(name, tuple(numbers[key])) for key, name in rows]
