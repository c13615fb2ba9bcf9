"""What a rule says, what it rests on, and what it asks for."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache

from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, Custody, Elsewhere, Here, NoPlace, Place
from network.domain.geography import OUTSIDE


class Fact(StrEnum):
    """The facts of one child that rules ask for; words for people are in `words`."""

    BORN_ON = "born_on"
    WHEREABOUTS = "whereabouts"
    RESIDENCE = "residence"
    RESIDENCE_WITH = "residence_with"
    LAST_STAY_WITH = "last_stay_with"
    MOTHER_RESIDENCE = "mother_residence"
    FATHER_RESIDENCE = "father_residence"
    CUSTODY = "custody"
    PATERNITY = "paternity"
    DEATHS = "deaths"
    FOSTER_SINCE = "foster_since"
    FOSTER_PERMANENT = "foster_permanent"
    FOSTER_RESIDENCE = "foster_residence"
    BENEFIT = "benefit"
    PARENTS_APART_SINCE = "parents_apart_since"
    ALLOCATION = "allocation"
    COURT_CASE = "court_case"
    DIVORCE_COURT = "divorce_court"


class Holder(Enum):
    """Who has custody (Personensorge); the values are what it makes of mother and father."""

    MOTHER = (Custody.SOLE, Custody.NONE)
    FATHER = (Custody.NONE, Custody.SOLE)
    BOTH = (Custody.JOINT, Custody.JOINT)
    NEITHER = (Custody.NONE, Custody.NONE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says. `office` None: the law names nobody, so people must decide."""

    office: str | None
    norm: Norm
    because: str
    used: tuple[Fact, ...]


class UnknownFact(Exception):
    """A rule asks for a fact nobody knows yet. Whoever asked goes through the possible answers."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.fact = fact


def office_at(place: Place) -> str | None:
    """The office in whose district a place lies; None where it lies in no district we know."""
    if isinstance(place, Here):
        return place.area.office
    if isinstance(place, Elsewhere):
        return OUTSIDE + place.district
    return None


def office_of_known(place: Place, fact: Fact) -> str | None:
    """The same, but asks for the place where it is unknown. None: abroad, or no residence."""
    if place is NoPlace.UNKNOWN:
        raise UnknownFact(fact)
    return office_at(place)


def possible_holders(child: ChildFacts) -> tuple[Holder, ...]:
    """Who can have custody after what is known. Where that contradicts itself: anybody."""
    return _fitting_holders(child.mother.custody, child.father.custody)


@cache
def _fitting_holders(mother: Custody, father: Custody) -> tuple[Holder, ...]:
    fitting = tuple(
        holder
        for holder in Holder
        if mother in (Custody.UNKNOWN, holder.value[0])
        and father in (Custody.UNKNOWN, holder.value[1])
    )
    return fitting or tuple(Holder)


def custody_holder(child: ChildFacts) -> Holder:
    """Who has custody; asks where it is open."""
    holders = possible_holders(child)
    if len(holders) > 1:
        raise UnknownFact(Fact.CUSTODY)
    return holders[0]
