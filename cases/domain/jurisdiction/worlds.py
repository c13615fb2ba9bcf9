"""What could be true: a fact nobody knows is replaced by each of its possible values.

The law is asked again for each. Where every answer is the same, the unknown does not matter.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cases.domain.jurisdiction.findings import (
    Fact,
    Finding,
    UnknownFact,
    office_at,
    possible_holders,
)
from cases.domain.jurisdiction.rules import lead_by_law
from cases.domain.types import ChildFacts, Elsewhere, Foster, LivesWith, NoPlace, Parent, Place

LONG_AGO = date.min


def possible_findings(child: ChildFacts, on: date) -> Iterator[Finding]:
    """What the law says, for everything that can be true. One finding where all is known."""
    try:
        finding = lead_by_law(child, on)
    except UnknownFact as unknown:
        for world in _worlds(child, unknown.fact, on):
            yield from possible_findings(world, on)
    else:
        yield finding


def _worlds(child: ChildFacts, fact: Fact, on: date) -> Iterator[ChildFacts]:
    """The child as it would be with each possible value of one unknown fact."""
    if fact is Fact.CUSTODY:
        return _custody(child)
    if fact is Fact.RESIDENCE_WITH:
        return (replace(child, residence_with=each) for each in _LIVING)
    if fact is Fact.LAST_STAY_WITH:
        return (replace(child, last_stay_with=each) for each in _PARENTS)
    if fact in (Fact.FOSTER_SINCE, Fact.FOSTER_PERMANENT):
        return _foster(child, fact, on)
    return (_placed(child, fact, place) for place in _possible_places(child, fact))


_PARENTS = (LivesWith.MOTHER, LivesWith.FATHER)
_LIVING = (*_PARENTS, LivesWith.BOTH, LivesWith.NEITHER)


def _custody(child: ChildFacts) -> Iterator[ChildFacts]:
    for holder in possible_holders(child):
        mother, father = holder.value
        yield replace(
            child,
            mother=replace(child.mother, custody=mother),
            father=replace(child.father, custody=father),
        )


def _foster(child: ChildFacts, fact: Fact, on: date) -> Iterator[ChildFacts]:
    foster = child.foster or Foster(None, None, NoPlace.UNKNOWN)
    if fact is Fact.FOSTER_SINCE:
        return (replace(child, foster=replace(foster, since=since)) for since in (LONG_AGO, on))
    return (replace(child, foster=replace(foster, permanent=stays)) for stays in (True, False))


def _possible_places(child: ChildFacts, fact: Fact) -> tuple[Place, ...]:
    """Every district that is named, first the child's; one that is not; and none in Germany."""
    known: dict[str, Place] = {}
    for place in (
        child.residence,
        child.mother.residence,
        child.father.residence,
        child.whereabouts,
        child.foster.residence if child.foster else NoPlace.UNKNOWN,
    ):
        office = office_at(place)
        if office:
            known.setdefault(office, place)
    return (*known.values(), Elsewhere(f"?{fact}"), NoPlace.ABROAD)


def _placed(child: ChildFacts, fact: Fact, place: Place) -> ChildFacts:
    if fact is Fact.MOTHER_RESIDENCE:
        return replace(child, mother=_living_at(child.mother, place))
    if fact is Fact.FATHER_RESIDENCE:
        return replace(child, father=_living_at(child.father, place))
    if fact is Fact.FOSTER_RESIDENCE and child.foster:
        return replace(child, foster=replace(child.foster, residence=place))
    if fact is Fact.RESIDENCE:
        return replace(child, residence=place)
    return replace(child, whereabouts=place)


def _living_at(parent: Parent, place: Place) -> Parent:
    return replace(parent, residence=place)
