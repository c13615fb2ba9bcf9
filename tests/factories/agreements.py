"""Rules for tests: the standard table as a value, single rules, and a published version."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from agreements.domain.conditions import Condition
from agreements.domain.ladder import AckTime, LadderStep
from agreements.domain.parsing import read_rule_set
from agreements.domain.rules import DutyTarget, RoutingRule, RuleSet, Where
from agreements.services.publishing import publish
from network.access import SYSTEM
from network.domain.terms import ContentLevel, Duty, LadderRole, Release

STANDARD = Path(__file__).parents[2] / "agreements/data/standard/rules.toml"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

ACTING = DutyTarget(Duty.ACT_NOW, Where.ACTING)
LADDER = (
    LadderStep(LadderRole.REMINDER, 0),
    LadderStep(LadderRole.DEPUTY, 5),
    LadderStep(LadderRole.FALLBACK_OFFICE, 30),
)


@cache
def standard() -> RuleSet:
    """The table that the product ships."""
    return read_rule_set(tomllib.loads(STANDARD.read_text(encoding="utf-8")))


def make_rule(key: str = "acting", **changed: Any) -> RoutingRule:
    """A rule that always tells the acting office everything at once, unless changed."""
    values: dict[str, Any] = {
        "when": Condition(),
        "tell": ACTING,
        "content": ContentLevel.FULL,
        "release": Release.AUTOMATIC,
        "legal_basis": ("§ 8a Abs. 1 Satz 1 SGB VIII",),
        "because": "{office} muss jetzt handeln ({children}).",
        "ack": AckTime(15),
        "ladder": LADDER,
    }
    return RoutingRule(key=key, **(values | changed))


def make_rules(*rules: RoutingRule, version: str = "test") -> RuleSet:
    """A set of these rules."""
    return RuleSet(version=version, rules=rules, title="Regeln für einen Test")


def publish_standard(*, at: datetime = BEGINNING) -> RuleSet:
    """The standard table, published and in force since the beginning of 2026."""
    publish(rule_set=standard(), by=SYSTEM, at=at)
    return standard()
