"""The scenarios the network agreed on, each as a test."""

import json
from pathlib import Path
from typing import Any

import pytest

from cases.domain.facts import read_facts
from cases.domain.jurisdiction import decide
from network.domain.terms import Duty
from tests.factories.register import rhein_sieg

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.json"))


def expectations() -> list[Any]:
    return [
        pytest.param(scenario, expected, id=f"{path.stem}-{expected['child']}-{expected['duty']}")
        for path in SCENARIOS
        for scenario in [json.loads(path.read_text(encoding="utf-8"))]
        for expected in scenario["expect"]
    ]


@pytest.mark.parametrize(("scenario", "expected"), expectations())
def test_a_scenario_is_decided_as_agreed(
    scenario: dict[str, Any], expected: dict[str, Any]
) -> None:
    facts = read_facts(scenario["facts"], rhein_sieg())
    child = next(each for each in facts.children if each.ref == expected["child"])

    decision = decide(child, concern=facts, register=rhein_sieg())
    answer = decision.answer(Duty(expected["duty"]))

    assert answer is not None
    assert answer.office == expected["office"] or expected["office"] is None
    assert answer.norm.startswith(expected["norm"] or "")
    assert answer.confidence == (expected["confidence"] or answer.confidence)


def test_no_scenario_is_forgotten() -> None:
    assert len(SCENARIOS) >= 15
