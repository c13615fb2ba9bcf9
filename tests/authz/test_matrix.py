"""Every address for everybody: own, foreign and missing things, with every method.

Foreign and missing are answered alike, byte for byte; whoever is refused changes nothing and reads
no word of a case.
"""

from typing import Any

import pytest

from tests.authz.asking import Answer, answer_of, ask, changed, written
from tests.authz.canaries import A, B
from tests.authz.crowd import ROLES
from tests.authz.table import NOT_ALLOWED, REDIRECT, STOPPED, Row, rows
from tests.authz.world import NOWHERE, World
from tests.house.test_urls import ALL, address

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE")
READS = {
    "a": {"reporter", "caseworker", "head"},
    "b": {"other_partner", "other_caseworker"},
}
"""Who may ever read a word of a case; others only where they are named below."""
READS_ONCE = {
    ("break_glass", "cases:opened_case"): "a",
    ("second", "cases:assigned_case"): "a",
    ("second", "cases:assigned_reporter"): "a",
    ("second", "cases:upload"): "a",
    ("on_call", "cases:duty_case"): "a",
    ("on_call", "cases:duty_call"): "a",
    ("on_call", "cases:upload"): "a",
}
READS_THE_NAME = {("economic", "cases:cost_data"), ("economic", "cases:cost_child")}
"""Where the name of a child of the own office stands, and no other word of its case."""
WORDS = {"a": A.of_case, "b": B.of_case}
DRAFTS = {"a": (A.draft, "reporter"), "b": (B.draft, "other_partner")}


def test_every_address_has_a_row() -> None:
    assert sorted(set(ALL) - set(rows())) == []


def test_every_row_has_an_address() -> None:
    assert sorted(set(rows()) - set(ALL)) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(set(rows()) & set(ALL)))
def test_the_address_answers_as_the_table_says(world: World, name: str, role: str) -> None:
    row = rows()[name]
    world.wake(role)
    refused = [method for method in METHODS if _is_refused(row, role, method)]
    before = written()
    faults = [fault for method in refused for fault in _faults(world, row, role, method)]
    faults += [f"refused, and wrote into {table}" for table in changed(before)]
    for method in sorted(set(METHODS) - set(refused)):
        faults += _faults(world, row, role, method)

    assert faults == []


def _is_refused(row: Row, role: str, method: str) -> bool:
    """Whether this role gets nothing from this method, whatever it asks for."""
    return all(row.let_in(method, role, side) is None for side in row.sides)


def _faults(world: World, row: Row, role: str, method: str) -> list[str]:
    if method not in row.cells:
        return _wrong_method(world, row, role, method)
    sides = row.sides
    if method == "HEAD":
        sides = tuple(side for side in sides if row.let_in("GET", role, side) is not None)
    answers = {side: _ask(world, row, role, method, side) for side in sides}
    faults = [
        f"{method} {side or row.name}: {answers[side].status} instead of {sorted(wanted)}"
        for side in sides
        for wanted in (row.let_in(method, role, side) or row.refusal(role),)
        if answers[side].status not in wanted
    ]
    faults += [
        f"{method} {side}: another answer than for what is missing"
        for side in sides
        if NOWHERE in answers and row.let_in(method, role, side) is None
        if answers[side].whole != answers[NOWHERE].whole
    ]
    return faults + [
        f"{method} {side}: tells {word!r}"
        for side, answer in answers.items()
        for word in _not_for(role, row.name)
        if word in answer.text
    ]


def _wrong_method(world: World, row: Row, role: str, method: str) -> list[str]:
    status = _ask(world, row, role, method, "a" if row.of else "").status
    wanted = {NOT_ALLOWED} | ({REDIRECT} if role in STOPPED else set())
    return [] if status in wanted else [f"{method}: {status} instead of {sorted(wanted)}"]


def _ask(world: World, row: Row, role: str, method: str, side: str) -> Answer:
    arguments = world.arguments(row.of, side)
    more: dict[str, Any] = {}
    if method == "POST":
        more["data"] = world.filled_in(row.data, side or "a")
    answer = ask(world.browsers[role], method, address(row.name, **arguments), **more)
    return answer_of(answer, arguments.values())


def _not_for(role: str, name: str) -> list[str]:
    """All canaries that this role must not find at this address."""
    words = [
        word
        for side, told in WORDS.items()
        if role not in READS[side] and READS_ONCE.get((role, name)) != side
        for word in told
        if not (side == "a" and word == A.child and (role, name) in READS_THE_NAME)
    ]
    return words + [word for word, whose in DRAFTS.values() if role != whose]
