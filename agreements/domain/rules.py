"""Routing rules: when ..., tell whom. A language over finite values, so that it can be proved.

No negation, no order, no priority: each rule that matches adds a telling, and what several rules
say to one recipient is merged by `cases.domain.routing`. So no rule can switch another one off.
Only an office's own ladder stands instead of another, where it is proved to come no later.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from agreements.domain.conditions import Condition, Hours, Situation
from agreements.domain.index import Index, build
from agreements.domain.ladder import AckTime, LadderStep
from network.domain.terms import ContentLevel, Duty, Release, Service, Urgency


class Where(StrEnum):
    """Which office holds a duty: the acting one itself, another of the network, or one outside."""

    ACTING = "acting"
    NETWORK = "network"
    OUTSIDE = "outside"


class PlaceOf(StrEnum):
    """The place for which a service is looked up."""

    WHEREABOUTS = "whereabouts"
    RESIDENCE = "residence"


@dataclass(frozen=True)
class DutyTarget:
    """Whoever holds this duty for the child, if that office is where the rule asks.

    `where` is None for court and police: they are partners, not offices.
    """

    duty: Duty
    where: Where | None


@dataclass(frozen=True)
class ServiceTarget:
    """Every partner that offers this service for the child's place."""

    service: Service
    place: PlaceOf


@dataclass(frozen=True)
class FallbackTarget:
    """The network's fallback office."""


Target = DutyTarget | ServiceTarget | FallbackTarget


def is_network_office(target: Target) -> bool:
    """Whether this target can only be a youth office of the network."""
    return isinstance(target, FallbackTarget) or (
        isinstance(target, DutyTarget) and target.where in (Where.ACTING, Where.NETWORK)
    )


@dataclass(frozen=True)
class RoutingRule:
    """When `when` applies, tell `tell`. `because` may name {office} (the recipient) and {children}.

    `ack` None: for information, nobody has to take over. `legal_basis`: norms as lawyers cite them.
    """

    key: str
    when: Condition
    tell: Target
    content: ContentLevel
    release: Release
    legal_basis: tuple[str, ...]
    because: str
    ack: AckTime | None = None
    ladder: tuple[LadderStep, ...] = ()

    @property
    def secures_acting_office(self) -> bool:
        """Whether by this rule alone the acting office learns everything, at once and watched."""
        return (
            isinstance(self.tell, DutyTarget)
            and self.tell.duty is Duty.ACT_NOW
            and self.content is ContentLevel.FULL
            and self.release is Release.AUTOMATIC
            and self.ack is not None
        )


@dataclass(frozen=True)
class OfficeLadder:
    """What one office has agreed for itself: who is told next when it stays silent.

    Instead of the ladders of the rules in every notice to this office that must be taken over.
    `hours` are the office's own, None for any; `urgencies` are never empty.
    """

    office: str
    urgencies: frozenset[Urgency]
    hours: Hours | None
    steps: tuple[LadderStep, ...]

    def holds(self, office: str, urgency: Urgency, hours: Hours) -> bool:
        """Whether it is this one that counts."""
        return self.office == office and urgency in self.urgencies and self.hours in (None, hours)


@dataclass(frozen=True)
class RuleSet:
    """One version of the table; `in_force_from` is None where the set does not say."""

    version: str
    rules: tuple[RoutingRule, ...]
    title: str = ""
    in_force_from: datetime | None = None
    office_ladders: tuple[OfficeLadder, ...] = ()

    @cached_property
    def _index(self) -> Index:
        return build([rule.when for rule in self.rules])

    def numbers(self, situation: Situation) -> list[int]:
        """Positions of the rules that apply, ascending: `matches` on each, but indexed."""
        return self._index.numbers(situation)

    def matching(self, situation: Situation) -> tuple[RoutingRule, ...]:
        """The rules that apply, in the order of the set."""
        return tuple([self.rules[number] for number in self.numbers(situation)])
