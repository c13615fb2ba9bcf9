"""Reading untrusted data into values, remembering every fault instead of stopping at the first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from agreements.domain.faults import RuleFault

Word = TypeVar("Word", bound=StrEnum)

KINDS = {
    "text": "ein Text",
    "flag": "true oder false",
    "list": "eine Liste",
    "table": "eine Gruppe von Angaben",
}


class Reader:
    """Reads one table of data. All readers of one file share the list of faults."""

    def __init__(self, data: object, path: str, faults: list[RuleFault]) -> None:
        self.path = path
        self.faults = faults
        self.data: Mapping[str, object] = {}
        if isinstance(data, Mapping):
            self.data = data
        else:
            self.fault("", f"hier wird {KINDS['table']} erwartet")

    def fault(self, key: str, message: str) -> None:
        """Note a fault at a key of this table."""
        parts = [part for part in (self.path, key) if part]
        self.faults.append(RuleFault(".".join(parts) or "Datei", message))

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that nobody knows: a typing error must not switch a rule off."""
        names = tuple(allowed)
        for key in self.data:
            if key not in names:
                self.fault(str(key), f"unbekannte Angabe; möglich sind: {', '.join(names)}")

    def inner(self, key: str) -> "Reader":
        """The table under a key, an empty one where it is missing."""
        parts = [part for part in (self.path, key) if part]
        return Reader(self.data.get(key, {}), ".".join(parts), self.faults)

    def text(self, key: str, *, longest: int, required: bool = True) -> str:
        """A text without line breaks and blanks around it; "" where it is faulty or missing."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(key, "fehlt")
            return ""
        if not isinstance(value, str):
            self.fault(key, f"hier wird {KINDS['text']} erwartet")
            return ""
        text = " ".join(value.split())
        if not text and required:
            self.fault(key, "darf nicht leer sein")
        if not text.isprintable():
            self.fault(key, "enthält unsichtbare Zeichen")
        if len(text) > longest:
            self.fault(key, f"höchstens {longest} Zeichen, es sind {len(text)}")
        return text

    def word(self, key: str, words: type[Word], *, required: bool = False) -> Word | None:
        """One word of a fixed list, None where it is faulty or missing."""
        if key not in self.data:
            if required:
                self.fault(key, f"fehlt; möglich sind: {_list(words)}")
            return None
        return self._word(key, self.data[key], words)

    def words(self, key: str, words: type[Word]) -> frozenset[Word]:
        """Several different words of a fixed list."""
        found = [self._word(f"{key}[{n}]", each, words) for n, each in enumerate(self.list(key))]
        known = [each for each in found if each is not None]
        self._different(key, known)
        return frozenset(known)

    def texts(self, key: str) -> tuple[str, ...]:
        """Several different texts, in their order."""
        found: list[str] = []
        for number, each in enumerate(self.list(key)):
            if isinstance(each, str) and each and each.strip() == each and each.isprintable():
                found.append(each)
            else:
                self.fault(f"{key}[{number}]", f"hier wird {KINDS['text']} erwartet")
        self._different(key, found)
        return tuple(found)

    def flag(self, key: str) -> bool | None:
        """True, false, or None where nothing is said."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, f"hier wird {KINDS['flag']} erwartet")
        return None

    def list(self, key: str) -> "list[object]":
        """A list that is not empty where the key is given; an empty one where it is not."""
        if key not in self.data:
            return []
        value = self.data[key]
        if not isinstance(value, list):
            self.fault(key, f"hier wird {KINDS['list']} erwartet")
            return []
        if not value:
            self.fault(key, "die Liste ist leer; für „gleichgültig“ die Angabe weglassen")
        return value

    def instant(self, key: str) -> datetime | None:
        """An instant with its offset, given as such or as ISO 8601 text."""
        value = self.data.get(key)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = False
        if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
            return value
        self.fault(key, "hier wird ein Zeitpunkt mit Zeitzone erwartet: 2026-01-01T00:00:00+01:00")
        return None

    def _word(self, key: str, value: object, words: type[Word]) -> Word | None:
        if isinstance(value, str) and value in list(words):
            return words(value)
        self.fault(key, f"„{value}“ ist nicht bekannt; möglich sind: {_list(words)}")
        return None

    def _different(self, key: str, found: Iterable[str]) -> None:
        values = [str(each) for each in found]
        for value in sorted({each for each in values if values.count(each) > 1}):
            self.fault(key, f"„{value}“ steht mehrfach da")


def _list(words: type[StrEnum]) -> str:
    return ", ".join(words)
