"""Who keeps giving a running benefit while the responsibility moves: § 86c SGB VIII."""

from cases.domain.jurisdiction.answers import answer
from cases.domain.jurisdiction.findings import Fact
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, DutyAnswer
from network.domain.geography import Register
from network.domain.terms import Confidence, Duty

HAND_OVER = (
    "Wer davon zuerst erfährt, unterrichtet den anderen unverzüglich; die Fallverantwortung geht "
    "in einem Gespräch über (§ 86c Abs. 2)."
)


def continue_benefit(
    child: ChildFacts, *, lead: DutyAnswer, register: Register
) -> DutyAnswer | None:
    """§ 86c Abs. 1: the former office goes on until the new one does. None: nothing moves."""
    benefit = child.benefit
    if benefit is None or benefit.office == lead.office:
        return None
    settled = lead.confidence is Confidence.CERTAIN
    because = (
        f"Die Zuständigkeit ist gewechselt, die Leistung darf nicht abreißen. {HAND_OVER}"
        if settled
        else "Solange die Zuständigkeit offen ist, darf die Leistung nicht abreißen."
    )
    return answer(
        Duty.CONTINUE_BENEFIT,
        benefit.office,
        Norm.CONTINUE_BENEFIT,
        Confidence.CERTAIN if settled else Confidence.PROVISIONAL,
        child=child,
        register=register,
        says=f"{register.office_name(benefit.office)} setzt die laufende Leistung vorerst fort.",
        because=because,
        used=(Fact.BENEFIT,),
        changes=("Fortsetzung der Leistung durch das zuständige Jugendamt",),
    )
