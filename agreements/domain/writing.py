"""A set of rules -> data, always in the same form, so that equal sets have equal digests."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from agreements.domain.conditions import Condition
from agreements.domain.ladder import AckTime, LadderStep
from agreements.domain.rules import (
    DutyTarget,
    OfficeLadder,
    RoutingRule,
    RuleSet,
    ServiceTarget,
    Target,
)


def write_rule_set(rule_set: RuleSet) -> dict[str, Any]:
    """JSON that `read_rule_set` reads back to an equal set; ladders spelled out in each rule."""
    data: dict[str, Any] = {"version": rule_set.version, "title": rule_set.title}
    if rule_set.in_force_from is not None:
        data["in_force_from"] = rule_set.in_force_from.isoformat()
    data["rules"] = [write_rule(rule) for rule in rule_set.rules]
    if rule_set.office_ladders:  # left out where there are none: so older digests stay as they are
        data["office_ladders"] = [write_own(own) for own in rule_set.office_ladders]
    return data


def write_own(own: OfficeLadder) -> dict[str, Any]:
    """One office's own ladder as JSON."""
    hours = {"hours": own.hours.value} if own.hours else {}
    return {
        "office": own.office,
        "urgencies": _words(own.urgencies),
        **hours,
        "ladder": _write_steps(own.steps),
    }


def _write_steps(steps: Iterable[LadderStep]) -> list[dict[str, Any]]:
    return [{"role": step.role.value, "after": step.after_minutes} for step in steps]


def write_rule(rule: RoutingRule) -> dict[str, Any]:
    """One rule as JSON; what is not said is left out."""
    data: dict[str, Any] = {"key": rule.key}
    when = _write_condition(rule.when)
    if when:
        data["when"] = when
    data |= {
        "tell": _write_target(rule.tell),
        "content": rule.content.value,
        "release": rule.release.value,
        "legal_basis": list(rule.legal_basis),
        "because": rule.because,
    }
    if rule.ack:
        data["ack"] = _write_ack(rule.ack)
    if rule.ladder:
        data["ladder"] = _write_steps(rule.ladder)
    return data


def digest(rule_set: RuleSet) -> str:
    """SHA-256 over version, title, rules and own ladders.

    Not over the instant from which they are in force.
    """
    data = write_rule_set(rule_set)
    data.pop("in_force_from", None)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _write_condition(condition: Condition) -> dict[str, Any]:
    data: dict[str, Any] = {
        "topics": _words(condition.topics),
        "urgencies": _words(condition.urgencies),
        "age_bands": _words(condition.age_bands),
        "reporters": _words(condition.reporters),
        "offices": _words(condition.offices),
        "municipalities": _words(condition.municipalities),
        "hours": condition.hours.value if condition.hours else None,
        "several_offices": condition.several_offices,
        "child_outside": condition.child_outside,
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def _words(values: Iterable[str]) -> list[str]:
    return sorted(str(each) for each in values)


def _write_target(target: Target) -> dict[str, str]:
    if isinstance(target, DutyTarget):
        where = {"where": target.where.value} if target.where else {}
        return {"duty": target.duty.value, **where}
    if isinstance(target, ServiceTarget):
        return {"service": target.service.value, "place": target.place.value}
    return {"office": "fallback"}


def _write_ack(ack: AckTime) -> int | str:
    return "next_working_noon" if ack.minutes is None else ack.minutes
