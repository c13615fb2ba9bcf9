"""The command as people type it: what it says, and its exit codes."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from network.models import Event, Municipality, Network, YouthOffice
from network.queries import directory_version
from tests.network.domain.test_folder import FOLDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the first network that a test may spoil."""
    target = tmp_path / "kreis"
    shutil.copytree(FOLDER, target)
    return target


def run(*arguments: str | Path) -> list[str]:
    said = StringIO()
    call_command("load_network", *map(str, arguments), stdout=said)
    return said.getvalue().splitlines()


def refused(*arguments: str | Path) -> list[str]:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value).splitlines()


def spoil(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def test_without_an_argument_the_first_network_is_loaded_and_said() -> None:
    assert run() == [
        "Netzwerk Kinderschutz Rhein-Sieg-Kreis: 266 Änderungen geladen "
        "(Stand 1 des Verzeichnisses).",
        "13 Sitze, 19 Kommunen, 17 Netzwerkpartner, 9 Kreise außerhalb.",
        "Offener Sitz: 13. Sitz (noch zu benennen)",
        "Ohne bestätigte Erreichbarkeit: Jugendamt Meckenheim",
    ]


def test_a_second_run_says_that_nothing_changes(folder: Path) -> None:
    run(folder)

    assert run(folder)[0] == (
        "Netzwerk Kinderschutz Rhein-Sieg-Kreis: nichts zu ändern (Stand 1 des Verzeichnisses)."
    )
    assert Event.objects.count() == 1


def test_a_check_shows_the_changes_and_writes_nothing(folder: Path) -> None:
    run(folder)
    spoil(folder / "offices.csv", lambda text: text.replace("Jugendamt Hennef", "Jugendamt H."))

    said = run(folder, "--check")

    assert said == [
        "  Jugendamt hennef: geändert (name)",
        "Netzwerk Kinderschutz Rhein-Sieg-Kreis: 1 Änderungen, nichts geschrieben.",
    ]
    assert YouthOffice.objects.get(key="hennef").name == "Jugendamt Hennef"
    assert directory_version() == 1


def test_all_faults_are_listed_and_nothing_is_loaded(folder: Path) -> None:
    spoil(folder / "municipalities.csv", lambda text: text.replace("53347", "5334"))
    spoil(folder / "offices.csv", lambda text: text.replace("Hennef;town", "Hennef;city"))
    (folder / "on_call.csv").unlink()

    said = refused(folder)

    assert said == [
        f"{folder}: 3 Fehler, nichts geladen.",
        "municipalities.csv, Zeile 2: „5334“ sind keine Postleitzahlen. "
        "Jede einmal, fünf Ziffern, durch Leerzeichen getrennt.",
        "offices.csv, Zeile 5: „city“ ist für „kind“ nicht bekannt. "
        "Möglich sind: county, town, open_seat.",
        "on_call.csv: Die Datei fehlt. Legen Sie sie an, erste Zeile: "
        "office;days;starts;ends;person;phone;email;delegate",
    ]
    assert not Network.objects.exists()
    assert not Municipality.objects.exists()


def test_a_missing_folder_is_named_with_what_belongs_into_it(tmp_path: Path) -> None:
    said = refused(tmp_path / "nirgends")

    assert said[0].startswith(
        f"{tmp_path / 'nirgends'}: Der Ordner fehlt. Er enthält: network.toml"
    )


def test_a_file_in_place_of_a_folder_is_no_folder(folder: Path) -> None:
    assert "Der Ordner fehlt" in refused(folder / "offices.csv")[0]


def test_a_folder_in_place_of_a_file_is_not_readable(folder: Path) -> None:
    (folder / "offices.csv").unlink()
    (folder / "offices.csv").mkdir()

    assert "Die Datei ist nicht lesbar" in refused(folder)[0]
    assert str(folder / "offices.csv") in refused(folder)[0]
