"""From the bytes of a folder to a whole network, or to all its faults at once."""

from collections.abc import Iterable, Mapping
from datetime import date

from network.domain.folder.organisations import read_organisations
from network.domain.folder.places import read_places
from network.domain.folder.reach import read_reach
from network.domain.folder.settings import SETTINGS, Settings, read_settings
from network.domain.folder.source import Source
from network.domain.folder.values import NetworkData, OfficeData
from network.domain.tables import Fault, read_table
from network.domain.terms import OfficeKind

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "offices.csv": ("key", "name", "kind", "note"),
    "municipalities.csv": (
        "ags", "name", "kind", "postal_codes", "office", "family_court", "police",
    ),
    "neighbours.csv": ("district", "name", "state"),
    "county_partners.csv": ("key", "name", "category", "service", "coverage"),
    "contacts.csv": ("recipient", "kind", "address", "label", "role", "verified_on"),
    "office_hours.csv": ("office", "days", "opens", "closes"),
    "on_call.csv": (
        "office", "days", "starts", "ends", "person", "phone", "email", "delegate",
    ),
}  # fmt: skip
OPTIONAL: Mapping[str, tuple[str, ...]] = {"on_call.csv": ("sms",)}
"""Columns that a file may have: folders from before they were thought of still load."""
FILES = (SETTINGS, *COLUMNS)


class FaultyFolder(Exception):
    """The folder cannot be loaded; `faults` are all of them, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_folder(files: Mapping[str, bytes | None], *, today: date) -> NetworkData:
    """A whole network from its files (None: the file does not exist). Raises FaultyFolder."""
    settings, faults = read_settings(files.get(SETTINGS), today=today)
    source = Source(
        {
            file: read_table(
                file, files.get(file), columns=columns, optional=OPTIONAL.get(file, ())
            )
            for file, columns in COLUMNS.items()
        }
    )
    organisations = read_organisations(source)
    places = read_places(source, organisations, district=settings.district)
    reach = read_reach(source, today=today)
    if not faults and not any(fault.file == "offices.csv" for fault in source.faults):
        faults.extend(_fallback_faults(settings, organisations.offices))
    faults.extend(source.faults)
    if faults:
        raise FaultyFolder(faults)
    return NetworkData(
        name=settings.name.strip(),
        district=settings.district,
        fallback_office=settings.fallback_office,
        valid_from=settings.valid_from,
        offices=organisations.offices,
        partners=organisations.partners,
        outside=organisations.outside,
        municipalities=places.municipalities,
        coverages=places.coverages,
        contacts=reach.contacts,
        hours=reach.hours,
        slots=reach.slots,
    )


def _fallback_faults(settings: Settings, offices: Iterable[OfficeData]) -> Iterable[Fault]:
    kinds = {office.key: office.kind for office in offices}
    if kinds.get(settings.fallback_office, OfficeKind.OPEN_SEAT) is OfficeKind.OPEN_SEAT:
        yield Fault(
            SETTINGS,
            0,
            f"„{settings.fallback_office}“ (fallback_office) kann nichts auffangen.",
            "Nennen Sie den Schlüssel eines besetzten Jugendamts aus offices.csv.",
        )
