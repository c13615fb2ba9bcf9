"""Facts and decisions -> what rules may ask: one situation per child."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from agreements.domain.conditions import Hours, Situation
from cases.domain.dates import day_of, years_after
from cases.domain.types import ChildDecision, ChildFacts, ConcernFacts, Elsewhere, Here, NoPlace
from network.domain.geography import Register
from network.domain.terms import AgeBand, Duty, Topic


@dataclass(frozen=True)
class Clock:
    """The instant of a report and what the calendar says of it, as values read at the edge.

    `office_hours`: whether each office is open at `at`; an office that is missing counts as closed.
    `next_noon`: noon of the next working day after `at`.
    """

    at: datetime
    office_hours: Mapping[str, bool]
    next_noon: datetime

    def is_office_hours(self, office: str) -> bool:
        """Whether this office is open now."""
        return self.office_hours.get(office, False)

    def hours_of(self, office: str) -> Hours:
        """The same in the words of the rules."""
        return Hours.OFFICE_HOURS if self.is_office_hours(office) else Hours.OUT_OF_HOURS


BANDS = (
    (18, AgeBand.ADULT),
    (14, AgeBand.FROM_14_TO_17),
    (6, AgeBand.FROM_6_TO_13),
    (3, AgeBand.FROM_3_TO_5),
    (0, AgeBand.UNDER_3),
)


def age_band(born_on: date | None, *, unborn: bool, on: date) -> AgeBand:
    """The band of a child's age on a day in Germany; a birthday counts from its beginning."""
    if unborn:
        return AgeBand.UNBORN
    if born_on is None:
        return AgeBand.UNKNOWN
    reached = (band for years, band in BANDS if on >= years_after(born_on, years))
    return next(reached, AgeBand.UNBORN)


def situation_of(
    child: ChildFacts,
    decision: ChildDecision,
    *,
    facts: ConcernFacts,
    several_offices: bool,
    register: Register,
    clock: Clock,
) -> Situation:
    """What rules may ask of this child. Without an acting office the fallback office stands in."""
    acting = decision.answer(Duty.ACT_NOW)
    office = acting.office if acting and acting.office else register.fallback
    places = (child.residence, child.whereabouts)
    return Situation(
        topics=facts.topics or frozenset({Topic.OTHER}),
        urgency=facts.urgency,
        age_band=age_band(child.born_on, unborn=child.unborn, on=day_of(facts.received_at)),
        reporter=facts.reporter,
        office=office,
        municipalities=frozenset(each.area.ags for each in places if isinstance(each, Here)),
        hours=clock.hours_of(office),
        several_offices=several_offices,
        child_outside=isinstance(child.whereabouts, Elsewhere)
        or child.whereabouts is NoPlace.ABROAD,
    )


OFFICE_DUTIES = frozenset(Duty) - {Duty.FAMILY_COURT, Duty.POLICE}


def are_several_offices(decisions: tuple[ChildDecision, ...]) -> bool:
    """Whether duties for these children lie with more than one youth office, inside or outside."""
    offices = {
        answer.office
        for decision in decisions
        for answer in decision.duties
        if answer.office and answer.duty in OFFICE_DUTIES
    }
    return len(offices) > 1
