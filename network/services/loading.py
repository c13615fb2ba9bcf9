"""A folder's network into the database: all of it in one transaction, or nothing."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from network import audit
from network.access import THE_NETWORK, Actor, Permission, grant_all, require
from network.domain.folder import NetworkData
from network.domain.terms import OFFICE_ROLES, PARTNER_ROLES, OfficeKind
from network.models import Network, OutsideDistrict, Partner, YouthOffice
from network.services import loading_places, loading_reach
from network.services.changes import Changes
from network.services.directory import bump_version


@transaction.atomic
def load_network(data: NetworkData, *, by: Actor, at: datetime, today: date) -> Changes:
    """Bring the directory to what the folder says; a second time nothing changes.

    What the folder does not name stays: nothing is deleted that people or decisions may point to.
    In an existing network a new office or court for a place holds from `today` on, the old one
    until the day before. If anything changed, the version is raised once and one event written.
    """
    require(by, Permission.EDIT_DIRECTORY, THE_NETWORK)
    changes = Changes()
    network = Network.objects.select_for_update().first()
    first_day = today if network else data.valid_from
    offices = _offices(data, changes)
    partners = _partners(data, changes)
    outside = _outside(data, changes)
    network = network or Network()
    changes.put(
        network,
        {
            "name": data.name,
            "district": data.district,
            "fallback_office_id": offices[data.fallback_office].pk,
        },
        what="Netzwerk",
    )
    municipalities = loading_places.municipalities(data, changes)
    loading_places.territories(data, municipalities, offices, first_day=first_day, changes=changes)
    loading_places.coverages(data, municipalities, partners, first_day=first_day, changes=changes)
    loading_reach.contacts(data, offices, partners, outside, changes=changes)
    loading_reach.rosters(data, offices, changes)
    if changes:
        version = bump_version(reason="Verzeichnis geladen", at=at)
        details: dict[str, str | int] = {"version": version.number, **changes.counts}
        audit.record(
            "network_loaded", by=by, at=at, on_kind="network", on_id=network.pk, details=details
        )
    return changes


def _offices(data: NetworkData, changes: Changes) -> Mapping[str, YouthOffice]:
    known = {office.key: office for office in YouthOffice.objects.all()}
    manned: list[YouthOffice] = []
    for each in data.offices:
        office = known.setdefault(each.key, YouthOffice(key=each.key, kind=""))
        was_manned = office.kind not in {"", OfficeKind.OPEN_SEAT}
        changes.put(
            office,
            {"name": each.name, "kind": each.kind.value, "note": each.note},
            what=f"Jugendamt {each.key}",
        )
        if not was_manned and not office.is_open_seat:
            manned.append(office)
    for role in sorted(OFFICE_ROLES):
        grant_all(role, on=manned)
    return known


def _partners(data: NetworkData, changes: Changes) -> Mapping[str, Partner]:
    known = {partner.key: partner for partner in Partner.objects.all()}
    new: list[str] = []
    for each in data.partners:
        if each.key not in known:
            new.append(each.key)
        partner = known.setdefault(each.key, Partner(key=each.key))
        changes.put(
            partner,
            {"name": each.name, "category": each.category.value, "district": True},
            what=f"Netzwerkpartner {each.key}",
        )
    for role in sorted(PARTNER_ROLES):
        grant_all(role, on=[known[key] for key in new])
    return known


def _outside(data: NetworkData, changes: Changes) -> Mapping[str, OutsideDistrict]:
    known = {each.district: each for each in OutsideDistrict.objects.all()}
    for each in data.outside:
        changes.put(
            known.setdefault(each.district, OutsideDistrict(district=each.district)),
            {"name": each.name, "state": each.state},
            what=f"Kreis {each.district}",
        )
    return known
