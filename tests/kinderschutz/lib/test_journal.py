"""The journal of deletions only grows, and what was changed in it is found."""

from pathlib import Path

import pytest

from kinderschutz.lib.journal import BrokenJournal, append, read

KEYS = {1: b"1" * 32, 2: b"2" * 32}


def key(number: int) -> bytes:
    return KEYS[number]


def written(path: Path) -> Path:
    append(path, [{"mark": "a"}, {"mark": "b"}], key=key, number=1)
    append(path, [{"mark": "c"}], key=key, number=2)
    return path


def test_it_reads_what_was_written(tmp_path: Path) -> None:
    found = read(written(tmp_path / "new" / "j"), key=key)

    assert [(each["n"], each["mark"], each["key"]) for each in found] == [
        (1, "a", 1),
        (2, "b", 1),
        (3, "c", 2),
    ]


def test_a_journal_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path / "none", key=key) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[0].replace(b'"a"', b'"x"'), *lines[1:]], "Zeile 1"),
        (lambda lines: [lines[0], lines[2]], "Zeile 2"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "Zeile 2"),
        (lambda lines: [lines[1], lines[0], lines[2]], "Zeile 1"),
        (lambda lines: [*lines[:2], b"{}\n"], "Zeile 3"),
        (lambda lines: [*lines[:2], b"no json\n"], "Zeile 3"),
    ],
)
def test_a_change_is_found_and_nothing_is_added_to_it(
    tmp_path: Path, change: object, line: str
) -> None:
    path = written(tmp_path / "j")
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))  # type: ignore[operator]  # a list of lambdas
    before = path.read_bytes()

    with pytest.raises(BrokenJournal, match=line):
        read(path, key=key)
    with pytest.raises(BrokenJournal, match=line):
        append(path, [{"mark": "d"}], key=key, number=1)
    assert path.read_bytes() == before


def test_a_line_of_a_killed_writer_gives_way(tmp_path: Path) -> None:
    path = written(tmp_path / "j")
    with path.open("ab") as file:
        file.write(b'{"mark":"half')

    assert len(read(path, key=key)) == 3
    assert append(path, [{"mark": "d"}], key=key, number=1) == 4
    assert [each["mark"] for each in read(path, key=key)] == ["a", "b", "c", "d"]


def test_a_key_that_is_gone_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "j")

    with pytest.raises(BrokenJournal, match="Schlüssel 2 kennt FIELD_KEYS nicht"):
        read(path, key={1: KEYS[1]}.__getitem__)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert written(tmp_path / "j").stat().st_mode & 0o077 == 0
