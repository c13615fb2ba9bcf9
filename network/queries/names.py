"""Names for the head of every page, kept in the process until the directory changes."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from network.models import Network, Partner, YouthOffice
from network.queries.version import Stamp, newest_stamp


def network_name() -> str:
    """What the network is called; "" before anything was loaded (one query)."""
    stamp = newest_stamp()
    return _network_name(stamp) if stamp else ""


def organisation_names(ids: Collection[UUID]) -> list[str]:
    """Names of offices and partners, sorted as people sort them (one query)."""
    stamp = newest_stamp() if ids else None
    return [name for key, name in _organisations(stamp) if key in ids] if stamp else []


def is_fallback_office(ids: Collection[UUID]) -> bool:
    """Whether one of these offices is the one that catches what falls to nobody (one query)."""
    stamp = newest_stamp() if ids else None
    return _fallback_office_id(stamp) in ids if stamp else False


@lru_cache(maxsize=2)
def _fallback_office_id(_stamp: Stamp) -> UUID | None:
    return Network.objects.values_list("fallback_office_id", flat=True).first()


@lru_cache(maxsize=2)
def _network_name(_stamp: Stamp) -> str:
    return Network.objects.values_list("name", flat=True).first() or ""


@lru_cache(maxsize=2)
def _organisations(_stamp: Stamp) -> tuple[tuple[UUID, str], ...]:
    rows = [
        row
        for model in (YouthOffice, Partner)
        for row in model.objects.values_list("sort_key", "pk", "name")
    ]
    return tuple((key, name) for _, key, name in sorted(rows))
