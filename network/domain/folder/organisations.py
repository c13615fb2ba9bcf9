"""Offices, partners and neighbouring districts of a folder."""

from dataclasses import dataclass

from network.domain.folder.checks import Checker
from network.domain.folder.source import Source
from network.domain.folder.values import OfficeData, OutsideData, PartnerData
from network.domain.terms import OfficeKind, PartnerCategory


@dataclass(frozen=True)
class Organisations:
    """The sound rows of the three tables."""

    offices: tuple[OfficeData, ...]
    partners: tuple[PartnerData, ...]
    outside: tuple[OutsideData, ...]

    @property
    def open_seats(self) -> frozenset[str]:
        """Keys of seats that nobody has been named for."""
        return frozenset(each.key for each in self.offices if each.kind is OfficeKind.OPEN_SEAT)


def read_organisations(source: Source) -> Organisations:
    """Read the three tables; faults go to the source."""
    source.require_rows("offices.csv", "ein Jugendamt")
    return Organisations(
        offices=tuple(_offices(source)),
        partners=tuple(_partners(source)),
        outside=tuple(_outside(source)),
    )


def _offices(source: Source) -> list[OfficeData]:
    found = []
    seen: dict[object, int] = {}
    for row in source.rows("offices.csv"):
        key, name, kind = row.key("key"), row.name("name"), row.member("kind", OfficeKind)
        is_new = row.once(f"Das Jugendamt „{row.raw('key')}“", row.raw("key"), seen)
        if key and name and kind and is_new:
            found.append(OfficeData(key=key, name=name, kind=kind, note=row.raw("note")))
    return found


def _partners(source: Source) -> list[PartnerData]:
    """One partner per key: a partner with two services has two lines that agree in the rest."""
    found: dict[str, PartnerData] = {}
    offices = source.keys("offices.csv") if source.is_whole("offices.csv") else ()
    for row in source.rows("county_partners.csv"):
        key, name = row.key("key"), row.name("name")
        category = row.member("category", PartnerCategory)
        if not (key and name and category):
            continue
        partner = PartnerData(key=key, name=name, category=category)
        if key in offices:
            row.fault(f"„{key}“ heißt schon ein Jugendamt.", "Wählen Sie einen anderen Schlüssel.")
        elif found.setdefault(key, partner) != partner:
            row.fault(
                f"„{key}“ steht weiter oben mit anderem Namen oder anderer Gruppe.",
                "Gleicher Schlüssel heißt gleiche Einrichtung: gleichen Sie die Zeilen an.",
            )
    return list(found.values())


def _outside(source: Source) -> list[OutsideData]:
    found = []
    seen: dict[object, int] = {}
    for row in source.rows("neighbours.csv"):
        district = _district(row)
        name, state = row.name("name"), row.state("state")
        is_new = row.once(f"Der Kreis {row.raw('district')}", row.raw("district"), seen)
        if district and name and state and is_new:
            found.append(OutsideData(district=district, name=name, state=state))
    return found


def _district(row: Checker) -> str | None:
    return row.digits("district", length=5, what="Ein Kreisschlüssel")
