"""Who is told and by when somebody must answer, in words: before sending and on the receipt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.domain.types import LadderStep
from cases.queries.concern import ChildAnswers, answer_page, organisation_name
from cases.queries.proposal import Proposal
from cases.wording import CONTENT_LEVEL, LADDER_ROLE
from network.domain.terms import ContentLevel, RecipientKind, Release

HOUR = 60


@dataclass(frozen=True)
class Told:
    """One organisation that a report reaches. `answer_by` is None where nobody has to answer."""

    name: str
    is_outside: bool
    waits: bool
    answer_by: datetime | None
    ladder: tuple[str, ...]
    children: str = ""
    because: str = ""
    legal_basis: str = ""
    reads: str = ""


def told_by(proposal: Proposal, *, with_names: Collection[str]) -> tuple[Told, ...]:
    """Whom a proposal would tell. `with_names` are the keys of those who also read names."""
    several = len(proposal.facts.children) > 1
    return tuple(
        Told(
            name=organisation_name(each.recipient, proposal.register),
            is_outside=each.kind is RecipientKind.OUTSIDE,
            waits=each.release is Release.CONFIRM,
            answer_by=each.ack_by,
            ladder=ladder_words(each.ladder),
            children=", ".join(f"Kind {ref}" for ref in each.children) if several else "",
            because=each.because,
            legal_basis=each.legal_basis,
            reads=_reads(each.content, named=each.recipient in with_names),
        )
        for each in proposal.notices
    )


def answers_by(proposal: Proposal) -> tuple[ChildAnswers, ...]:
    """The duties per child with their reasons."""
    return tuple(
        ChildAnswers(
            label=f"Kind {child.ref}",
            answers=tuple(answer_page(each, register=proposal.register) for each in child.duties),
        )
        for child in proposal.decisions
    )


def ladder_words(ladder: Sequence[LadderStep]) -> tuple[str, ...]:
    """What happens while nobody answers, one line per step; counted from the end of the time."""
    return tuple(f"{_after(step.after_minutes)}: {LADDER_ROLE[step.role]}" for step in ladder)


def _after(minutes: int) -> str:
    if minutes == 0:
        return "sofort"
    hours, rest = divmod(minutes, HOUR)
    spans = [
        f"{hours} {'Stunde' if hours == 1 else 'Stunden'}" if hours else "",
        f"{rest} {'Minute' if rest == 1 else 'Minuten'}" if rest else "",
    ]
    return f"nach {' '.join(span for span in spans if span)}"


def _reads(level: ContentLevel, *, named: bool) -> str:
    if level is ContentLevel.SIGNAL:
        return CONTENT_LEVEL[level]
    return f"{CONTENT_LEVEL[level]}, {'mit Namen' if named else 'ohne Namen'}"
