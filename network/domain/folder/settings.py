"""network.toml: the few things of a network that are no table."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from network.domain.folder.checks import DIGITS, KEY, LONGEST_NAME
from network.domain.tables import Fault

SETTINGS = "network.toml"
_LINE = re.compile(r"at line (\d+)")
_EXAMPLE = (
    'name = "Netzwerk Kinderschutz", district = "05382", fallback_office = "kreis", '
    "valid_from = 2026-01-01"
)


@dataclass(frozen=True)
class Settings:
    """Name, key of the district, office that never refuses, first day of all validities."""

    name: str = ""
    district: str = ""
    fallback_office: str = ""
    valid_from: date = date.min


def read_settings(content: bytes | None, *, today: date) -> tuple[Settings, list[Fault]]:
    """What the file says; where it is faulty, the faults and a value that must not be used."""
    if content is None:
        return Settings(), [_fault("Die Datei fehlt.", f"Legen Sie sie an: {_EXAMPLE}")]
    try:
        said = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        return Settings(), [_fault("Die Zeile ist nicht UTF-8.", "Speichern Sie als UTF-8.", line)]
    except tomllib.TOMLDecodeError as fault:
        found = _LINE.search(str(fault))
        line = int(found[1]) if found else 0
        return Settings(), [_fault("Die Zeile ist kein TOML.", f"Beispiel: {_EXAMPLE}", line)]
    faults = list(_faults(said, today))
    return (Settings() if faults else Settings(**said)), faults


def _faults(said: dict[str, object], today: date) -> Iterator[Fault]:
    for key in Settings.__dataclass_fields__:
        if key not in said:
            yield _fault(f"„{key}“ fehlt.", f"Beispiel: {_EXAMPLE}")
        elif not _is_sound(key, said[key], today):
            yield _fault(f"„{key}“ ist so nicht möglich.", f"Beispiel: {_EXAMPLE}")
    for key in sorted(set(said) - set(Settings.__dataclass_fields__)):
        yield _fault(f"„{key}“ ist nicht bekannt.", "Löschen Sie die Zeile.")


def _is_sound(key: str, value: object, today: date) -> bool:
    if key == "valid_from":
        return isinstance(value, date) and not isinstance(value, datetime) and value <= today
    if not isinstance(value, str):
        return False
    match key:
        case "district":
            return len(value) == 5 and bool(DIGITS.fullmatch(value))
        case "fallback_office":
            return bool(KEY.fullmatch(value))
        case _:
            return bool(value.strip()) and len(value) <= LONGEST_NAME


def _fault(message: str, cure: str, line: int = 0) -> Fault:
    return Fault(SETTINGS, line, message, cure)
