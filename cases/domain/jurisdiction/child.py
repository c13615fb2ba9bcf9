"""Where the child itself decides: § 86 Abs. 4, also as others refer to it, and § 88 SGB VIII."""

from cases.domain.jurisdiction.findings import (
    Fact,
    Finding,
    UnknownFact,
    office_at,
    office_of_known,
)
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, NoPlace


def by_childs_home(
    child: ChildFacts, *, home: Norm, stay: Norm, because: str, used: tuple[Fact, ...]
) -> Finding:
    """The child's habitual residence before the benefit; where it had none, its actual stay.

    `home` and `stay` are the norms of the two steps, `because` says why it comes to the child.
    """
    office = _home(child)
    if office:
        why = f"{because} Maßgeblich ist deshalb der gewöhnliche Aufenthalt des Kindes."
        return Finding(office, home, why, (*used, Fact.RESIDENCE))
    why = (
        f"{because} Das Kind hatte in den letzten sechs Monaten keinen gewöhnlichen Aufenthalt im "
        "Inland; maßgeblich ist deshalb, wo es sich tatsächlich aufhält."
    )
    return by_childs_stay(child, stay, why, (*used, Fact.RESIDENCE))


def _home(child: ChildFacts) -> str | None:
    """An unborn child has no home of its own yet: it is at home where its mother is."""
    if child.unborn:
        return office_of_known(child.mother.residence, Fact.MOTHER_RESIDENCE)
    return office_of_known(child.residence, Fact.RESIDENCE)


def by_childs_stay(child: ChildFacts, norm: Norm, because: str, used: tuple[Fact, ...]) -> Finding:
    """Where the child actually is before the benefit begins; abroad § 88 takes over."""
    if child.whereabouts in (NoPlace.UNKNOWN, NoPlace.NONE):
        raise UnknownFact(Fact.WHEREABOUTS)
    office = office_at(child.whereabouts)
    if office is None:
        return _abroad(child)
    if child.benefit and child.benefit.office != office:
        why = (
            f"{because} Es kommt auf den Ort vor Beginn der Leistung am "
            f"{child.benefit.since:%d.%m.%Y} an; bekannt ist nur, wo das Kind heute ist."
        )
        return Finding(None, norm, why, (*used, Fact.WHEREABOUTS, Fact.BENEFIT))
    return Finding(office, norm, because, (*used, Fact.WHEREABOUTS))


def _abroad(child: ChildFacts) -> Finding:
    """§ 88: help abroad is the supra-local provider's, unless a benefit ran before departure."""
    if child.benefit:
        return Finding(
            child.benefit.office,
            Norm.ABROAD_BENEFIT_STAYS,
            "Das Kind ist im Ausland; wer schon vorher Leistungen gewährt hat, bleibt zuständig.",
            (Fact.WHEREABOUTS, Fact.BENEFIT),
        )
    return Finding(
        None,
        Norm.ABROAD,
        "Das Kind ist im Ausland und hat im Inland keinen maßgeblichen Aufenthalt; zuständig ist "
        "der überörtliche Träger des Geburtsorts, sonst das Land Berlin.",
        (Fact.WHEREABOUTS, Fact.RESIDENCE),
    )
