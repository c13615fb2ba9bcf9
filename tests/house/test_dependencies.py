"""Every dependency says why it is there and is locked with hashes."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

from kinderschutz.lib.version import VERSION

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
LISTED = {
    "runtime": PROJECT["dependencies"],
    "backup": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["backup"]],
    "dev": [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())],
}


def lock(name: str) -> str:
    return Path(settings.BASE_DIR / "requirements" / f"{name}.txt").read_text()


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower()


def test_every_dependency_says_why() -> None:
    text = (settings.BASE_DIR / "pyproject.toml").read_text()
    lines = [line for line in text.splitlines() if re.match(r'  "[a-z].*[<>=]', line)]

    assert len(lines) >= len(LISTED["dev"])
    assert [line for line in lines if not re.search(r"# \w", line)] == []


@pytest.mark.parametrize("name", sorted(LISTED))
def test_every_dependency_is_locked(name: str) -> None:
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock(name), re.MULTILINE))

    assert {plain(requirement) for requirement in LISTED[name]} <= locked


@pytest.mark.parametrize("name", sorted(LISTED))
def test_every_locked_version_has_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)[1:]

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_server_and_the_workplace_have_the_same_versions() -> None:
    pins = {name: set(re.findall(r"^\S+==\S+", lock(name), re.MULTILINE)) for name in LISTED}

    assert pins["runtime"] <= pins["backup"] <= pins["dev"]


def test_the_portal_knows_its_version() -> None:
    assert PROJECT["version"] == VERSION
