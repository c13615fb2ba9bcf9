"""Nasty input 59: what people typed does not become a command in somebody's spreadsheet."""

import csv
import io
import re
import zipfile

import pytest

from cases.models import Child
from kinderschutz.lib.tables import CSV, XLSX, table_response
from tests.cases.views.walking import begin, client_of, fill, send
from tests.people import People

COMMANDS = ("=cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "+49|calc", "-1+1", '=HYPERLINK("//x")')


@pytest.mark.parametrize("typed", COMMANDS, ids=ascii)
def test_59_a_name_that_is_a_formula_leaves_as_text(people: People, typed: str) -> None:
    ada = client_of(people.ada)
    key = begin(ada)
    fill(ada, key, "lage", {"urgency": "urgent", "account": "x"})
    fill(ada, key, "kinder", {"anzahl": "1", "kind-0-name": typed})
    send(ada, key)
    stored = Child.objects.get().identity["name"]

    sheet = table_response(XLSX, "Kinder", ["Name"], [[stored], [typed]])
    text = table_response(CSV, "Kinder", ["Name"], [[stored], [typed]])

    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert set(re.findall(r'<c [^>]*?t="(\w+)"', cells)) == {"s"}
    assert "<f>" not in cells
    lines = io.StringIO(text.content.decode("utf-8-sig"), newline="")
    rows = list(csv.reader(lines, delimiter=";"))
    assert [row[0][:1] for row in rows[1:]] == ["'", "'"]
