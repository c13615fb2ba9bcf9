"""The table of who gets in where, as it stands in matrix.toml."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.authz.crowd import ONE_FACTOR, ROLES, UNKNOWN

FILE = Path(__file__).parent / "matrix.toml"
NOT_ALLOWED, REDIRECT, ABSENT = 405, 302, 404
GROUPS = {
    "everybody": frozenset(ROLES),
    "logged_in": frozenset(ROLES) - UNKNOWN - {ONE_FACTOR},
}
STOPPED = UNKNOWN | {ONE_FACTOR}
"""Who comes to no page before having logged in with both factors."""

Cells = dict[tuple[str, str], frozenset[int]]


@dataclass(frozen=True)
class Row:
    """Who is let in at one address: status by method, role and side."""

    name: str
    of: str = ""
    absent: int = ABSENT
    data: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[str, ...]:
        """The things to ask for; one question where the address opens no single thing."""
        return ("a", "b", "missing") if self.of else ("",)

    def let_in(self, method: str, role: str, side: str) -> frozenset[int] | None:
        """The status that this role gets, or one of them; None for whoever is refused."""
        return self.cells.get(method, {}).get((role, side))

    def refusal(self, role: str) -> frozenset[int]:
        """The status that this role gets where it is refused."""
        return frozenset({REDIRECT if role in STOPPED else self.absent})


@cache
def rows() -> dict[str, Row]:
    """All rows by the name of the address."""
    said = tomllib.loads(FILE.read_text("utf-8"))
    return {name: _row(name, each) for name, each in said.items()}


def _row(name: str, said: dict[str, Any]) -> Row:
    methods = {method: _cells(said.pop(method)) for method in sorted({"GET", "POST"} & set(said))}
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]
    return Row(name=name, cells=methods, **said)


def _cells(lines: list[str]) -> Cells:
    """Later lines count more: a group first, then its exceptions."""
    cells: Cells = {}
    for line in lines:
        who, what = line.split()
        side = what[:1] if what[:1].isalpha() else ""
        roles = GROUPS.get(who) or {who}
        if not roles <= set(ROLES):
            raise LookupError(who)
        status = frozenset(map(int, what.removeprefix(side).split("/")))
        cells |= {(role, side): status for role in roles}
    return cells
