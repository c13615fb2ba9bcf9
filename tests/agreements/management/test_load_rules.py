"""`manage.py load_rules`: says what it did, or what is wrong and where."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agreements.models import RuleSet as RuleSetRow
from tests.factories.agreements import STANDARD

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    said = StringIO()
    call_command("load_rules", *arguments, stdout=said)
    return said.getvalue()


def test_without_a_file_the_standard_table_comes_into_force() -> None:
    said = load()

    assert said == (
        "Regeln 2026-02 (Standardtabelle des Netzwerks): veröffentlicht, 58 Regeln, "
        "in Kraft ab 01.01.2026 00:00.\n"
    )


def test_loading_again_changes_nothing() -> None:
    load()

    said = load()

    assert "war schon veröffentlicht, 58 Regeln" in said
    assert RuleSetRow.objects.count() == 1


def test_a_changed_file_needs_a_new_version(tmp_path: Path) -> None:
    load()
    changed = tmp_path / "rules.toml"
    changed.write_text(STANDARD.read_text().replace("ack = 15", "ack = 20"))

    with pytest.raises(CommandError, match="neue Bezeichnung"):
        load(str(changed))


def test_a_new_version_follows_the_old_one(tmp_path: Path) -> None:
    load()
    changed = tmp_path / "rules.toml"
    text = STANDARD.read_text().replace('version = "2026-02"', 'version = "2099-01"')
    changed.write_text(text.replace("2026-01-01T", "2099-01-01T"))

    said = load(str(changed))

    assert "Regeln 2099-01" in said
    assert "in Kraft ab 01.01.2099 00:00" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "kein gültiges TOML"),
        ("version = 3", "rules.toml: version: hier wird ein Text erwartet"),
        ("[[rules]]\nkey = 'x'\nwenn = 1", r"rules\[0\].wenn: unbekannte Angabe"),
    ],
)
def test_a_fault_is_told_with_file_and_place_and_nothing_is_published(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)

    with pytest.raises(CommandError, match=message):
        load(str(file))

    assert not RuleSetRow.objects.exists()


def test_a_table_with_a_hole_is_refused_before_it_is_in_force(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    text = STANDARD.read_text()
    start = text.index('[[rules]]\nkey = "act-now-standard"')
    file.write_text(text[:start] + text[text.index("# ----", start) :])

    with pytest.raises(CommandError, match="urgencies = standard"):
        load(str(file))

    assert not RuleSetRow.objects.exists()


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    picture = tmp_path / "bild.png"
    picture.write_bytes(b"\x89PNG\xff")

    with pytest.raises(CommandError, match="nicht lesbar"):
        load(str(tmp_path / "fehlt.toml"))
    with pytest.raises(CommandError, match="als UTF-8"):
        load(str(picture))
