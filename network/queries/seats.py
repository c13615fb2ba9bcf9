"""The seats of the network: who serves which places, and how surely they are reached."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from network.domain.hours import Mode
from network.models import Network, Territory, YouthOffice
from network.queries.contacts import unreachable_offices
from network.queries.rosters import who_answers
from network.queries.version import one_reading


@dataclass(frozen=True)
class Seat:
    """One seat at the table. `mode` says who answers now, None for a seat nobody is named for."""

    name: str
    places: tuple[str, ...]
    mode: Mode | None
    is_reachable: bool
    is_fallback: bool

    @property
    def is_open(self) -> bool:
        """A seat without territory and people, until somebody is named."""
        return self.mode is None


def seats(at: datetime) -> list[Seat]:
    """All seats in the order of their names (the same number of queries however many there are)."""
    served: dict[UUID, list[str]] = defaultdict(list)
    territories = Territory.objects.filter(validity__contains=localdate(at))
    for office, name in territories.order_by("municipality__sort_key").values_list(
        "office_id", "municipality__name"
    ):
        served[office].append(name)
    unreachable = {office.pk for office in unreachable_offices(at)}
    fallback = Network.objects.values_list("fallback_office_id", flat=True).first()
    with one_reading():
        return [
            Seat(
                name=office.name,
                places=tuple(served[office.pk]),
                mode=None if office.is_open_seat else who_answers(office.pk, at).mode,
                is_reachable=office.pk not in unreachable,
                is_fallback=office.pk == fallback,
            )
            for office in YouthOffice.objects.all()
        ]
