"""A value inside the input, together with its path and the list where its faults are collected."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from cases.domain.facts.faults import Fault, shown

Choice = TypeVar("Choice", bound=StrEnum)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Node:
    """One value of the input. Reading it never raises: what is wrong is noted as a fault."""

    value: object
    path: str
    faults: list[Fault]

    def fault(self, message: str) -> None:
        """Note what is wrong with this value and how to cure it."""
        self.faults.append(Fault(self.path or "(Eingabe)", message))

    def fields(
        self, *names: str, needed: tuple[str, ...] = (), present: tuple[str, ...] = ()
    ) -> dict[str, "Node"]:
        """The parts of an object by name. `null` counts as missing, other names are faults.

        `needed` parts must be there with a value, `present` ones may be null but not left out.
        """
        if not isinstance(self.value, Mapping):
            self.fault(f"erwartet ein Objekt mit {', '.join(names)}.")
            return {}
        for key in self.value:
            if key not in names:
                self._unknown(str(key), names)
        for name in names:
            missing = name not in self.value
            if (missing and name in present) or (
                name in needed and (missing or self.value[name] is None)
            ):
                cure = "null heißt: nicht bekannt" if name in present else "bitte angeben"
                self._child(name).fault(f"fehlt; {cure}.")
        return {name: self._child(name) for name in names if self.value.get(name) is not None}

    def items(self, what: str) -> Iterator["Node"]:
        """The elements of a list; anything else is a fault that says what is expected."""
        if not isinstance(self.value, list | tuple):
            self.fault(f"erwartet eine Liste: {what}.")
            return
        for place, each in enumerate(self.value):
            yield Node(each, f"{self.path}[{place}]", self.faults)

    def choice(self, kind: type[Choice]) -> Choice | None:
        """One word of a closed list."""
        if isinstance(self.value, str):
            for member in kind:
                if member.value == self.value:
                    return member
        self.fault(f"{self._what()} ist nicht möglich; bitte eines von {', '.join(kind)}.")
        return None

    def choices(self, kind: type[Choice]) -> frozenset[Choice]:
        """Any words of a closed list, in any order."""
        read = [each.choice(kind) for each in self.items(", ".join(kind))]
        return frozenset(each for each in read if each is not None)

    def flag(self) -> bool | None:
        """true or false."""
        if isinstance(self.value, bool):
            return self.value
        self.fault(f"{self._what()} ist nicht möglich; bitte true oder false.")
        return None

    def day(self) -> date | None:
        """A date of the calendar, as 2026-11-21."""
        if isinstance(self.value, str) and _DATE.fullmatch(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                self.fault(f"{self._what()} steht nicht im Kalender; bitte prüfen.")
                return None
        self.fault(f"{self._what()} ist kein Datum; bitte als JJJJ-MM-TT.")
        return None

    def _what(self) -> str:
        return f"„{shown(self.value)}“" if isinstance(self.value, str) else "Diese Angabe"

    def _child(self, name: str) -> "Node":
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Node(value, f"{self.path}.{name}" if self.path else name, self.faults)

    def _unknown(self, key: str, names: tuple[str, ...]) -> None:
        near = get_close_matches(key[:64], names, n=1)
        cure = f"gemeint ist wohl {near[0]}." if near else f"möglich sind {', '.join(names)}."
        self._child(shown(key)).fault(f"ist unbekannt; {cure}")
