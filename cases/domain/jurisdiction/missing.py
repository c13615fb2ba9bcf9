"""Which unknown facts a professional should find out, for the rules that apply to this child."""

from datetime import date

from cases.domain.dates import is_adult
from cases.domain.jurisdiction.findings import Fact, Finding, possible_holders
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, LivesWith, NoPlace


def missing_facts(child: ChildFacts, findings: tuple[Finding, ...], on: date) -> tuple[Fact, ...]:
    """The unknown facts among those that the rules for this child ask for."""
    if is_continued(findings):
        return tuple(_unknown_foster(child))
    if is_adult(child.born_on, on):
        return tuple(_unknown_places(child))
    if child.unaccompanied:
        return (Fact.WHEREABOUTS,)
    return (*_unknown_foster(child), *_unknown_parents(child), *_unknown_places(child))


def _unknown_places(child: ChildFacts) -> list[Fact]:
    """The child's own places. Nobody is nowhere: `none` says as little of where it is now."""
    missing = []
    if child.residence is NoPlace.UNKNOWN:
        missing.append(Fact.RESIDENCE)
    if child.whereabouts in (NoPlace.UNKNOWN, NoPlace.NONE):
        missing.append(Fact.WHEREABOUTS)
    return missing


def _unknown_foster(child: ChildFacts) -> list[Fact]:
    foster = child.foster
    if foster is None or foster.permanent is False:
        return []
    unknown = (
        (foster.since is None, Fact.FOSTER_SINCE),
        (foster.permanent is None, Fact.FOSTER_PERMANENT),
        (foster.residence is NoPlace.UNKNOWN, Fact.FOSTER_RESIDENCE),
    )
    return [fact for is_unknown, fact in unknown if is_unknown]


def _unknown_parents(child: ChildFacts) -> list[Fact]:
    mother, father = child.mother, child.father
    is_father = father.alive and father.paternity_established
    both = mother.alive and is_father
    unknown = (
        (mother.alive and mother.residence is NoPlace.UNKNOWN, Fact.MOTHER_RESIDENCE),
        (is_father and father.residence is NoPlace.UNKNOWN, Fact.FATHER_RESIDENCE),
        (both and len(possible_holders(child)) > 1, Fact.CUSTODY),
        (both and child.residence_with is LivesWith.UNKNOWN, Fact.RESIDENCE_WITH),
        (
            both and child.residence_with is LivesWith.BOTH and child.last_stay_with is None,
            Fact.LAST_STAY_WITH,
        ),
    )
    return [fact for is_unknown, fact in unknown if is_unknown]


def is_continued(findings: tuple[Finding, ...]) -> bool:
    """Whether an adult's former help goes on (§ 86a Abs. 4), so that former facts still matter."""
    return all(finding.norm is Norm.ADULT_CONTINUED for finding in findings)
