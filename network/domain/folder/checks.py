"""Checks of single values. Each returns the value it found, or reports a fault and returns None."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from network.domain.tables import Fault, Row

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
STATE = re.compile(r"[A-Z]{2}", re.ASCII)
EMAIL = re.compile(
    r"[a-z0-9](?:[a-z0-9._+-]*[a-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.ASCII
)
PHONE = re.compile(r"\+?[0-9](?:[ /-]?[0-9]){2,24}", re.ASCII)
DAYS = {"Mo": 0, "Di": 1, "Mi": 2, "Do": 3, "Fr": 4, "Sa": 5, "So": 6, "Feiertag": 7}
LONGEST_NAME, LONGEST_KEY, LONGEST_EMAIL = 200, 60, 254

LONGEST_POSTAL = 254
LINES_OF_A_WINDOW = 6
"""As many lines of an address show through the window of an envelope (DIN 5008)."""

E = TypeVar("E", bound=StrEnum)


class Checker:
    """Looks at the values of one row and collects its faults."""

    def __init__(self, row: Row, report: Callable[[Fault], None]) -> None:
        self._row, self._report = row, report
        self.line = row.line

    def fault(self, message: str, cure: str) -> None:
        """Report a fault of this row."""
        self._report(self._row.fault(message, cure))

    def raw(self, column: str) -> str:
        """The value as it stands."""
        return self._row[column]

    def key(self, column: str) -> str | None:
        """A key: small letters, digits, hyphens."""
        return self._match(
            column, KEY, "Ein Schlüssel besteht aus a-z, 0-9 und Bindestrichen.", LONGEST_KEY
        )

    def name(self, column: str) -> str | None:
        """A name for people, not empty."""
        value = self._row[column]
        if not value:
            self.fault(f"„{column}“ ist leer.", "Tragen Sie einen Namen ein.")
            return None
        return self._not_longer(column, value, LONGEST_NAME)

    def note(self, column: str) -> str:
        """Free text, may be empty."""
        return self._row[column]

    def digits(self, column: str, *, length: int, what: str) -> str | None:
        """A number of fixed length, kept as text."""
        value = self._row[column]
        if len(value) == length and DIGITS.fullmatch(value):
            return value
        self.fault(f"„{value}“ ist nicht möglich.", f"{what} hat genau {length} Ziffern.")
        return None

    def member(self, column: str, kind: type[E]) -> E | None:
        """A word of a closed list."""
        value = self._row[column]
        if value in [each.value for each in kind]:
            return kind(value)
        known = ", ".join(each.value for each in kind)
        self.fault(f"„{value}“ ist für „{column}“ nicht bekannt.", f"Möglich sind: {known}.")
        return None

    def known(self, column: str, keys: Container[str], *, where: str) -> str | None:
        """A key that another table names."""
        value = self._row[column]
        if value in keys:
            return value
        self.fault(
            f"„{value}“ ({column}) steht nicht in {where}.",
            "Berichtigen Sie den Schlüssel oder ergänzen Sie dort die Zeile.",
        )
        return None

    def email(self, column: str) -> str | None:
        """An address for a mail server; plain ASCII, so that no look-alike slips in."""
        typed = self._row[column]
        value = typed.lower()
        fits = len(value) <= LONGEST_EMAIL and EMAIL.fullmatch(value) and "xn--" not in value
        if typed.isascii() and fits:  # some signs of other alphabets become ASCII when lowered
            return value
        self.fault(
            f"„{typed}“ ist keine E-Mail-Adresse.",
            "Nur Buchstaben ohne Umlaute, zum Beispiel eingang@jugendamt.example.",
        )
        return None

    def phone(self, column: str) -> str | None:
        """A telephone number as people write it in Germany."""
        value = self._row[column]
        if PHONE.fullmatch(value):
            return value
        self.fault(
            f"„{value}“ ist keine Telefonnummer.",
            "Nur Ziffern, Leerzeichen, Schrägstrich, Bindestrich.",
        )
        return None

    def postal(self, column: str) -> str | None:
        """An address on paper: its lines stand in one field, separated by " | "."""
        lines = [line.strip() for line in self._row[column].split("|")]
        value = "\n".join(lines)
        fits = len(value) <= LONGEST_POSTAL and len(lines) <= LINES_OF_A_WINDOW
        if fits and len(lines) > 1 and all(lines):
            return value
        self.fault(
            f"„{self._row[column]}“ ist keine Postanschrift.",
            f"Zwei bis {LINES_OF_A_WINDOW} Zeilen, mit „ | “ getrennt, höchstens "
            f"{LONGEST_POSTAL} Zeichen: Jugendamt Muster | Musterstraße 1 | 12345 Musterstadt.",
        )
        return None

    def state(self, column: str) -> str | None:
        """A state in two capitals."""
        return self._match(
            column, STATE, "Das Land steht als zwei Großbuchstaben, zum Beispiel NW.", 2
        )

    def time(self, column: str) -> time | None:
        """A time of day."""
        value = self._row[column]
        if TIME.fullmatch(value):
            return time.fromisoformat(value)
        self.fault(f"„{value}“ ist keine Uhrzeit.", "Schreiben Sie zum Beispiel 08:00.")
        return None

    def past_date(self, column: str, *, today: date) -> date | None:
        """A day not after today; empty means None and is no fault."""
        value = self._row[column]
        if not value:
            return None
        try:
            found = date.fromisoformat(value) if DATE.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None:
            self.fault(f"„{value}“ ist kein Datum.", "Schreiben Sie zum Beispiel 2026-01-31.")
            return None
        if found > today:
            self.fault(f"{value} liegt in der Zukunft.", "Bestätigt ist nur, was schon war.")
            return None
        return found

    def days(self, column: str, *, holidays: bool) -> tuple[int, ...]:
        """Weekdays, separated by blanks; 7 is a public holiday where a table knows them."""
        allowed = [day for day in DAYS if holidays or DAYS[day] <= DAYS["So"]]
        words = self._row[column].split()
        unknown = [word for word in words if word not in allowed]
        if unknown or not words or len(set(words)) < len(words):
            self.fault(
                f"„{self._row[column]}“ sind keine Tage.",
                f"Jeder Tag einmal, durch Leerzeichen getrennt: {' '.join(allowed)}.",
            )
            return ()
        return tuple(DAYS[word] for word in words)

    def once(self, what: str, value: object, seen: dict[object, int]) -> bool:
        """Whether this row is the first with that value."""
        if value in seen:
            self.fault(
                f"{what} steht schon in Zeile {seen[value]}.", "Löschen Sie eine der beiden Zeilen."
            )
            return False
        seen[value] = self.line
        return True

    def _match(self, column: str, shape: re.Pattern[str], cure: str, longest: int) -> str | None:
        value = self._row[column]
        if shape.fullmatch(value) and len(value) <= longest:
            return value
        self.fault(f"„{value}“ ist als „{column}“ nicht möglich.", cure)
        return None

    def _not_longer(self, column: str, value: str, longest: int) -> str | None:
        if len(value) <= longest:
            return value
        self.fault(f"„{column}“ ist zu lang.", f"Höchstens {longest} Zeichen.")
        return None


def complete(values: Iterable[object]) -> bool:
    """Whether every value was found."""
    return all(value is not None for value in values)
