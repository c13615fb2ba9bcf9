"""Tables that leave the portal: the only writer of CSV and XLSX. No cell is ever a formula.

Whoever opens a table starts a spreadsheet with it, and a spreadsheet computes what begins like a
formula. A reported name must not become a command on the desk of an office.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.http import HttpResponse

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds; longer text is cut, with an ellipsis at its end."""
MOST_ROWS = 1_048_575
"""Rows below the heading of an XLSX sheet."""

Cell = str | int | float | Decimal | date | bool | None
_COMMANDING = frozenset("=+-@\t\r\n|%＝＋－＠")
_LOCAL = ZoneInfo("Europe/Berlin")


def as_text(cell: Cell) -> str:
    """A cell as it is read in Germany: 05.03.2026 14:30, ja, 1,5; control characters are left out.

    Line breaks stay. A moment without a time zone is refused with ValueError.
    """
    match cell:
        case None:
            return ""
        case bool():
            return "ja" if cell else "nein"
        case datetime():
            if cell.tzinfo is None:
                raise ValueError("a moment needs its time zone")
            return cell.astimezone(_LOCAL).strftime("%d.%m.%Y %H:%M")
        case date():
            return cell.strftime("%d.%m.%Y")
        case float() | Decimal():
            return str(cell).replace(".", ",")
    text = "".join(letter for letter in str(cell) if letter.isprintable() or letter in "\n\t")
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def harmless(cell: Cell) -> str:
    """As `as_text`, with an apostrophe before whatever a spreadsheet would take for a formula.

    Also where only white space or invisible signs stand before the sign. Numbers of the portal's
    own (an int, a float) keep their minus.
    """
    text = as_text(cell)
    if isinstance(cell, int | float | Decimal | date) or cell is None:
        return text
    given = str(cell)
    visible = text.lstrip(" \u00a0\u3000'\"")
    begins = {given[:1], text[:1], visible[:1]}
    return f"'{text}" if begins & _COMMANDING else text


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """For a German spreadsheet: semicolons, UTF-8 with its mark, every cell in quotation marks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in _even(header, rows):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_table(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, every cell a text: no formula, no link, no number that looks otherwise there.

    More than `MOST_ROWS` rows are a ValueError, never a shorter table.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  # only whoever wants a sheet waits for it

    out = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, {"in_memory": True, **safe}) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet(_sheet_name(title))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 24)
        for number, row in enumerate(_even(header, rows)):
            if number > MOST_ROWS:
                raise ValueError("more rows than a sheet holds")
            for column, cell in enumerate(row):
                sheet.write_string(number, column, as_text(cell), bold if number == 0 else wrapped)
    return out.getvalue()


def table_response(
    kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The table as a file to keep; `kind` is CSV or XLSX, `name` has no ending and names nobody.

    Raises KeyError for another kind.
    """
    kind_of_content = TYPES[kind]
    content = csv_table(header, rows) if kind == CSV else xlsx_table(name, header, rows)
    response = HttpResponse(content, content_type=kind_of_content)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(name)}.{kind}"'
    return response


def _even(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    for row in rows:
        if len(row) != len(header):
            raise ValueError("a row is longer or shorter than the heading")
        yield row


def _sheet_name(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:31] or "Tabelle"


def _file_name(name: str) -> str:
    plain = name.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in plain)
    return kept.strip("-") or "tabelle"
