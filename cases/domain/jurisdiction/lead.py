"""The lead (§ 86, § 86a, § 88a): what the law says, and how firm that is."""

from dataclasses import dataclass
from datetime import date

from cases.domain.dates import is_adult, years_after
from cases.domain.jurisdiction.answers import answer
from cases.domain.jurisdiction.changes import CHANGES
from cases.domain.jurisdiction.doubts import DOUBTS
from cases.domain.jurisdiction.findings import Fact, Finding, office_at
from cases.domain.jurisdiction.missing import is_continued, missing_facts
from cases.domain.jurisdiction.words import MISSING, QUESTIONS
from cases.domain.jurisdiction.worlds import possible_findings
from cases.domain.norms import Norm
from cases.domain.types import ChildFacts, DutyAnswer
from network.domain.geography import Register
from network.domain.terms import Confidence, Duty

YOUTH_WELFARE_ENDS_AT = 27
NOBODY = "Wer federführend zuständig ist, muss eine Fachkraft entscheiden."


@dataclass(frozen=True)
class Verdict:
    """What goes into the answer besides the facts."""

    office: str | None
    norm: Norm
    confidence: Confidence
    because: str
    used: tuple[Fact, ...] = ()
    missing: tuple[Fact, ...] = ()
    questions: tuple[str, ...] = ()


def lead(child: ChildFacts, *, on: date, register: Register) -> DutyAnswer:
    """Which office leads on this day. Always an answer; where it is open, for people."""
    verdict = _verdict(child, on)
    says = NOBODY
    if verdict.office:
        sure = verdict.confidence is Confidence.CERTAIN
        when = "" if sure else "nach dem, was bisher bekannt ist, "
        says = f"{register.office_name(verdict.office)} ist {when}federführend zuständig."
    return answer(
        Duty.LEAD,
        verdict.office,
        verdict.norm,
        verdict.confidence,
        child=child,
        register=register,
        says=says,
        because=verdict.because,
        used=verdict.used,
        missing=tuple(MISSING[fact] for fact in verdict.missing),
        questions=(*verdict.questions, *(QUESTIONS[fact] for fact in verdict.missing)),
        changes=CHANGES.get(verdict.norm, ()),
    )


def _verdict(child: ChildFacts, on: date) -> Verdict:
    if child.born_on and on >= years_after(child.born_on, YOUTH_WELFARE_ENDS_AT):
        return _too_old()
    findings = _distinct_findings(child, on)
    if child.doubts:
        return _doubtful(child, findings)
    if len(findings) == 1:
        return _single(child, findings[0])
    return _open(child, findings, on)


def _distinct_findings(child: ChildFacts, on: date) -> tuple[Finding, ...]:
    """The different answers the law can give.

    Stops as soon as more would change nothing: two differ, and the office of the child's own home
    is among them, or where it has none, the offices differ.
    """
    home = office_at(child.residence)
    found: dict[tuple[str | None, Norm], Finding] = {}
    for finding in possible_findings(child, on):
        found.setdefault((finding.office, finding.norm), finding)
        offices = {office for office, _ in found}
        if len(found) > 1 and (home in offices if home else len(offices) > 1):
            break
    return tuple(found.values())


def _single(child: ChildFacts, finding: Finding) -> Verdict:
    """Everything decisive is known, or the unknown changes neither the office nor the rule."""
    if finding.office is None:
        return _gap(finding)
    return Verdict(
        finding.office,
        finding.norm,
        Confidence.CERTAIN,
        finding.because,
        used=finding.used,
        questions=_to_be_checked(child, finding),
    )


def _gap(finding: Finding) -> Verdict:
    """The facts are there, but the law names nobody."""
    question = ("Wer ist zuständig, wenn das Gesetz niemanden benennt?",)
    return Verdict(
        None,
        finding.norm,
        Confidence.NEEDS_DECISION,
        finding.because,
        used=finding.used,
        questions=question,
    )


def _open(child: ChildFacts, findings: tuple[Finding, ...], on: date) -> Verdict:
    """Decisive facts are unknown: for now the child's home, where that is possible at all."""
    missing = missing_facts(child, findings, on)
    home = office_at(child.residence)
    if home and any(home == finding.office for finding in findings) and _has_parents(child, on):
        because = (
            "Entscheidende Angaben fehlen. Bis sie da sind, gilt das Jugendamt am gewöhnlichen "
            "Aufenthalt des Kindes, weil Eltern meist dort leben, wo ihr Kind lebt."
        )
        used = (Fact.RESIDENCE,)
        return Verdict(home, Norm.PARENTS, Confidence.PROVISIONAL, because, used, missing)
    return Verdict(
        None,
        _norm_in_question(child, findings, on),
        Confidence.NEEDS_DECISION,
        f"Entscheidende Angaben fehlen; das Ergebnis ist offen.{_in_any_case(findings)}",
        missing=missing,
    )


def _in_any_case(findings: tuple[Finding, ...]) -> str:
    """Where only the rule is open, and not the office, people should know."""
    if len({finding.office for finding in findings}) > 1 or findings[0].office is None:
        return ""
    norms = " oder ".join(finding.norm.value for finding in findings)
    return f" Das Amt wäre nach {norms} immer dasselbe; offen ist nur, welche Regel gilt."


def _doubtful(child: ChildFacts, findings: tuple[Finding, ...]) -> Verdict:
    """A doubt that no rule settles: people decide, whatever else is known."""
    named = "; ".join(DOUBTS[doubt].what for doubt in sorted(child.doubts))
    first = findings[0]
    norm = first.norm if len(findings) == 1 else Norm.BENEFITS
    if norm in (Norm.ADULTS_RESIDENCE, Norm.ADULTS_STAY):
        norm = Norm.ADULT_IN_FACILITY
    return Verdict(
        None,
        norm,
        Confidence.NEEDS_DECISION,
        f"Es gibt einen Zweifel, den keine Regel löst: {named}.",
        used=first.used if len(findings) == 1 else (),
        questions=tuple(DOUBTS[doubt].question for doubt in sorted(child.doubts)),
    )


def _too_old() -> Verdict:
    because = "Mit dem 27. Geburtstag endet die Kinder- und Jugendhilfe (§ 7 Abs. 1 SGB VIII)."
    questions = ("Stimmt das Geburtsdatum?", "Welche andere Stelle kann helfen?")
    return Verdict(
        None,
        Norm.ADULTS_RESIDENCE,
        Confidence.NEEDS_DECISION,
        because,
        used=(Fact.BORN_ON,),
        questions=questions,
    )


def _has_parents(child: ChildFacts, on: date) -> bool:
    """Whether the parents' residence is what it all turns on: not for adults and unaccompanied."""
    return not child.unaccompanied and not is_adult(child.born_on, on)


def _norm_in_question(child: ChildFacts, findings: tuple[Finding, ...], on: date) -> Norm:
    if is_continued(findings):
        return Norm.ADULT_CONTINUED
    if is_adult(child.born_on, on):
        return Norm.ADULTS_RESIDENCE
    return Norm.UNACCOMPANIED_STAY if child.unaccompanied else Norm.BENEFITS


def _to_be_checked(child: ChildFacts, finding: Finding) -> tuple[str, ...]:
    """Certain by what was said; but what was said should be looked at again."""
    questions = []
    if child.born_on is None and not child.unborn:
        questions.append("Ist das Kind jünger als 18 Jahre?")
    if child.benefit and {Fact.RESIDENCE, Fact.RESIDENCE_WITH} & set(finding.used):
        since = f"{child.benefit.since:%d.%m.%Y}"
        questions.append(f"Gilt die Angabe zum Leben des Kindes für die Zeit vor dem {since}?")
    return tuple(questions)
