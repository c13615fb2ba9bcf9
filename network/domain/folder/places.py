"""Municipalities of a folder, who serves them, and what partners offer for them."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from network.domain.folder.checks import DIGITS, Checker
from network.domain.folder.organisations import Organisations
from network.domain.folder.source import Source
from network.domain.folder.values import CoverageData, MunicipalityData
from network.domain.terms import OfficeKind, Service

WHOLE_DISTRICT = "district"
PER_MUNICIPALITY = "see municipalities.csv"
EXCLUSIVE = {Service.FAMILY_COURT: "family_court", Service.POLICE: "police"}
"""Services of which a municipality names the one provider, with the column that names it."""


@dataclass(frozen=True)
class Places:
    """The sound rows, and every offer with its place."""

    municipalities: tuple[MunicipalityData, ...]
    coverages: tuple[CoverageData, ...]


def read_places(source: Source, organisations: Organisations, *, district: str) -> Places:
    """Read municipalities and coverage; faults go to the source."""
    source.require_rows("municipalities.csv", "eine Kommune")
    municipalities = _municipalities(source, organisations.open_seats, district)
    _idle_offices(source, organisations)
    named = [
        CoverageData(partner=getattr(place, column), service=service, ags=place.ags)
        for place in municipalities
        for service, column in EXCLUSIVE.items()
    ]
    return Places(municipalities=tuple(municipalities), coverages=(*named, *_coverages(source)))


def _municipalities(
    source: Source, open_seats: Container[str], district: str
) -> list[MunicipalityData]:
    found = []
    seen: dict[object, int] = {}
    providers = {column: _providers(source, service) for service, column in EXCLUSIVE.items()}
    offices = source.keys("offices.csv")
    for row in source.rows("municipalities.csv"):
        ags = _ags(row, district)
        name, kind, codes = row.name("name"), row.name("kind"), _postal_codes(row)
        office = row.known("office", offices, where="offices.csv")
        court, police = (
            row.known(column, keys, where=f"county_partners.csv als {column}")
            for column, keys in providers.items()
        )
        if office in open_seats:
            row.fault(f"„{office}“ ist ein offener Sitz.", "Nennen Sie ein besetztes Jugendamt.")
        is_new = row.once(f"Die Kommune {row.raw('ags')}", row.raw("ags"), seen)
        if ags and name and kind and codes and office and court and police and is_new:
            found.append(MunicipalityData(ags, name, kind, codes, office, court, police))
    return found


def _providers(source: Source, service: Service) -> Container[str]:
    return source.keys("county_partners.csv", only=lambda row: row["service"] == service)


def _ags(row: Checker, district: str) -> str | None:
    ags = row.digits("ags", length=8, what="Ein Gemeindeschlüssel")
    if ags and not ags.startswith(district):
        row.fault(
            f"{ags} liegt nicht im Kreis {district}.",
            "Die ersten fünf Ziffern sind der Kreisschlüssel aus network.toml.",
        )
        return None
    return ags


def _postal_codes(row: Checker) -> tuple[str, ...] | None:
    codes = row.raw("postal_codes").split()
    sound = all(len(code) == 5 and DIGITS.fullmatch(code) for code in codes)
    if codes and sound and len(set(codes)) == len(codes):
        return tuple(codes)
    row.fault(
        f"„{row.raw('postal_codes')}“ sind keine Postleitzahlen.",
        "Jede einmal, fünf Ziffern, durch Leerzeichen getrennt.",
    )
    return None


def _idle_offices(source: Source, organisations: Organisations) -> None:
    """An office that serves no municipality is a slip: an open seat says so."""
    serving = source.keys("municipalities.csv", "office")
    kinds = {office.key: office.kind for office in organisations.offices}
    for row in source.rows("offices.csv"):
        key = row.raw("key")
        if kinds.get(key, OfficeKind.OPEN_SEAT) is not OfficeKind.OPEN_SEAT and key not in serving:
            row.fault(
                f"„{key}“ ist für keine Kommune zuständig.",
                "Nennen Sie es in municipalities.csv, oder setzen Sie kind auf open_seat.",
            )


def _coverages(source: Source) -> Iterator[CoverageData]:
    """Offers of county_partners.csv; courts and police are named by the municipalities."""
    known = source.keys("municipalities.csv", "ags")
    seen: dict[object, int] = {}
    for row in source.rows("county_partners.csv"):
        service = row.member("service", Service)
        if service is None or not row.once(
            f"„{row.raw('key')}“ mit diesem Angebot", (row.raw("key"), service), seen
        ):
            continue
        coverage = row.raw("coverage")
        if service in EXCLUSIVE:
            if coverage != PER_MUNICIPALITY:
                row.fault(
                    f"„{coverage}“ passt nicht zu „{service}“.",
                    f"Hier steht „{PER_MUNICIPALITY}“: dort ist beides je Kommune genannt.",
                )
        elif coverage == WHOLE_DISTRICT:
            yield CoverageData(partner=row.raw("key"), service=service, ags=None)
        else:
            yield from _listed(row, service, coverage, known)


def _listed(
    row: Checker, service: Service, coverage: str, known: Container[str]
) -> Iterator[CoverageData]:
    listed = coverage.split()
    if not listed or len(set(listed)) < len(listed) or any(ags not in known for ags in listed):
        row.fault(
            f"„{coverage}“ nennt keinen Ort des Kreises.",
            f"„{WHOLE_DISTRICT}“ oder Gemeindeschlüssel aus municipalities.csv, jeder einmal.",
        )
        return
    for ags in listed:
        yield CoverageData(partner=row.raw("key"), service=service, ags=ags)
