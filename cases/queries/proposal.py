"""The decision and the route that a report would get now: one function for preview, dry run and the
report itself.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agreements.domain.rules import RuleSet
from agreements.queries import NoRulesInForce, rules_in_force
from cases.domain.jurisdiction import decide
from cases.domain.routing import Clock, route
from cases.domain.types import ChildDecision, ConcernFacts, PlannedNotice
from network import queries as network
from network.domain.geography import Register
from network.domain.hours import next_working_noon

LOCAL = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Proposal:
    """What the system proposes, with everything it rests on."""

    facts: ConcernFacts
    decisions: tuple[ChildDecision, ...]
    notices: tuple[PlannedNotice, ...]
    rules_version: str
    directory_version: int
    register: Register


def rules_at(at: datetime) -> RuleSet:
    """The rules in force; an empty set where there are none: the fallback office is told."""
    try:
        return rules_in_force(at)
    except NoRulesInForce:
        return RuleSet(version="", rules=())


def register_at(at: datetime) -> Register:
    """The directory of the local day."""
    return network.register_on(at.astimezone(LOCAL).date())


def routed(
    facts: ConcernFacts,
    decisions: tuple[ChildDecision, ...],
    *,
    at: datetime,
    register: Register,
    rules: RuleSet,
) -> tuple[PlannedNotice, ...]:
    """Whom these decisions reach at this instant."""
    clock = Clock(
        at=at,
        office_hours=network.office_hours_at(at),
        next_noon=next_working_noon(at),
    )
    return route(facts, decisions, rules=rules, register=register, clock=clock)


def propose(facts: ConcernFacts, *, at: datetime) -> Proposal:
    """Decide and route; stores nothing. Total: some office of the network is always told."""
    register = register_at(at)
    rules = rules_at(at)
    decisions = tuple(decide(child, concern=facts, register=register) for child in facts.children)
    return Proposal(
        facts=facts,
        decisions=decisions,
        notices=routed(facts, decisions, at=at, register=register, rules=rules),
        rules_version=rules.version,
        directory_version=network.directory_version(),
        register=register,
    )
