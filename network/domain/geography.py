"""Place on a date -> district of a youth office. Offices, not municipalities, are compared (§ 86
SGB VIII).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

OUTSIDE = "outside:"


@dataclass(frozen=True)
class Area:
    """A municipality as it is served on one date. `family_court` and `police` are partner keys."""

    ags: str
    name: str
    postal_codes: tuple[str, ...]
    office: str
    family_court: str | None
    police: str | None


@dataclass(frozen=True)
class Register:
    """The district on one date, as a value: what jurisdiction and routing may know of the world.

    `offices` are the members of the network by key with their names (open seats are not in it),
    `neighbours` the names of known outside districts, `fallback` the office that never refuses,
    `partners` names of partners by key, `services` service -> ags (or "" for everywhere) -> keys.
    """

    district: str
    fallback: str
    areas: tuple[Area, ...]
    offices: Mapping[str, str]
    neighbours: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def _by_ags(self) -> Mapping[str, Area]:
        return {area.ags: area for area in self.areas}

    @cached_property
    def _by_postal_code(self) -> Mapping[str, tuple[Area, ...]]:
        found: dict[str, tuple[Area, ...]] = {}
        for area in self.areas:
            for code in area.postal_codes:
                found[code] = (*found.get(code, ()), area)
        return found

    def area(self, ags: str) -> Area | None:
        """The municipality with this official key, None where it is not in the network."""
        return self._by_ags.get(ags)

    def areas_for_postal_code(self, code: str) -> tuple[Area, ...]:
        """All municipalities that share a postal code; delivery codes are not boundaries."""
        return self._by_postal_code.get(code, ())

    def is_member(self, office: str) -> bool:
        """Whether this key is an office of the network (an outside district is not)."""
        return office in self.offices

    def office_name(self, office: str) -> str:
        """A name for people: of a member, or of an outside district's youth offices."""
        if office.startswith(OUTSIDE):
            district = office.removeprefix(OUTSIDE)
            name = self.neighbours.get(district, f"Kreis {district}")
            return f"Jugendamt {name} (außerhalb)"
        return self.offices.get(office, office)

    def partners_for(self, service: str, ags: str | None) -> tuple[str, ...]:
        """Keys of partners that offer a service for a municipality, those for the whole district
        included.
        """
        by_place = self.services.get(service, {})
        local = by_place.get(ags, ()) if ags else ()
        return (*local, *(key for key in by_place.get("", ()) if key not in local))
