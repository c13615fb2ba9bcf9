"""The directory of one day as a value, kept by each process until the directory changes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from network.domain import places
from network.domain.geography import Area, Register
from network.domain.terms import OfficeKind, Service
from network.models import (
    Coverage,
    Network,
    OutsideDistrict,
    Partner,
    PostalCode,
    Territory,
    YouthOffice,
)
from network.queries.version import Stamp, directory_version, newest_stamp

__all__ = ["NoNetwork", "areas_matching", "directory_version", "register_on"]

KEPT_DAYS = 8
Services = Mapping[str, Mapping[str, tuple[str, ...]]]


class NoNetwork(LookupError):
    """Nothing has been loaded yet; the cure is `manage.py load_network`."""


def register_on(on: date) -> Register:
    """The directory as it stands on a day: one query when this process knows it, eight when not.

    Raises NoNetwork before the first loading.
    """
    stamp = newest_stamp()
    if stamp is None:
        raise NoNetwork("Es ist noch kein Netzwerk geladen: manage.py load_network lädt eines.")
    return _kept(stamp, on)


def areas_matching(text: str, *, on: date) -> tuple[Area, ...]:
    """Municipalities meant by a postal code or a name, as they are served on a day."""
    return places.areas_matching(text, register_on(on))


@lru_cache(maxsize=KEPT_DAYS)
def _kept(_stamp: Stamp, on: date) -> Register:
    network = Network.objects.select_related("fallback_office").get()
    services = _services(on)
    return Register(
        district=network.district,
        fallback=network.fallback_office.key,
        areas=_areas(on, services),
        offices=dict(
            YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT)
            .order_by("sort_key", "key")
            .values_list("key", "name")
        ),
        neighbours=dict(
            OutsideDistrict.objects.order_by("sort_key").values_list("district", "name")
        ),
        partners=dict(Partner.objects.order_by("sort_key", "key").values_list("key", "name")),
        services=services,
    )


def _areas(on: date, services: Services) -> tuple[Area, ...]:
    codes: dict[str, list[str]] = defaultdict(list)
    for ags, code in PostalCode.objects.order_by("code").values_list("municipality__ags", "code"):
        codes[ags].append(code)
    served = (
        Territory.objects.valid_on(on)
        .order_by("municipality__sort_key", "municipality__ags")
        .values_list("municipality__ags", "municipality__name", "office__key")
    )
    return tuple(
        Area(
            ags=ags,
            name=name,
            postal_codes=tuple(codes[ags]),
            office=office,
            family_court=_only(services, Service.FAMILY_COURT, ags),
            police=_only(services, Service.POLICE, ags),
        )
        for ags, name, office in served
    )


def _only(services: Services, service: Service, ags: str) -> str | None:
    """The one provider of an exclusive service: the place's own, else the district's."""
    by_place = services.get(service, {})
    keys = by_place.get(ags) or by_place.get("") or (None,)
    return keys[0]


def _services(on: date) -> Services:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    rows = (
        Coverage.objects.valid_on(on)
        .order_by("service", "partner__sort_key", "partner__key")
        .values_list("service", "municipality__ags", "partner__key")
    )
    for service, ags, key in rows:
        by_place = found[service]
        by_place[ags or ""] = (*by_place.get(ags or "", ()), key)
    return dict(found)
