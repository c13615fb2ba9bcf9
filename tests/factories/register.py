"""The district as a Register, read from the files that `load_network` loads. No database."""

import csv
from functools import cache
from pathlib import Path

from network.domain.geography import Area, Register

FOLDER = Path(__file__).parents[2] / "network" / "data" / "rhein-sieg"


@cache
def rhein_sieg() -> Register:
    """The network of the Rhein-Sieg-Kreis; `kreis` is its fallback office."""
    partners = rows("county_partners")
    services: dict[str, dict[str, tuple[str, ...]]] = {}
    for partner in partners:
        if partner["coverage"] == "district":
            everywhere = services.setdefault(partner["service"], {})
            everywhere[""] = (*everywhere.get("", ()), partner["key"])
    areas = tuple(area(row) for row in rows("municipalities"))
    for place in areas:
        services.setdefault("family_court", {})[place.ags] = (str(place.family_court),)
        services.setdefault("police", {})[place.ags] = (str(place.police),)
    return Register(
        district="05382",
        fallback="kreis",
        areas=areas,
        offices={o["key"]: o["name"] for o in rows("offices") if o["kind"] != "open_seat"},
        neighbours={row["district"]: row["name"] for row in rows("neighbours")},
        partners={partner["key"]: partner["name"] for partner in partners},
        services=services,
    )


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file of the district."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def area(row: dict[str, str]) -> Area:
    """One municipality of the file."""
    return Area(
        ags=row["ags"],
        name=row["name"],
        postal_codes=tuple(row["postal_codes"].split()),
        office=row["office"],
        family_court=row["family_court"],
        police=row["police"],
    )
