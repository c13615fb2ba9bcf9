"""Municipalities, who serves them and what is offered there, as loaded from a folder."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from network.domain.folder import NetworkData
from network.models import Coverage, Municipality, Partner, PostalCode, Territory, YouthOffice
from network.models.partner import EXCLUSIVE_SERVICES
from network.services.changes import Changes


def municipalities(data: NetworkData, changes: Changes) -> Mapping[str, Municipality]:
    """Municipalities and their postal codes; a code the folder no longer names is removed."""
    known = {place.ags: place for place in Municipality.objects.all()}
    codes: dict[UUID, dict[str, PostalCode]] = defaultdict(dict)
    for row in PostalCode.objects.all():
        codes[row.municipality_id][row.code] = row
    for each in data.municipalities:
        place = known.setdefault(each.ags, Municipality(ags=each.ags))
        changes.put(place, {"name": each.name, "kind": each.kind}, what=f"Kommune {each.name}")
        _postal_codes(place, set(each.postal_codes), codes[place.pk], changes)
    return known


def _postal_codes(
    place: Municipality, wanted: set[str], known: Mapping[str, PostalCode], changes: Changes
) -> None:
    for code in sorted(wanted - known.keys()):
        PostalCode.objects.create(municipality=place, code=code)
        changes.note("new", f"Postleitzahl {code} ({place.name})")
    for code in sorted(known.keys() - wanted):
        known[code].delete()
        changes.note("removed", f"Postleitzahl {code} ({place.name})")


def territories(
    data: NetworkData,
    places: Mapping[str, Municipality],
    offices: Mapping[str, YouthOffice],
    *,
    first_day: date,
    changes: Changes,
) -> None:
    """Each municipality is served by its office from `first_day` on, unless it is already.

    Where the folder names another office than the one that serves on that day, its word also
    replaces a change that was planned for later.
    """
    served = {row.municipality_id: row for row in Territory.objects.valid_on(first_day)}
    for each in data.municipalities:
        place, office = places[each.ags], offices[each.office]
        serving = served.get(place.pk)
        if serving and serving.office_id == office.pk:
            continue
        Territory.objects.filter(municipality=place, validity__startswith__gt=first_day).delete()
        if serving:
            _end(serving, first_day)
        Territory.objects.create(
            municipality=place, office=office, validity=DateRange(first_day, None)
        )
        changes.note(
            "changed" if serving else "new", f"Zuständigkeit für {place.name}: {office.name}"
        )


def coverages(
    data: NetworkData,
    places: Mapping[str, Municipality],
    partners: Mapping[str, Partner],
    *,
    first_day: date,
    changes: Changes,
) -> None:
    """What the named partners offer; what the folder no longer says of them ends.

    Of courts and police a place has one: an old one ends also where its partner is not named.
    """
    wanted = {
        (
            partners[each.partner].pk,
            each.service.value,
            places[each.ags].pk if each.ags else None,
        ): each
        for each in data.coverages
    }
    named = {partners[each.key].pk for each in data.partners}
    settled = {places[each.ags].pk for each in data.municipalities}
    known = {
        (row.partner_id, row.service, row.municipality_id): row
        for row in Coverage.objects.filter(validity__endswith=None).select_related("partner")
        if row.partner_id in named
        or (row.service in EXCLUSIVE_SERVICES and row.municipality_id in settled)
    }
    for key in known.keys() - wanted.keys():
        _end(known[key], first_day)
        changes.note("ended", f"Angebot {known[key].service} von {known[key].partner.name}")
    for (partner, service, place), each in wanted.items():
        if (partner, service, place) in known:
            continue
        Coverage.objects.create(
            partner_id=partner,
            service=service,
            municipality_id=place,
            validity=DateRange(first_day, None),
        )
        changes.note("new", f"Angebot {service} von {partners[each.partner].name}")


def _end(row: Territory | Coverage, first_day_without: date) -> None:
    """The row held until the day before; one that would never have held is taken away."""
    if row.validity.lower >= first_day_without:
        row.delete()
        return
    row.validity = DateRange(row.validity.lower, first_day_without)
    row.save(update_fields=["validity"])
