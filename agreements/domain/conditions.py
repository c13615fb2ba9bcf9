"""When a rule applies: finite values, no negation, so that questions about it can be decided."""

from dataclasses import dataclass
from enum import StrEnum

from network.domain.terms import AgeBand, ReporterKind, Topic, Urgency


class Hours(StrEnum):
    """Whether the acting office is open at the instant of the report."""

    OFFICE_HOURS = "office_hours"
    OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True)
class Situation:
    """What rules may ask of one child in one concern.

    `topics` is never empty (nothing named counts as `other`). `municipalities` are the official
    keys of the child's residence and whereabouts inside the network, none where both are unknown
    or outside. `hours` are those of the acting office. `child_outside`: the child is outside the
    network now.
    """

    topics: frozenset[Topic]
    urgency: Urgency
    age_band: AgeBand
    reporter: ReporterKind
    office: str
    municipalities: frozenset[str]
    hours: Hours
    several_offices: bool
    child_outside: bool


@dataclass(frozen=True)
class Condition:
    """When a rule applies: every field that is set must fit. Empty or None means "any".

    Topics and municipalities fit when one of them does.
    """

    topics: frozenset[Topic] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    age_bands: frozenset[AgeBand] = frozenset()
    reporters: frozenset[ReporterKind] = frozenset()
    offices: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    hours: Hours | None = None
    several_offices: bool | None = None
    child_outside: bool | None = None


def matches(condition: Condition, situation: Situation) -> bool:
    """Whether a rule with this condition applies: the meaning of the language, written out."""
    c, s = condition, situation
    return (
        (not c.topics or not c.topics.isdisjoint(s.topics))
        and (not c.urgencies or s.urgency in c.urgencies)
        and (not c.age_bands or s.age_band in c.age_bands)
        and (not c.reporters or s.reporter in c.reporters)
        and (not c.offices or s.office in c.offices)
        and (not c.municipalities or not c.municipalities.isdisjoint(s.municipalities))
        and c.hours in (None, s.hours)
        and c.several_offices in (None, s.several_offices)
        and c.child_outside in (None, s.child_outside)
    )
