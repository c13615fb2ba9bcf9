"""Family court, taking part in its proceedings, police: § 152 FamFG, § 87b and § 8a SGB VIII."""

from cases.domain.jurisdiction.answers import answer
from cases.domain.jurisdiction.doubts import UNSETTLES_CHILDS_HOME
from cases.domain.jurisdiction.findings import Fact
from cases.domain.jurisdiction.words import place_with_key
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, DutyAnswer, Elsewhere, Here, NoPlace, Place
from network.domain.geography import OUTSIDE, Register
from network.domain.terms import Confidence, Duty


def court_participation(child: ChildFacts, *, register: Register) -> DutyAnswer | None:
    """§ 87b Abs. 2: the office of a pending case stays in it. None: no case is pending."""
    case = child.court_case
    if case is None:
        return None
    return answer(
        Duty.COURT_PARTICIPATION,
        case.office,
        Norm.COURT_PARTICIPATION,
        Confidence.CERTAIN,
        child=child,
        register=register,
        says=f"{register.office_name(case.office)} wirkt im Gerichtsverfahren weiter mit.",
        because="Wer zu Beginn des Verfahrens zuständig war, bleibt es bis zum Abschluss.",
        used=(Fact.COURT_CASE,),
        changes=("Abschluss des Verfahrens",),
    )


def family_court(child: ChildFacts, *, register: Register) -> DutyAnswer:
    """§ 152 FamFG, in its order: divorce court, the child's home, where the need becomes known."""
    if child.divorce_court and child.father.paternity_established:
        return _divorce_court(child, child.divorce_court, register)
    if isinstance(child.residence, Here | Elsewhere):
        return _court_of_residence(child, register)
    return _court_of_need(child, register)


def _divorce_court(child: ChildFacts, court: str, register: Register) -> DutyAnswer:
    """§ 152 Abs. 1: exclusively, for common children of the spouses."""
    because = "Eine Ehesache der Eltern ist anhängig; dieses Gericht ist ausschließlich zuständig."
    used = (Fact.DIVORCE_COURT,)
    if court.startswith(OUTSIDE):
        place = Elsewhere(court.removeprefix(OUTSIDE))
        return _no_court(child, place, Norm.DIVORCE_COURT, because, used, register)
    return _court(child, court, Norm.DIVORCE_COURT, Confidence.CERTAIN, because, used, register)


def _court_of_residence(child: ChildFacts, register: Register) -> DutyAnswer:
    """§ 152 Abs. 2: the district in which the child has its habitual residence."""
    because = "Maßgeblich ist der gewöhnliche Aufenthalt des Kindes, nicht der Sitz des Jugendamts."
    norm, used, place = Norm.COURT_OF_RESIDENCE, (Fact.RESIDENCE,), child.residence
    if not isinstance(place, Here) or place.area.family_court is None:
        return _no_court(child, place, norm, because, used, register)
    unsettled = child.unborn or bool(child.doubts & UNSETTLES_CHILDS_HOME)
    firm = Confidence.PROVISIONAL if unsettled else Confidence.CERTAIN
    return _court(child, place.area.family_court, norm, firm, because, used, register)


def _court_of_need(child: ChildFacts, register: Register) -> DutyAnswer:
    """§ 152 Abs. 3: where the need for care becomes known, which is where the child is."""
    norm, used, place = Norm.COURT_OF_NEED, (Fact.RESIDENCE, Fact.WHEREABOUTS), child.whereabouts
    because = (
        "Ohne gewöhnlichen Aufenthalt des Kindes im Inland zählt, wo das Bedürfnis der Fürsorge "
        "bekannt wird."
    )
    firm = Confidence.CERTAIN
    if child.residence is NoPlace.UNKNOWN:
        because = f"Der gewöhnliche Aufenthalt des Kindes ist noch unbekannt. {because}"
        firm = Confidence.PROVISIONAL
    if not isinstance(place, Here) or place.area.family_court is None:
        return _no_court(child, place, norm, because, used, register)
    return _court(child, place.area.family_court, norm, firm, because, used, register)


def _court(
    child: ChildFacts,
    court: str,
    norm: Norm,
    confidence: Confidence,
    because: str,
    used: tuple[Fact, ...],
    register: Register,
) -> DutyAnswer:
    name = register.partners.get(court, court)
    return answer(
        Duty.FAMILY_COURT,
        court,
        norm,
        confidence,
        child=child,
        register=register,
        says=f"{name} ist zuständig, wenn das Gericht angerufen wird.",
        because=because,
        used=used,
        questions=_abroad_question(child),
        changes=("Ehesache der Eltern", "anderer gewöhnlicher Aufenthalt des Kindes"),
    )


def _no_court(
    child: ChildFacts,
    place: Place,
    norm: Norm,
    because: str,
    used: tuple[Fact, ...],
    register: Register,
) -> DutyAnswer:
    where = place_with_key(place, register)
    return answer(
        Duty.FAMILY_COURT,
        None,
        norm,
        Confidence.NEEDS_DECISION,
        child=child,
        register=register,
        says="Welches Familiengericht zuständig ist, muss eine Fachkraft klären.",
        because=f"{because} Der Ort ist: {where}; das Netzwerk kennt dafür kein Gericht.",
        used=used,
        questions=(f"Welches Familiengericht gehört zu diesem Ort ({where})?",),
        changes=("Ehesache der Eltern", "anderer gewöhnlicher Aufenthalt des Kindes"),
    )


def _abroad_question(child: ChildFacts) -> tuple[str, ...]:
    if child.residence is NoPlace.ABROAD:
        return ("Sind deutsche Gerichte international zuständig?",)
    return ()


def police(child: ChildFacts, *, register: Register) -> DutyAnswer:
    """§ 8a Abs. 3: the police authority where the child is."""
    place = child.whereabouts
    key = place.area.police if isinstance(place, Here) else None
    where = place_with_key(place, register)
    if key is None:
        says = "Welche Polizei zuständig ist, muss eine Fachkraft klären; bei Gefahr gilt 110."
        because = f"Es zählt, wo das Kind ist: {where}; das Netzwerk kennt dafür keine Behörde."
        questions: tuple[str, ...] = (f"Welche Polizei gehört zu diesem Ort ({where})?",)
    else:
        says = f"{register.partners.get(key, key)} ist die Polizei an diesem Ort."
        because = (
            "Es zählt, wo das Kind ist. Das Jugendamt schaltet die Polizei ein, wenn sofort "
            "gehandelt werden muss und die Eltern nicht mitwirken."
        )
        questions = ()
    return answer(
        Duty.POLICE,
        key,
        Norm.INVOLVE_POLICE,
        Confidence.CERTAIN if key else Confidence.NEEDS_DECISION,
        child=child,
        register=register,
        says=says,
        because=because,
        used=(Fact.WHEREABOUTS,),
        questions=questions,
        changes=("Ortswechsel des Kindes",),
    )
