"""Tables that people keep in a spreadsheet: bytes in, rows or faults out. Knows no network.

A fault says where it is and how it is cured, in German; all faults of a table are found at once.
What spreadsheet programs do to a file without asking (a byte order mark, CRLF, empty lines, blanks
around a value) is accepted.
"""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

DELIMITER = ";"
LONGEST_FILE = 5_000_000
LONGEST_VALUE = 500
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong where, and the cure. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}, Zeile {self.line}" if self.line else self.file
        return f"{place}: {self.message} {self.cure}"


@dataclass(frozen=True)
class Row:
    """One line of a table: a value for every column, and where it stands."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def fault(self, message: str, cure: str) -> Fault:
        """A fault of this line."""
        return Fault(self.file, self.line, message, cure)


@dataclass(frozen=True)
class Table:
    """The sound rows of a file, and all faults of the others."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_table(
    file: str, content: bytes | None, *, columns: Sequence[str], optional: Sequence[str] = ()
) -> Table:
    """The rows of a file that must have exactly these columns, in any order. Never raises.

    Of `optional` ones it may have any; where one is missing, its values are empty. `content` is
    None where the file does not exist.
    """
    expected = DELIMITER.join(columns)
    if content is None:
        return _broken(file, 0, "Die Datei fehlt.", f"Legen Sie sie an, erste Zeile: {expected}")
    text = _text(file, content)
    if isinstance(text, Fault):
        return Table(faults=(text,))
    lines, torn = _lines(file, text)
    if torn:
        return Table(faults=(torn,))
    if not lines:
        return _broken(file, 0, "Die Datei ist leer.", f"Die erste Zeile muss lauten: {expected}")
    (line, header), *rest = lines
    if faults := tuple(_header_faults(file, line, header, columns, optional)):
        return Table(faults=faults)
    return _rows(file, header, rest, missing=set(optional) - set(header))


def _text(file: str, content: bytes) -> str | Fault:
    if len(content) > LONGEST_FILE:
        return Fault(file, 0, "Die Datei ist größer als 5 MB.", "Teilen oder kürzen Sie sie.")
    if content[:2] in _BOMS:
        return Fault(
            file, 1, "Die Datei ist als UTF-16 gespeichert.", "Speichern Sie sie als UTF-8."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        return Fault(file, line, "Die Zeile ist nicht UTF-8.", "Speichern Sie die Datei als UTF-8.")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return Fault(
            file, line, "Die Zeile enthält ein Nullzeichen.", "Speichern Sie als CSV-Text."
        )
    return text


def _lines(file: str, text: str) -> tuple[list[tuple[int, list[str]]], Fault | None]:
    """Line number and values of every line that is not empty; or where quoting breaks."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=DELIMITER, skipinitialspace=True, strict=True)
    found = []
    begins = 1
    try:
        for values in reader:
            stripped = [unicodedata.normalize("NFC", value).strip() for value in values]
            if any(stripped):
                found.append((begins, stripped))
            begins = reader.line_num + 1
    except csv.Error:
        torn = Fault(
            file,
            begins,
            "Die Anführungszeichen gehen nicht auf.",
            'Ein Wert mit Anführungszeichen steht ganz in ", jedes innere doppelt.',
        )
        return [], torn
    return found, None


def _header_faults(
    file: str,
    line: int,
    header: Sequence[str],
    columns: Sequence[str],
    optional: Sequence[str],
) -> Iterator[Fault]:
    expected = DELIMITER.join(columns)
    if len(header) == 1 and len(columns) > 1 and any(sign in header[0] for sign in ",\t|"):
        yield Fault(
            file,
            line,
            "Die Spalten sind nicht durch Semikolon getrennt.",
            f"Speichern Sie mit dem Trennzeichen „;“. Erste Zeile: {expected}",
        )
        return
    for column, times in Counter(header).items():
        if times > 1:
            yield Fault(file, line, f"Die Spalte „{column}“ steht zweimal da.", "Löschen Sie eine.")
    for column in columns:
        if column not in header:
            yield Fault(file, line, f"Die Spalte „{column}“ fehlt.", f"Erste Zeile: {expected}")
    for column in sorted(set(header) - {*columns, *optional}):
        yield Fault(
            file,
            line,
            f"Die Spalte „{column}“ ist nicht bekannt.",
            f"Löschen Sie sie oder berichtigen Sie den Namen. Erste Zeile: {expected}",
        )


def _rows(
    file: str,
    header: Sequence[str],
    lines: Sequence[tuple[int, list[str]]],
    *,
    missing: Iterable[str],
) -> Table:
    rows, faults = [], []
    for line, values in lines:
        if len(values) != len(header):
            faults.append(
                Fault(
                    file,
                    line,
                    f"Die Zeile hat {len(values)} Werte statt {len(header)}.",
                    "Ein Wert mit Semikolon steht in Anführungszeichen; ein leerer bleibt stehen.",
                )
            )
            continue
        row = Row(file, line, dict.fromkeys(missing, "") | dict(zip(header, values, strict=True)))
        unreadable = list(_unreadable(row))
        faults.extend(unreadable)
        if not unreadable:
            rows.append(row)
    return Table(rows=tuple(rows), faults=tuple(faults))


def _unreadable(row: Row) -> Iterator[Fault]:
    """Values with characters that nobody sees, or far too long."""
    for column, value in row.values.items():
        if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} for sign in value):
            yield row.fault(
                f"„{column}“ enthält unsichtbare Zeichen.", "Tippen Sie den Wert neu ein."
            )
        elif len(value) > LONGEST_VALUE:
            yield row.fault(f"„{column}“ ist zu lang.", f"Höchstens {LONGEST_VALUE} Zeichen.")


def _broken(file: str, line: int, message: str, cure: str) -> Table:
    return Table(faults=(Fault(file, line, message, cure),))
