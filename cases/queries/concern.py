"""A concern as the office sees that answers for it: decisions, children, who was told.

What belongs to siblings in another office's hands is left out, down to their number and its name.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from cases.access import Actor, visible_concerns
from cases.domain.marks import DECISION
from cases.domain.record import answers_from_data
from cases.domain.types import DutyAnswer
from cases.models import Child, Concern, Decision, Notice
from cases.queries.marks import marks_of
from cases.queries.proposal import register_at
from cases.queries.standing import Badge, confidence_badge
from cases.wording import MARK
from network.domain.geography import Register
from network.wording import DUTY

RECIPIENTS = ("recipient_office", "recipient_partner", "recipient_outside")


@dataclass(frozen=True)
class Case:
    """The rows of a concern that this actor may see, read once for the whole page."""

    concern: Concern
    children: tuple[Child, ...]
    siblings: tuple[tuple[str, int], ...]
    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...]

    @property
    def refs(self) -> frozenset[str]:
        """The children in the actor's own hands."""
        return frozenset(child.ref for child in self.children)

    @property
    def waiting(self) -> tuple[Notice, ...]:
        """Notices that somebody has to release or withhold."""
        return tuple(each for each in self.notices if not (each.released_at or each.withdrawn_at))


@dataclass(frozen=True)
class Answer:
    """One duty for one child, in words."""

    duty: str
    organisation: str
    norm: str
    confidence: Badge
    reason: str
    questions: tuple[str, ...]
    used: tuple[str, ...]
    missing: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ChildAnswers:
    """The answers for one child."""

    label: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class DecisionPage:
    """One decision as it was stored; `made_by` is empty where the portal proposed it."""

    number: int
    made_at: datetime
    made_by: str
    reason: str
    marks: tuple[str, ...]
    rules_version: str
    law_version: str
    children: tuple[ChildAnswers, ...]


def case_of(notice: Notice, actor: Actor) -> Case | None:
    """The case behind a notice, None where the actor's offices do not answer for it."""
    concern = visible_concerns(actor).filter(pk=notice.concern_id).first()
    if concern is None:
        return None
    children = tuple(concern.children.select_related("office"))
    own = tuple(child for child in children if child.office_id in actor.offices)
    refs = {child.ref for child in own}
    notices = (
        concern.notices.select_related(*RECIPIENTS, "acknowledgement", "office")
        .defer("headline")
        .order_by("created_at", F("released_at").asc(nulls_last=True), "recipient_kind", "id")
    )
    return Case(
        concern=concern,
        children=own,
        siblings=_siblings(children, actor),
        decisions=tuple(
            concern.decisions.filter(child_ref__in=["", *refs])  # about a sibling: not theirs
            .select_related("made_by")
            .defer("inputs", "route")
            .order_by("-number")
        ),
        notices=tuple(each for each in notices if _is_own(each, actor, refs)),
    )


def own_notice(sent: Notice, actor: Actor) -> Notice | None:
    """The notice by which the actor's own office learned of the concern that this one tells of."""
    return (
        Notice.objects.filter(
            concern=sent.concern_id, recipient_office__in=actor.offices, released_at__isnull=False
        )
        .exclude(cause="alarm")
        .order_by("created_at")
        .first()
    )


def decisions_page(case: Case, *, at: datetime) -> tuple[DecisionPage, ...]:
    """Every decision, the newest first, each with the answers for the actor's own children."""
    register = register_at(at)
    marks = marks_of(case.concern.pk)
    labels = {child.ref: label_of(child) for child in case.children}
    return tuple(
        DecisionPage(
            number=each.number,
            made_at=each.made_at,
            made_by=each.made_by.name if each.made_by else "",
            reason=each.reason if each.child_ref in labels else "",
            marks=tuple(MARK[mark] for mark in marks.get(f"{DECISION}{each.number}", ())),
            rules_version=each.rules_version,
            law_version=each.law_version,
            children=tuple(
                ChildAnswers(
                    labels[child.ref],
                    tuple(answer_page(answer, register=register) for answer in child.duties),
                )
                for child in answers_from_data(each.answers)
                if child.ref in labels
            ),
        )
        for each in case.decisions
    )


def answer_page(answer: DutyAnswer, *, register: Register) -> Answer:
    """One answer in words. What the lists say again is left out of its reason."""
    return Answer(
        duty=DUTY[answer.duty],
        organisation=organisation_name(answer.office, register),
        norm=answer.norm,
        confidence=confidence_badge(answer.confidence),
        reason=_reason(answer),
        questions=answer.open_questions,
        used=answer.facts_used,
        missing=answer.facts_missing,
        changes=answer.would_change,
    )


def organisation_name(key: str | None, register: Register) -> str:
    """The name behind an office key, a partner key or `outside:<district>`."""
    if key is None:
        return "noch offen"
    return register.partners.get(key) or register.office_name(key)


def label_of(child: Child) -> str:
    """How reasons and people call a child: by its letter and, where it is known, its name."""
    name: str = child.identity.get("name", "")
    return f"Kind {child.ref}: {name}" if name else f"Kind {child.ref}"


def _reason(answer: DutyAnswer) -> str:
    listed = (
        f"Rechtsgrundlage ist {answer.norm}.",
        f"Zugrunde liegt: {'; '.join(answer.facts_used)}.",
        f"Es fehlt: {'; '.join(answer.facts_missing)}.",
        f"Offen ist: {' '.join(answer.open_questions)}",
        f"Das würde die Antwort ändern: {'; '.join(answer.would_change)}.",
    )
    text = answer.reason
    for sentence in listed:
        text = text.replace(f" {sentence}", "", 1)
    return text


def _siblings(children: tuple[Child, ...], actor: Actor) -> tuple[tuple[str, int], ...]:
    elsewhere = Counter(
        child.office.name if child.office else "Jugendamt außerhalb des Netzwerks"
        for child in children
        if child.office_id not in actor.offices
    )
    return tuple(sorted(elsewhere.items()))


def _is_own(notice: Notice, actor: Actor, refs: set[str]) -> bool:
    """Sent or received by the actor's offices, or about a child in their hands."""
    return (
        notice.office_id in actor.offices
        or notice.recipient_office_id in actor.offices
        or bool(refs & set(notice.children))
    )
