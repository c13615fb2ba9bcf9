"""Names for the head of every page, kept in the process until the directory changes."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from network.models import DirectoryVersion, Network, Partner, YouthOffice


def network_name() -> str:
    """What the network is called; "" before anything was loaded (one query)."""
    return _network_name(directory_version())


def organisation_names(ids: Collection[UUID]) -> list[str]:
    """Names of offices and partners, sorted as people sort them (one query)."""
    if not ids:
        return []
    known = _organisations(directory_version())
    return [name for key, name in known if key in ids]


def directory_version() -> int:
    """The number of the directory's state; 0 before anything was loaded."""
    newest = DirectoryVersion.objects.order_by("-number").values_list("number", flat=True)
    return newest.first() or 0


@lru_cache(maxsize=2)
def _network_name(_version: int) -> str:
    return Network.objects.values_list("name", flat=True).first() or ""


@lru_cache(maxsize=2)
def _organisations(_version: int) -> tuple[tuple[UUID, str], ...]:
    rows = [
        row
        for model in (YouthOffice, Partner)
        for row in model.objects.values_list("sort_key", "pk", "name")
    ]
    return tuple((key, name) for _, key, name in sorted(rows))
