"""Contacts, office hours and on-call slots, as loaded from a folder."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from network.domain.folder import NetworkData
from network.domain.folder.reach import EVERY_OFFICE
from network.domain.folder.values import ContactData, SlotData
from network.domain.geography import OUTSIDE
from network.domain.hours import BERLIN, Opening
from network.domain.terms import OfficeKind
from network.models import (
    ContactPoint,
    OfficeHours,
    OnCallSlot,
    OutsideDistrict,
    Partner,
    YouthOffice,
)
from network.services.changes import Changes

VERIFIED_BY = "Datei"
"""Who has verified an address that comes verified with a folder."""

Owners = Mapping[str, tuple[str, Any]]


def contacts(
    data: NetworkData,
    offices: Mapping[str, YouthOffice],
    partners: Mapping[str, Partner],
    outside: Mapping[str, OutsideDistrict],
    *,
    changes: Changes,
) -> None:
    """Contact points by owner, kind, role and label. A new address counts as the file says.

    An address that stays keeps a verification that somebody has given it since.
    """
    owners: Owners = {
        **{key: ("office_id", office.pk) for key, office in offices.items()},
        **{key: ("partner_id", partner.pk) for key, partner in partners.items()},
        **{OUTSIDE + key: ("outside_district_id", each.pk) for key, each in outside.items()},
    }
    known = {_identity(row): row for row in ContactPoint.objects.all()}
    for each in data.contacts:
        field, owner = owners[each.recipient]
        new = ContactPoint(
            **{field: owner}, kind=each.kind, role=each.role, label=each.label, address=""
        )
        row = known.get(_identity(new), new)
        changes.put(row, _wanted(row, each), what=f"Erreichbarkeit {each.recipient} {each.label}")


def _identity(row: ContactPoint) -> tuple[object, ...]:
    owner = (row.office_id, row.partner_id, row.outside_district_id)
    return (*owner, row.kind, row.role, row.label)


def _wanted(row: ContactPoint, each: ContactData) -> dict[str, object]:
    wanted: dict[str, object] = {"address": each.address}
    if row.address != each.address or (each.verified_on and row.verified_at is None):
        wanted["verified_at"] = _start_of(each.verified_on) if each.verified_on else None
        wanted["verified_by"] = VERIFIED_BY if each.verified_on else ""
    return wanted


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


def rosters(data: NetworkData, offices: Mapping[str, YouthOffice], changes: Changes) -> None:
    """Hours and slots of the offices the folder names; its default hours where there are none."""
    for key, office in offices.items():
        if office.kind == OfficeKind.OPEN_SEAT:
            continue
        _hours(office, data.hours.get(key), data.hours.get(EVERY_OFFICE, ()), changes)
        if key in data.slots:
            _slots(office, data.slots[key], changes)


def _hours(
    office: YouthOffice,
    own: tuple[Opening, ...] | None,
    default: tuple[Opening, ...],
    changes: Changes,
) -> None:
    rows = list(OfficeHours.objects.filter(office=office))
    known = {Opening(row.weekday, row.opens, row.closes) for row in rows}
    wanted = own if own is not None else default
    if set(wanted) == known or (own is None and known):
        return
    OfficeHours.objects.filter(office=office).delete()
    OfficeHours.objects.bulk_create(
        OfficeHours(office=office, weekday=each.weekday, opens=each.opens, closes=each.closes)
        for each in wanted
    )
    changes.note("changed" if known else "new", f"Dienstzeiten {office.name}")


def _slots(office: YouthOffice, wanted: tuple[SlotData, ...], changes: Changes) -> None:
    known = {
        SlotData(
            row.weekday,
            row.starts,
            row.ends,
            row.person,
            row.phone,
            row.email,
            row.delegate,
            row.sms,
        )
        for row in OnCallSlot.objects.filter(office=office)
    }
    if set(wanted) == known:
        return
    OnCallSlot.objects.filter(office=office).delete()
    OnCallSlot.objects.bulk_create(
        OnCallSlot(
            office=office,
            weekday=each.weekday,
            starts=each.starts,
            ends=each.ends,
            person=each.person,
            phone=each.phone,
            email=each.email,
            delegate=each.delegate,
            sms=each.sms,
        )
        for each in wanted
    )
    changes.note("changed" if known else "new", f"Rufbereitschaft {office.name}")
