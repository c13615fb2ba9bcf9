"""Rows of cases are read through the doors of cases.access, which leave canaries out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARDED = {"Concern", "Notice", "Child", "Adult", "Decision", "Ownership", "Reporter"}
TABLES = ("cases_concern", "cases_notice", "cases_child", "cases_decision", "cases_ownership")
DOOR = ROOT / "cases" / "access.py"
REASONS = {
    "cases/walls.py": "says in SQL which rows are open to whom; asks nothing itself",
    "cases/queries/retention_lines.py": "tells references and days of what goes, no case",
    "cases/queries/looks.py": "tells keys and references apart for the log; reads no case",
    "cases/documents.py": "prints a letter that came through a door; a canary has no letter",
    "cases/management/commands/mark_names.py": "marks every concern anew and shows none",
    "cases/management/demo.py": "writes practice data: finds what it has written itself",
    "cases/management/demo_lent.py": "writes practice data: finds the notice it lends",
    "cases/management/demo_looks.py": "writes practice data: looks as its people would",
    "cases/queries/by_hand.py": "tells calls apart by their notices; a canary has no call",
    "cases/queries/canary_verdict.py": "is about canaries",
    "cases/queries/concern.py": "asks for one concern that came through a door",
    "cases/queries/due.py": "what is due by rule, which leaves canaries out in the query",
    "cases/queries/duty.py": "shows notices whose keys came through a door",
    "cases/queries/figures.py": "counts by open(), waiting_for_release() and alarming()",
    "cases/queries/inbox.py": "shows rows whose keys came through a door",
    "cases/queries/my_reports.py": "is prefetched for concerns that came through a door",
    "cases/queries/network_board.py": "counts what is open in one query that names is_canary",
    "cases/queries/receipt.py": "begins with who recorded it; a canary was recorded by nobody",
    "cases/queries/vital_signs.py": "looks for late ladder steps; a canary has none",
}


def files() -> Iterator[Path]:
    """Everything above the models that reads for people; services act on what they are given."""
    for app in ("network", "agreements", "cases", "kinderschutz"):
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT / app).parts
            if parts[0] not in {"migrations", "models", "services"} and path != DOOR:
                yield path


def reads_by_itself(source: str) -> bool:
    """Whether a file names a manager of a guarded model, or its table."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_default_manager", "_base_manager"}
            and isinstance(node.value, ast.Name)
            and node.value.id in GUARDED
        ):
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value
            if "SELECT" in words and any(table in words for table in TABLES):
                return True
    return False


FOUND = [
    str(path.relative_to(ROOT)) for path in files() if reads_by_itself(path.read_text("utf-8"))
]


@pytest.mark.parametrize("path", FOUND)
def test_whoever_passes_by_the_doors_says_why(path: str) -> None:
    assert path in REASONS


def test_no_reason_is_left_over() -> None:
    assert sorted(set(REASONS) - set(FOUND)) == []


def test_a_passer_by_would_be_found() -> None:
    assert reads_by_itself("def count():\n    return Notice.objects.count()\n")
    assert reads_by_itself("QUERY = 'SELECT 1 FROM cases_notice'\n")


def test_every_door_leaves_canaries_out() -> None:
    tree = ast.parse(DOOR.read_text("utf-8"))
    opening = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and each.attr == "filter"
        and isinstance(each.value, ast.Attribute)
        and each.value.attr == "objects"
        and isinstance(each.value.value, ast.Name)
        and each.value.value.id in {"Concern", "Notice"}
    ]

    inside_own_reports = ["visible_calls"]
    assert opening == ["_concerns", "_notices", *inside_own_reports]
