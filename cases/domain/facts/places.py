"""Places and offices of the input, looked up in the register."""

import re
from collections.abc import Mapping

from cases.domain.facts.nodes import Node
from cases.domain.types import Elsewhere, Here, NoPlace, Place
from network.domain.geography import OUTSIDE, Area, Register

_FORMS = '{"ags": …}, {"plz": …}, {"district": …}, "unknown", "none" oder "abroad"'
_FIVE = re.compile(r"[0-9]{5}")
_EIGHT = re.compile(r"[0-9]{8}")
_ASK_DISTRICT = 'bitte den Kreis oder die kreisfreie Stadt angeben: {"district": "05315"}'
_ASK_MUNICIPALITY = 'bitte die Gemeinde angeben: {"ags": "…"}'


def read_place(node: Node | None, register: Register) -> Place:
    """A PLACE; a missing one is unknown. A faulty one is noted and read as unknown."""
    if node is None:
        return NoPlace.UNKNOWN
    if isinstance(node.value, str):
        return _word(node)
    if not isinstance(node.value, Mapping) or len(node.value) != 1:
        node.fault(f"erwartet genau eine Ortsangabe: {_FORMS}.")
        return NoPlace.UNKNOWN
    parts = node.fields("ags", "plz", "district")
    for name, read in (("ags", _by_ags), ("plz", _by_postal_code), ("district", _by_district)):
        if name in parts:
            return read(parts[name], register) or NoPlace.UNKNOWN
    if any(name in node.value for name in ("ags", "plz", "district")):
        node.fault(f"die Ortsangabe ist leer; erwartet {_FORMS}.")
    return NoPlace.UNKNOWN


def read_office(node: Node, register: Register) -> str | None:
    """The key of a member office, or `outside:` with the five digits of a district."""
    key = node.value
    if not isinstance(key, str):
        node.fault("erwartet den Schlüssel eines Jugendamts oder outside: mit fünf Ziffern.")
        return None
    if register.is_member(key):
        return key
    if not key.startswith(OUTSIDE):
        node.fault("dieses Jugendamt gibt es im Netzwerk nicht; sonst outside: mit fünf Ziffern.")
        return None
    return key if _is_outside(node, key.removeprefix(OUTSIDE), register) else None


def read_court(node: Node, register: Register) -> str | None:
    """The key of a family court of the network, or `outside:` with a district."""
    key = node.value
    if isinstance(key, str) and key in _family_courts(register):
        return key
    if isinstance(key, str) and key.startswith(OUTSIDE):
        return key if _is_outside(node, key.removeprefix(OUTSIDE), register) else None
    known = ", ".join(sorted(_family_courts(register)))
    node.fault(f"erwartet ein Familiengericht: {known}, oder outside: mit fünf Ziffern.")
    return None


def _family_courts(register: Register) -> frozenset[str]:
    by_place = register.services.get("family_court", {})
    offered = {key for keys in by_place.values() for key in keys}
    return frozenset(offered | {area.family_court for area in register.areas if area.family_court})


def _word(node: Node) -> Place:
    for word in NoPlace:
        if word.value == node.value:
            return word
    node.fault(f"diese Ortsangabe ist unbekannt; erwartet {_FORMS}.")
    return NoPlace.UNKNOWN


def _by_ags(node: Node, register: Register) -> Place | None:
    if not isinstance(node.value, str) or not _EIGHT.fullmatch(node.value):
        node.fault("ein amtlicher Gemeindeschlüssel hat acht Ziffern; bitte prüfen.")
        return None
    area = register.area(node.value)
    if area:
        return Here(area)
    district = node.value[:5]
    if _is_ours(district, register):
        node.fault("diese Gemeinde gibt es im Netzwerk nicht; bitte den Schlüssel prüfen.")
        return None
    return Elsewhere(district)


def _by_postal_code(node: Node, register: Register) -> Place | None:
    if not isinstance(node.value, str) or not _FIVE.fullmatch(node.value):
        node.fault("eine Postleitzahl hat fünf Ziffern; bitte prüfen.")
        return None
    areas = register.areas_for_postal_code(node.value)
    if not areas:
        node.fault(f"diese Postleitzahl liegt außerhalb des Netzwerks; {_ASK_DISTRICT}.")
        return None
    if len({area.office for area in areas}) > 1:
        names = ", ".join(f"{area.name} {area.ags}" for area in areas)
        node.fault(f"mehrere Jugendämter teilen sie sich ({names}); {_ASK_MUNICIPALITY}.")
        return None
    return Here(areas[0] if len(areas) == 1 else _shared(node.value, areas))


def _shared(code: str, areas: tuple[Area, ...]) -> Area:
    """One office serves all municipalities of a postal code; court and police may differ."""
    courts = {area.family_court for area in areas}
    police = {area.police for area in areas}
    return Area(
        ags="",
        name=" / ".join(area.name for area in areas),
        postal_codes=(code,),
        office=areas[0].office,
        family_court=courts.pop() if len(courts) == 1 else None,
        police=police.pop() if len(police) == 1 else None,
    )


def _by_district(node: Node, register: Register) -> Place | None:
    district = node.value if isinstance(node.value, str) else ""
    return Elsewhere(district) if _is_outside(node, district, register) else None


def _is_outside(node: Node, district: str, register: Register) -> bool:
    if not _FIVE.fullmatch(district):
        node.fault("ein Kreis oder eine kreisfreie Stadt hat fünf Ziffern, etwa 05315.")
        return False
    if _is_ours(district, register):
        node.fault(f"dieser Kreis gehört zum Netzwerk; {_ASK_MUNICIPALITY} oder das Jugendamt.")
        return False
    return True


def _is_ours(district: str, register: Register) -> bool:
    if district == register.district:
        return True
    return any(area.ags.startswith(district) for area in register.areas)
