"""The tables of a folder while they are being read, and the faults that come to light."""

from collections.abc import Callable, Container, Iterator, Mapping

from network.domain.folder.checks import Checker
from network.domain.geography import OUTSIDE
from network.domain.tables import Fault, Row, Table
from network.domain.terms import OfficeKind


class _Anything:
    """Contains everything: where a table is broken, nobody is blamed for naming its rows."""

    def __contains__(self, _: object) -> bool:
        return True


class _Either:
    """Contains what one of several contains."""

    def __init__(self, *parts: Container[str]) -> None:
        self._parts = parts

    def __contains__(self, key: object) -> bool:
        return any(key in part for part in self._parts)


class _Outside:
    """Contains `outside:<district>` for the districts of another."""

    def __init__(self, districts: Container[str]) -> None:
        self._districts = districts

    def __contains__(self, key: object) -> bool:
        return (
            isinstance(key, str)
            and key.startswith(OUTSIDE)
            and key.removeprefix(OUTSIDE) in self._districts
        )


class Source:
    """Rows with checks, and keys for references. Collects every fault."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.faults: list[Fault] = [fault for table in tables.values() for fault in table.faults]

    def rows(self, file: str) -> Iterator[Checker]:
        """Each row of a file, to be looked at."""
        for row in self._tables[file].rows:
            yield Checker(row, self.faults.append)

    def keys(
        self, file: str, column: str = "key", *, only: Callable[[Row], bool] = lambda _: True
    ) -> Container[str]:
        """The values of a column, of some rows only; a row with a fault can still be named."""
        table = self._tables[file]
        if table.faults:
            return _Anything()
        return {row[column] for row in table.rows if only(row)}

    def manned_offices(self) -> Container[str]:
        """Keys of the offices that are not open seats: nobody is reached at an open seat."""
        return self.keys("offices.csv", only=lambda row: row["kind"] != OfficeKind.OPEN_SEAT)

    def is_whole(self, file: str) -> bool:
        """Whether the file as such could be read."""
        return not self._tables[file].faults

    def recipients(self) -> Container[str]:
        """All keys a contact can belong to."""
        return _Either(
            self.manned_offices(),
            self.keys("county_partners.csv"),
            _Outside(self.keys("neighbours.csv", "district")),
        )

    def require_rows(self, file: str, what: str) -> None:
        """A file that may not be empty below its first line."""
        if self.is_whole(file) and not self._tables[file].rows:
            self.faults.append(
                Fault(
                    file, 0, f"Die Datei nennt {what} nicht.", "Ergänzen Sie mindestens eine Zeile."
                )
            )
