"""Every service that somebody calls asks whether they may."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASKS = {"require", "may_report", "require_may_give"}
ASKS_OTHERWISE = {
    "cases/services/drafts.py": "works on the actor's own drafts only (access.own_drafts)",
    "cases/services/form_drafts.py": "the same; the view has asked whether the thing is open",
    "cases/services/looking.py": "records that something was opened, after the doors of access",
    "cases/services/recording.py": "writes down a deed that its service has asked for",
    "cases/services/uploads.py": "files of own drafts only (own_drafts, own_uploads); cases ask",
    "network/services/sealing": "the retention run has asked; the database keeps the last year",
    "network/services/giving.py": "says who may give a role; its rows are for services that asked",
    "network/services/loading": "loads files by command, as the system",
}


def services() -> list[tuple[str, str, ast.FunctionDef]]:
    found = []
    for app in ("network", "agreements", "cases"):
        for path in sorted((ROOT / app / "services").rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = {each.arg for each in (*node.args.args, *node.args.kwonlyargs)}
                    if "by" in arguments:
                        found.append((str(path.relative_to(ROOT)), node.name, node))
    return found


def calls(node: ast.FunctionDef) -> set[str]:
    functions = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {each.id for each in functions if isinstance(each, ast.Name)} | {
        each.attr for each in functions if isinstance(each, ast.Attribute)
    }


def asks(path: str, node: ast.FunctionDef) -> bool:
    """By itself, or through a private function of its own file."""
    called = calls(node)
    for other in ast.parse((ROOT / path).read_text()).body:
        if isinstance(other, ast.FunctionDef) and other.name in called:
            called |= calls(other)
    return bool(ASKS & called)


@pytest.mark.parametrize(
    ("path", "name", "node"),
    [pytest.param(*each, id=f"{each[0]}:{each[1]}") for each in services()],
)
def test_a_service_asks_for_permission(path: str, name: str, node: ast.FunctionDef) -> None:
    if any(path.startswith(known) for known in ASKS_OTHERWISE):
        return
    if "by" in {each.arg for each in node.args.kwonlyargs} and _names_a_worker(node):
        return

    assert asks(path, node), f"{name} in {path} does not ask whether `by` may"


def _names_a_worker(node: ast.FunctionDef) -> bool:
    """Where `by` is a string it is the worker's name, not an actor."""
    return any(
        each.arg == "by" and isinstance(each.annotation, ast.Name) and each.annotation.id == "str"
        for each in node.args.kwonlyargs
    )
