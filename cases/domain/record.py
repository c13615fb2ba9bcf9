"""Decisions as data and back: what is stored is what was decided, readable without this program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cases.domain.types import ChildDecision, DutyAnswer, LadderStep, PlannedNotice
from network.domain.terms import Confidence, Duty, LadderRole

LAW_VERSION = "2026-08"


def answers_to_data(decisions: Iterable[ChildDecision]) -> list[dict[str, Any]]:
    """The duties per child as JSON."""
    return [
        {"ref": each.ref, "duties": [dict(vars(answer)) for answer in each.duties]}
        for each in decisions
    ]


def answers_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[ChildDecision, ...]:
    """The duties per child as they were stored."""
    return tuple(
        ChildDecision(each["ref"], tuple(_answer(duty) for duty in each["duties"])) for each in data
    )


def _answer(data: Mapping[str, Any]) -> DutyAnswer:
    return DutyAnswer(
        duty=Duty(data["duty"]),
        office=data["office"],
        norm=data["norm"],
        confidence=Confidence(data["confidence"]),
        reason=data["reason"],
        open_questions=tuple(data["open_questions"]),
        facts_used=tuple(data["facts_used"]),
        facts_missing=tuple(data["facts_missing"]),
        would_change=tuple(data["would_change"]),
    )


def route_to_data(notices: Iterable[PlannedNotice]) -> list[dict[str, Any]]:
    """The planned notices as JSON, ladders and rules included."""
    return [
        {
            "recipient": each.recipient,
            "kind": each.kind,
            "children": list(each.children),
            "because": each.because,
            "legal_basis": each.legal_basis,
            "content": each.content,
            "release": each.release,
            "ack": each.ack.to_data() if each.ack else None,
            "ack_by": each.ack_by.isoformat() if each.ack_by else None,
            "ladder": ladder_to_data(each.ladder),
            "rules": list(each.rules),
            "duties": list(each.duties),
            "is_fallback": each.is_fallback,
        }
        for each in notices
    ]


def ladder_to_data(ladder: Sequence[LadderStep]) -> list[dict[str, Any]]:
    """A ladder as JSON: role and minutes after the acknowledgement time, in order."""
    return [{"role": step.role, "after_minutes": step.after_minutes} for step in ladder]


def ladder_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[LadderStep, ...]:
    """A ladder as it was frozen."""
    return tuple(LadderStep(LadderRole(each["role"]), each["after_minutes"]) for each in data)


def overruled(
    decisions: tuple[ChildDecision, ...],
    *,
    ref: str,
    duty: Duty,
    office: str,
    office_name: str,
    reason: str,
) -> tuple[ChildDecision, ...]:
    """The decisions with one answer set by a professional; every other answer stays as it was.

    A professional's answer is certain. The norm of the proposal is kept: the person says whom it
    means.
    """

    def changed(answer: DutyAnswer) -> DutyAnswer:
        if answer.duty != duty:
            return answer
        return replace(
            answer,
            office=office,
            confidence=Confidence.CERTAIN,
            reason=f"{office_name}. Von einer Fachkraft festgelegt: {reason}",
            open_questions=(),
        )

    return tuple(
        ChildDecision(each.ref, tuple(changed(answer) for answer in each.duties))
        if each.ref == ref
        else each
        for each in decisions
    )
