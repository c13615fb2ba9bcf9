"""Who must act, protect, lead, pay, take part in court: several answers for each child.

Pure: no clock, no database. The rules stand in `rules` and `parents`, what is unknown in `worlds`.
"""

from dataclasses import replace

from cases.domain.dates import day_of, is_adult
from cases.domain.jurisdiction.benefits import continue_benefit
from cases.domain.jurisdiction.courts import court_participation, family_court, police
from cases.domain.jurisdiction.lead import lead
from cases.domain.jurisdiction.protection import act_now, immediate_protection, provisional
from cases.domain.types import (
    ChildDecision,
    ChildFacts,
    ConcernFacts,
    DutyAnswer,
    LivesWith,
    NoPlace,
)
from network.domain.geography import Register
from network.domain.terms import Confidence

__all__ = ["decide"]


def decide(child: ChildFacts, *, concern: ConcernFacts, register: Register) -> ChildDecision:
    """All duties for one child on the day of the report, in the order of `Duty`. Never raises.

    Of the concern only `received_by` and `received_at` matter. From the 18th birthday on the duties
    that the law knows for children alone (§ 87, § 152 FamFG, § 8a) do not arise.
    """
    on = day_of(concern.received_at)
    adult = is_adult(child.born_on, on)
    child = _with_its_mother(child) if child.unborn else child
    received_by = concern.received_by
    leading = lead(child, on=on, register=register)
    protecting = None if adult else immediate_protection(child, register=register)
    meanwhile = _meanwhile(child, leading, received_by, register)
    acting = act_now(
        child,
        received_by=received_by,
        adult=adult,
        others=(protecting, leading, meanwhile),
        register=register,
    )
    answers = (
        acting,
        protecting,
        leading,
        meanwhile,
        continue_benefit(child, lead=leading, register=register),
        court_participation(child, register=register),
        None if adult else family_court(child, register=register),
        None if adult else police(child, register=register),
    )
    return ChildDecision(child.ref, tuple(each for each in answers if each))


def _meanwhile(
    child: ChildFacts, leading: DutyAnswer, received_by: str | None, register: Register
) -> DutyAnswer | None:
    if leading.confidence is Confidence.CERTAIN:
        return None
    return provisional(child, received_by=received_by, register=register)


def _with_its_mother(child: ChildFacts) -> ChildFacts:
    """An unborn child has its home where the mother has hers, and lives with her."""
    home = child.mother.residence
    residence = child.residence if home is NoPlace.UNKNOWN else home
    return replace(child, residence=residence, residence_with=LivesWith.MOTHER)
