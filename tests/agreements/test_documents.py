"""What offices read about the table is what the table says."""

from pathlib import Path

import pytest

from agreements.domain.rules import RoutingRule
from network.domain.terms import LadderRole
from tests.factories.agreements import standard

PAGE = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
RULES = {rule.key: rule for rule in standard().rules}
DEADLINES = {
    "act-now-acute-office-hours": "akut, Dienstzeit",
    "act-now-acute-out-of-hours": "akut, nachts und am Wochenende",
    "act-now-urgent-office-hours": "heute noch, Dienstzeit",
    "act-now-urgent-out-of-hours": "heute noch, nachts und am Wochenende",
    "act-now-standard": "in den nächsten Tagen",
}


@pytest.mark.parametrize("key", DEADLINES)
def test_the_page_tells_the_deadlines_and_ladders_of_the_table(key: str) -> None:
    assert f"| {DEADLINES[key]} | {' | '.join(cells(RULES[key]))} |" in PAGE


def cells(rule: RoutingRule) -> list[str]:
    assert rule.ack
    minutes = rule.ack.minutes
    within = "nächster Arbeitstag 12 Uhr" if minutes is None else f"{minutes} Minuten"
    first, *again = [each for each in rule.ladder if each.role is LadderRole.REMINDER]
    assert first.after_minutes == 0
    reminded = " und ".join(["sofort", *(f"+{step.after_minutes}" for step in again)])
    others = [each for each in rule.ladder if each.role is not LadderRole.REMINDER]
    return [within, reminded, *(f"+{step.after_minutes}" for step in others)]


def test_every_deadline_of_the_acting_office_is_on_the_page() -> None:
    assert {rule.key for rule in standard().rules if rule.secures_acting_office} == set(DEADLINES)


def test_the_page_names_the_version_it_describes() -> None:
    assert f"(Fassung {standard().version})" in PAGE
