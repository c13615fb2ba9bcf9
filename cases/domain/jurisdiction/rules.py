"""Who leads: the ordered rules. The first that applies wins."""

from datetime import date, timedelta

from cases.domain.dates import ADULT_AT, is_adult, years_after
from cases.domain.jurisdiction.child import by_childs_stay
from cases.domain.jurisdiction.findings import Fact, Finding, UnknownFact, office_of_known
from cases.domain.jurisdiction.parents import by_parents
from cases.domain.norms import Norm
from cases.domain.types import Benefit, ChildFacts, Unaccompanied

FOSTER_YEARS = 2


def lead_by_law(child: ChildFacts, on: date) -> Finding:
    """What the law says on this day. Raises UnknownFact for a fact that nobody knows yet."""
    if child.born_on and is_adult(child.born_on, on):
        return young_adult(child, child.born_on)
    if child.unaccompanied:
        return unaccompanied(child, child.unaccompanied)
    return foster_person(child, on) or by_parents(child)


def young_adult(child: ChildFacts, born_on: date) -> Finding:
    """§ 86a: own residence before the benefit, else actual stay; a continued help stays."""
    adult_since = years_after(born_on, ADULT_AT)
    if child.benefit and child.benefit.since < adult_since:
        return _continued_help(child, child.benefit, adult_since)
    office = office_of_known(child.residence, Fact.RESIDENCE)
    if office:
        because = "Maßgeblich ist der eigene gewöhnliche Aufenthalt vor Beginn der Leistung."
        return Finding(office, Norm.ADULTS_RESIDENCE, because, (Fact.BORN_ON, Fact.RESIDENCE))
    because = (
        "Ohne gewöhnlichen Aufenthalt im Inland zählt, wo sich die Person tatsächlich aufhält."
    )
    return by_childs_stay(child, Norm.ADULTS_STAY, because, (Fact.BORN_ON, Fact.RESIDENCE))


def _continued_help(child: ChildFacts, benefit: Benefit, adult_since: date) -> Finding:
    """§ 86a Abs. 4: who was responsible until the 18th birthday stays so.

    That is the office of the foster person where § 86 Abs. 6 had moved the responsibility before
    that day, even if the former office still pays.
    """
    because = (
        "Eine vor dem 18. Geburtstag begonnene Leistung läuft weiter; die Zuständigkeit bleibt."
    )
    before = foster_person(child, adult_since - timedelta(days=1))
    if before:
        return Finding(
            before.office,
            Norm.ADULT_CONTINUED,
            f"{because} Zuständig war bis dahin das Jugendamt der Pflegeperson.",
            (Fact.BORN_ON, Fact.BENEFIT, *before.used),
        )
    return Finding(benefit.office, Norm.ADULT_CONTINUED, because, (Fact.BORN_ON, Fact.BENEFIT))


def unaccompanied(child: ChildFacts, arrival: Unaccompanied) -> Finding:
    """§ 88a Abs. 3: the actual stay; after an allocation the office it was made to."""
    if arrival.allocated_to:
        because = "Nach der Zuweisung bleibt deren Jugendamt auch für die Leistung zuständig."
        used = (Fact.ALLOCATION,)
        return Finding(arrival.allocated_to, Norm.UNACCOMPANIED_ALLOCATED, because, used)
    because = (
        "Unbegleitet und noch nicht zugewiesen: es zählt, wo sich das Kind tatsächlich aufhält."
    )
    return by_childs_stay(child, Norm.UNACCOMPANIED_STAY, because, (Fact.ALLOCATION,))


def foster_person(child: ChildFacts, on: date) -> Finding | None:
    """§ 86 Abs. 6: two years with a foster person, to stay for good. None: does not apply.

    A foster person without a residence in Germany names no office; Abs. 1 to 5 remain.
    """
    foster = child.foster
    if foster is None or foster.permanent is False:
        return None
    if foster.since is None:
        raise UnknownFact(Fact.FOSTER_SINCE)
    if on < years_after(foster.since, FOSTER_YEARS):
        return None
    if foster.permanent is None:
        raise UnknownFact(Fact.FOSTER_PERMANENT)
    office = office_of_known(foster.residence, Fact.FOSTER_RESIDENCE)
    if office is None:
        return None
    because = "Das Kind lebt seit zwei Jahren bei der Pflegeperson und bleibt dort auf Dauer."
    used = (Fact.FOSTER_SINCE, Fact.FOSTER_PERMANENT, Fact.FOSTER_RESIDENCE)
    return Finding(office, Norm.FOSTER_PERSON, because, used)
