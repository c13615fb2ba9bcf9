"""One answer with its reason, in the order a caseworker checks it."""

from collections.abc import Iterable

from cases.domain.jurisdiction.findings import Fact
from cases.domain.jurisdiction.words import district_question, in_words
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, DutyAnswer
from network.domain.geography import Register
from network.domain.terms import Confidence, Duty


def answer(
    duty: Duty,
    office: str | None,
    norm: Norm,
    confidence: Confidence,
    *,
    child: ChildFacts,
    register: Register,
    says: str,
    because: str,
    used: Iterable[Fact] = (),
    missing: tuple[str, ...] = (),
    questions: tuple[str, ...] = (),
    changes: tuple[str, ...] = (),
) -> DutyAnswer:
    """Put an answer together. `says` is its first sentence and names who is meant."""
    facts = in_words(used, child, register)
    asked = (*questions, *district_question(office))
    reason = [says, f"Rechtsgrundlage ist {norm.value}.", because]
    if facts:
        reason.append(f"Zugrunde liegt: {'; '.join(facts)}.")
    if missing:
        reason.append(f"Es fehlt: {'; '.join(missing)}.")
    if asked:
        reason.append(f"Offen ist: {' '.join(asked)}")
    if changes:
        reason.append(f"Das würde die Antwort ändern: {'; '.join(changes)}.")
    return DutyAnswer(
        duty=duty,
        office=office,
        norm=norm.value,
        confidence=confidence,
        reason=" ".join(reason),
        open_questions=asked,
        facts_used=facts,
        facts_missing=missing,
        would_change=changes,
    )
