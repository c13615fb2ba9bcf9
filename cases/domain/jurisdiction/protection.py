"""Who acts now, who protects where the child is, who acts meanwhile: answers that never wait."""

from cases.domain.jurisdiction.answers import answer
from cases.domain.jurisdiction.findings import Fact, office_at
from cases.domain.jurisdiction.words import QUESTIONS, place_in_words
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, DutyAnswer, NoPlace
from network.domain.geography import Register
from network.domain.terms import Confidence, Duty

RECEIVED = "ausdrückliche Übernahme durch ein anderes Jugendamt"
ALLOCATED = (
    "Nach der Zuweisung nimmt deren Jugendamt in Obhut; bei Gefahr im Verzug handelt zuerst das "
    "Jugendamt am Ort (§ 2 Abs. 4 SGB X)."
)


def act_now(
    child: ChildFacts,
    *,
    received_by: str | None,
    adult: bool,
    others: tuple[DutyAnswer | None, ...],
    register: Register,
) -> DutyAnswer:
    """Who must act: whoever learned of it. Never empty.

    Through the portal it is the first of `others` that is a member of the network, else the
    network's fallback office.
    """
    office = received_by or _first_member(others, register) or register.fallback
    if received_by:
        because = "Dieses Jugendamt hat die Mitteilung erhalten und bleibt in der Pflicht."
    elif any(each and each.office == office for each in others):
        because = "Die Mitteilung kam über das Portal; dieses Jugendamt steht dem Kind am nächsten."
    else:
        because = "Kein Jugendamt des Netzwerks ist bestimmbar; es handelt die Auffangstelle."
    return answer(
        Duty.ACT_NOW,
        office,
        Norm.DANGER_IN_DELAY if adult else Norm.ASSESS_DANGER,
        Confidence.CERTAIN,
        child=child,
        register=register,
        says=f"{register.office_name(office)} muss jetzt handeln.",
        because=f"{because} {_mandate(adult=adult)}",
        changes=(RECEIVED,),
    )


def _mandate(*, adult: bool) -> str:
    if adult:
        return (
            "Ab dem 18. Geburtstag gilt § 8a nicht mehr; bei Gefahr im Verzug handelt jede "
            "Behörde, in deren Bezirk der Anlass hervortritt, und unterrichtet die zuständige."
        )
    return "Wer von gewichtigen Anhaltspunkten erfährt, muss die Gefährdung einschätzen."


def _first_member(others: tuple[DutyAnswer | None, ...], register: Register) -> str | None:
    for each in others:
        if each and each.office and register.is_member(each.office):
            return each.office
    return None


def immediate_protection(child: ChildFacts, *, register: Register) -> DutyAnswer:
    """§ 87, § 88a: taking into care, where the child is now. Only for children and youths."""
    if child.unaccompanied and child.unaccompanied.allocated_to:
        return _after_allocation(child, child.unaccompanied.allocated_to, register)
    norm = Norm.PROVISIONAL_CARE if child.unaccompanied else Norm.TAKE_INTO_CARE
    office = office_at(child.whereabouts)
    if office is None:
        return _nowhere(child, norm, register)
    name = register.office_name(office)
    says = f"{name} schützt das Kind dort, wo es jetzt ist."
    because = "Für die Inobhutnahme zählt, wo sich das Kind tatsächlich aufhält."
    if child.unborn:
        says = f"{name} schützt das Kind, sobald es geboren ist."
        because = (
            "Vor der Geburt gibt es keine Inobhutnahme; von der Geburt an zählt, wo sich das Kind "
            "tatsächlich aufhält, bis dahin wo die Mutter ist."
        )
    return answer(
        Duty.IMMEDIATE_PROTECTION,
        office,
        norm,
        Confidence.PROVISIONAL if child.unborn else Confidence.CERTAIN,
        child=child,
        register=register,
        says=says,
        because=because,
        used=_whereabouts_used(child),
        changes=("Ortswechsel des Kindes vor Beginn der Maßnahme",),
    )


def _whereabouts_used(child: ChildFacts) -> tuple[Fact, ...]:
    return (Fact.WHEREABOUTS, Fact.ALLOCATION) if child.unaccompanied else (Fact.WHEREABOUTS,)


def _after_allocation(child: ChildFacts, office: str, register: Register) -> DutyAnswer:
    """§ 88a Abs. 2 Satz 1 (§ 87 Satz 2): the allocation decides."""
    return answer(
        Duty.IMMEDIATE_PROTECTION,
        office,
        Norm.CARE_AFTER_ALLOCATION,
        Confidence.CERTAIN,
        child=child,
        register=register,
        says=f"{register.office_name(office)} schützt das Kind nach der Zuweisung.",
        because=ALLOCATED,
        used=(Fact.ALLOCATION, Fact.WHEREABOUTS),
        changes=("Übernahme durch einen anderen Träger",),
    )


def _nowhere(child: ChildFacts, norm: Norm, register: Register) -> DutyAnswer:
    """Nobody knows where the child is, or it is abroad: no district, so people decide."""
    place = place_in_words(child.whereabouts, register)
    abroad = child.whereabouts is NoPlace.ABROAD
    return answer(
        Duty.IMMEDIATE_PROTECTION,
        None,
        norm,
        Confidence.NEEDS_DECISION,
        child=child,
        register=register,
        says="Wer das Kind vor Ort schützt, muss eine Fachkraft klären.",
        because=f"Es zählt, wo sich das Kind tatsächlich aufhält; das ist: {place}.",
        missing=() if abroad else ("wo das Kind jetzt ist",),
        questions=(
            "Welche Auslandsvertretung oder ausländische Behörde kann schützen?"
            if abroad
            else QUESTIONS[Fact.WHEREABOUTS],
        ),
        changes=("Nachricht, wo das Kind ist",),
    )


def provisional(child: ChildFacts, *, received_by: str | None, register: Register) -> DutyAnswer:
    """§ 86d: who acts while the lead is not certain. Never empty."""
    office = office_at(child.whereabouts)
    if office:
        return _meanwhile(
            child,
            office,
            register,
            Confidence.CERTAIN,
            "Solange die Zuständigkeit nicht feststeht, zählt, wo das Kind tatsächlich ist.",
            (Fact.WHEREABOUTS,),
        )
    home = office_at(child.residence)
    if received_by:
        because = "Niemand weiß, in welchem Bereich das Kind ist; das empfangende Amt bleibt dran."
    elif home:
        because = "Niemand weiß, in welchem Bereich das Kind ist; es gilt das Amt seines Zuhauses."
    else:
        because = "Weder Ort noch Zuhause des Kindes sind bekannt; es handelt die Auffangstelle."
    used = (Fact.WHEREABOUTS,) if received_by else (Fact.WHEREABOUTS, Fact.RESIDENCE)
    office = received_by or home or register.fallback
    return _meanwhile(child, office, register, Confidence.PROVISIONAL, because, used)


def _meanwhile(
    child: ChildFacts,
    office: str,
    register: Register,
    confidence: Confidence,
    because: str,
    used: tuple[Fact, ...],
) -> DutyAnswer:
    return answer(
        Duty.PROVISIONAL,
        office,
        Norm.PROVISIONAL_DUTY,
        confidence,
        child=child,
        register=register,
        says=f"{register.office_name(office)} muss tätig werden, bis die Zuständigkeit feststeht.",
        because=because,
        used=used,
        changes=("Entscheidung, wer federführend ist",),
    )
