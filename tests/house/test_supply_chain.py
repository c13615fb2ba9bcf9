"""The parts of the portal are listed, checked and asked about, and silence is not safety."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from string import ascii_letters
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from tests.kinderschutz.starting import environment
from tests.kinderschutz.test_settings import COMPLETE

ROOT = Path(settings.BASE_DIR)
PROGRAMS = Path(sys.executable).parent
KEYED = {**COMPLETE, "SECRET_KEY": ascii_letters * 2}
ACCEPTED: dict[str, str] = {}
"""Warnings of `check --deploy` in production that stay, each with its reason: there are none."""


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The program behind `make audit`."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The list of parts as `make sbom` writes it."""
    data = tmp_path_factory.mktemp("sbom")
    recipe = (ROOT / "Makefile").read_text().split("\nsbom:", 1)[1].split("\n\n", 1)[0]
    command = recipe.split("\n", 2)[2].replace("\\\n", " ").strip().removeprefix("@")
    command = command.replace("$(BIN)", str(PROGRAMS)).replace("$(DATA)", str(data))
    subprocess.run(command.split(), cwd=ROOT, check=True, capture_output=True)
    return dict(json.loads((data / "sbom.json").read_text()))


def test_the_list_of_parts_names_every_locked_version_with_its_hashes(
    parts: dict[str, Any],
) -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==([^\s;]+)", lock, re.MULTILINE))

    listed = {(each["name"], each["version"]) for each in parts["components"]}
    assert listed == locked
    assert all(each["externalReferences"][0]["hashes"] for each in parts["components"])
    assert parts["metadata"]["component"]["name"] == "kinderschutz"


def test_the_same_lock_file_gives_the_same_list(parts: dict[str, Any]) -> None:
    assert "serialNumber" not in parts
    assert "timestamp" not in parts["metadata"]
    assert str(ROOT) not in json.dumps(parts)


def test_production_settings_pass_the_check_for_deployment() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment(
            Path("/nonexistent"), DJANGO_SETTINGS_MODULE="kinderschutz.settings", **KEYED
        ),
        capture_output=True,
        text=True,
        check=False,
    )

    found = set(re.findall(r"\(([a-z_0-9]+\.[WE]\d+)\)", done.stderr))
    assert found - set(ACCEPTED) == set()
    assert done.returncode == 0


def test_bad_habits_are_looked_for_with_every_change() -> None:
    recipe = (ROOT / "Makefile").read_text().split("\nlint:", 1)[1].split("\n\n", 1)[0]
    skipped = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["bandit"]["skips"]

    assert "$(BIN)/bandit" in recipe
    assert "nosec" not in "".join(path.read_text() for path in ROOT.glob("kinderschutz/**/*.py"))
    assert set(skipped) == {"B104", "B105", "B108", "B311", "B404", "B603", "B607", "B608"}


def test_a_bad_habit_is_found(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import pickle\npickle.loads(b'x')\n")

    done = subprocess.run(
        [PROGRAMS / "bandit", "-q", "-c", ROOT / "pyproject.toml", "-r", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "B301" in done.stdout


def test_no_answer_about_a_version_is_no_safety(audit: ModuleType) -> None:
    asked = {"name": "a", "version": "1", "vulns": []}
    unasked = {"name": "b", "skip_reason": "not found"}

    assert audit.told(None)[0] == audit.UNASKED == 2
    assert audit.told([asked, unasked])[0] == audit.UNASKED
    assert "Nicht geprüft: 1 von 2 (b)." in audit.told([asked, unasked])[1]
    assert audit.told([asked])[0] == audit.CLEAR == 0


def test_a_known_advisory_is_named_with_its_cure(audit: ModuleType) -> None:
    fault = {"id": "PYSEC-1", "fix_versions": ["1.1"]}

    code, lines = audit.told([{"name": "a", "version": "1", "vulns": [fault]}])

    assert code == audit.KNOWN == 1
    assert lines == ["a 1: PYSEC-1 (behoben in 1.1)"]


def test_silence_of_the_service_is_told(audit: ModuleType, monkeypatch: Any) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "https_proxy": "http://127.0.0.1:9"})

    assert audit.ask("osv", "requirements/backup.txt") is None
