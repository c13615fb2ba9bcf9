"""The list of sixty is whole: each number has its tests, and each test named is there."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LISTED: dict[str, list[str]] = tomllib.loads((HERE / "index.toml").read_text())["tests"]
NUMBERS = range(1, 61)


def file_of(module: str) -> Path:
    """Modules without a folder lie here."""
    return (HERE.parent if "/" in module else HERE) / f"{module}.py"


def functions(file: Path) -> set[str]:
    """Names of the tests in a file."""
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def numbers_in(name: str) -> set[int]:
    """The numbers that a test bears: test_2_3_14_... or test_25_to_28_..."""
    if span := re.match(r"test_(\d+)_to_(\d+)_", name):
        return set(range(int(span[1]), int(span[2]) + 1))
    found = re.match(r"test((?:_\d+)+)_", name)
    return {int(each) for each in found[1].split("_") if each} if found else set()


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_has_a_test_that_exists(number: int) -> None:
    named = LISTED.get(str(number), [])

    assert named != []
    assert [
        each
        for each in named
        for module, _, name in [each.partition("::")]
        if name not in functions(file_of(module))
    ] == []


def test_no_other_number_is_listed() -> None:
    assert sorted(map(int, LISTED)) == list(NUMBERS)


def test_a_test_that_bears_numbers_stands_under_one_of_them() -> None:
    listed = {(each, int(number)) for number, named in LISTED.items() for each in named}
    bearing = {
        f"{file.stem}::{name}": numbers_in(name)
        for file in sorted(HERE.glob("test_*.py"))
        for name in functions(file)
        if numbers_in(name)
    }

    under = {test: {n for t, n in listed if t == test} for test in bearing}

    assert sorted(test for test in bearing if not under[test]) == []
    assert sorted(test for test in bearing if not under[test] <= bearing[test]) == []
