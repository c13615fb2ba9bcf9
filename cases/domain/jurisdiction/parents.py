"""Who leads by the parents: § 86 Abs. 1 to 5 SGB VIII, one function for each sentence."""

from cases.domain.jurisdiction.child import by_childs_home
from cases.domain.jurisdiction.findings import (
    Fact,
    Finding,
    Holder,
    UnknownFact,
    custody_holder,
    office_of_known,
)
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, LivesWith

RESIDENCES = (Fact.MOTHER_RESIDENCE, Fact.FATHER_RESIDENCE)
RESIDENCE_OF = {
    LivesWith.MOTHER: Fact.MOTHER_RESIDENCE,
    LivesWith.FATHER: Fact.FATHER_RESIDENCE,
}
WHO = {LivesWith.MOTHER: "die Mutter", LivesWith.FATHER: "der Vater"}
WITH = {LivesWith.MOTHER: "bei der Mutter", LivesWith.FATHER: "beim Vater"}
APART = "Die Eltern leben in verschiedenen Bereichen"
APART_SINCE = "Die Eltern zogen erst nach Beginn der Leistung auseinander"
TOGETHER = "haben gemeinsam die Sorge"


def by_parents(child: ChildFacts) -> Finding:
    """The ordered sentences; the first that fits wins. Raises UnknownFact where one must ask."""
    if not child.father.paternity_established:
        return _mother_in_place_of_parents(child)
    if not (child.mother.alive and child.father.alive):
        return _surviving_parent(child)
    mother = office_of_known(child.mother.residence, Fact.MOTHER_RESIDENCE)
    father = office_of_known(child.father.residence, Fact.FATHER_RESIDENCE)
    if mother is None and father is None:
        return _parents_without_residence(child)
    if mother == father:
        return _same_district(mother)
    if child.benefit and child.benefit.parents_apart_since:
        return _parted_during_benefit(child, child.benefit.office)
    return _different_districts(child)


def _same_district(office: str | None) -> Finding:
    """§ 86 Abs. 1 Satz 1: both parents in one district, whatever the custody."""
    because = "Beide Eltern haben ihren gewöhnlichen Aufenthalt im Bereich dieses Jugendamts."
    return Finding(office, Norm.PARENTS, because, RESIDENCES)


def _mother_in_place_of_parents(child: ChildFacts) -> Finding:
    """§ 86 Abs. 1 Satz 2: while paternity is open, the mother stands for the parents."""
    if not child.mother.alive:
        return _without_parents(
            child, "Die Mutter ist verstorben, die Vaterschaft steht nicht fest."
        )
    because = "Die Vaterschaft steht nicht fest; an die Stelle der Eltern tritt die Mutter."
    return _deciding(child, LivesWith.MOTHER, Norm.MOTHER_ONLY, because, (Fact.PATERNITY,))


def _surviving_parent(child: ChildFacts) -> Finding:
    """§ 86 Abs. 1 Satz 3: only one parent is alive."""
    if not (child.mother.alive or child.father.alive):
        return _without_parents(child, "Beide Eltern sind verstorben.")
    who = LivesWith.MOTHER if child.mother.alive else LivesWith.FATHER
    because = f"Von den Eltern lebt nur {WHO[who]}; dieser gewöhnliche Aufenthalt zählt."
    return _deciding(child, who, Norm.SURVIVING_PARENT, because, (Fact.DEATHS,))


def _different_districts(child: ChildFacts) -> Finding:
    """§ 86 Abs. 2 and 3: the parents live in different districts."""
    holder = custody_holder(child)
    if holder is Holder.BOTH:
        return _joint_custody(child)
    if holder is Holder.NEITHER:
        return _nobody_has_custody(child)
    return _custodian(child, holder, Norm.CUSTODIAN)


def _custodian(child: ChildFacts, holder: Holder, norm: Norm) -> Finding:
    """§ 86 Abs. 2 Satz 1 (and Abs. 5 Satz 1): the parent who has custody, even a part of it."""
    who = LivesWith.MOTHER if holder is Holder.MOTHER else LivesWith.FATHER
    because = f"{APART}; {WHO[who]} hat die Sorge allein."
    if norm is Norm.PARTED_CUSTODIAN:
        because = f"{APART_SINCE}; {WHO[who]} hat die Sorge allein."
    return _deciding(child, who, norm, because, (*RESIDENCES, Fact.CUSTODY))


def _joint_custody(child: ChildFacts) -> Finding:
    """§ 86 Abs. 2 Satz 2 to 4: with whom the child last had its habitual residence."""
    living = _residence_with(child)
    if living is LivesWith.NEITHER:
        because = f"{APART}, {TOGETHER}; das Kind lebte zuletzt bei keinem von beiden."
        return _with_neither(child, Norm.WITH_NEITHER_PARENT, because)
    if living is LivesWith.BOTH:
        return _last_stay(child)
    because = f"{APART}, {TOGETHER}; das Kind lebte zuletzt {WITH[living]}."
    used = (*RESIDENCES, Fact.CUSTODY, Fact.RESIDENCE_WITH)
    return _deciding(child, living, Norm.RESIDENCE_WITH_PARENT, because, used)


def _last_stay(child: ChildFacts) -> Finding:
    """§ 86 Abs. 2 Satz 3: it lived with both; where it last actually stayed decides."""
    who = child.last_stay_with
    if who is None:
        raise UnknownFact(Fact.LAST_STAY_WITH)
    because = f"{APART}, {TOGETHER}; das Kind lebte bei beiden und war zuletzt {WITH[who]}."
    used = (*RESIDENCES, Fact.CUSTODY, Fact.RESIDENCE_WITH, Fact.LAST_STAY_WITH)
    return _deciding(child, who, Norm.LAST_STAY_WITH_PARENT, because, used)


def _nobody_has_custody(child: ChildFacts) -> Finding:
    """§ 86 Abs. 3: Abs. 2 Satz 2 and 4 apply correspondingly, Satz 3 does not."""
    living = _residence_with(child)
    if living is LivesWith.NEITHER:
        because = f"{APART}, keiner hat die Sorge; das Kind lebte zuletzt bei keinem von beiden."
        return _with_neither(child, Norm.NO_CUSTODY, because)
    used = (*RESIDENCES, Fact.CUSTODY, Fact.RESIDENCE_WITH)
    if living is LivesWith.BOTH:
        because = (
            f"{APART}, keiner hat die Sorge, das Kind lebte zuletzt bei beiden: dafür trifft das "
            "Gesetz keine Regel (Absatz 3 verweist nicht auf Absatz 2 Satz 3)."
        )
        return Finding(None, Norm.NO_CUSTODY, because, used)
    because = f"{APART}, keiner hat die Sorge; das Kind lebte zuletzt {WITH[living]}."
    return _deciding(child, living, Norm.NO_CUSTODY, because, used)


def _with_neither(child: ChildFacts, norm: Norm, because: str) -> Finding:
    """§ 86 Abs. 2 Satz 4: the child's last habitual residence, else its actual stay."""
    used = (*RESIDENCES, Fact.CUSTODY, Fact.RESIDENCE_WITH)
    return by_childs_home(child, home=norm, stay=norm, because=because, used=used)


def _parted_during_benefit(child: ChildFacts, office: str) -> Finding:
    """§ 86 Abs. 5: the residences parted after the benefit had begun."""
    holder = custody_holder(child)
    if holder in (Holder.MOTHER, Holder.FATHER):
        return _custodian(child, holder, Norm.PARTED_CUSTODIAN)
    whose = "beiden Eltern gemeinsam" if holder is Holder.BOTH else "keinem Elternteil"
    because = (
        f"{APART_SINCE}, die Sorge steht {whose} zu: die bisherige Zuständigkeit bleibt bestehen."
    )
    used = (Fact.BENEFIT, Fact.PARENTS_APART_SINCE, *RESIDENCES, Fact.CUSTODY)
    return Finding(office, Norm.PARTED_OFFICE_STAYS, because, used)


def _deciding(
    child: ChildFacts, who: LivesWith, norm: Norm, because: str, used: tuple[Fact, ...]
) -> Finding:
    """The residence of the parent who decides; where there is none in Germany, Abs. 4."""
    fact = RESIDENCE_OF[who]
    parent = child.mother if who is LivesWith.MOTHER else child.father
    office = office_of_known(parent.residence, fact)
    if office:
        return Finding(office, norm, because, (fact, *used))
    lost = f"{because} Dort besteht kein feststellbarer gewöhnlicher Aufenthalt im Inland."
    return _by_child(child, lost, (fact, *used), parted=norm is Norm.PARTED_CUSTODIAN)


def _parents_without_residence(child: ChildFacts) -> Finding:
    """§ 86 Abs. 4: neither parent has an ascertainable habitual residence in Germany."""
    because = "Kein Elternteil hat einen feststellbaren gewöhnlichen Aufenthalt im Inland."
    parted = bool(child.benefit and child.benefit.parents_apart_since)
    return _by_child(child, because, RESIDENCES, parted=parted)


def _without_parents(child: ChildFacts, because: str) -> Finding:
    """§ 86 Abs. 4: the parents are dead, or nobody stands for them any more."""
    return _by_child(child, because, (Fact.DEATHS,), parted=False)


def _by_child(child: ChildFacts, because: str, used: tuple[Fact, ...], *, parted: bool) -> Finding:
    """§ 86 Abs. 4 Satz 1 and 2; after a parting during the benefit through Abs. 5 Satz 3."""
    home = Norm.PARTED_BY_CHILD if parted else Norm.CHILDS_RESIDENCE
    stay = Norm.PARTED_BY_CHILD if parted else Norm.CHILDS_STAY
    return by_childs_home(child, home=home, stay=stay, because=because, used=used)


def _residence_with(child: ChildFacts) -> LivesWith:
    if child.residence_with is LivesWith.UNKNOWN:
        raise UnknownFact(Fact.RESIDENCE_WITH)
    return child.residence_with
