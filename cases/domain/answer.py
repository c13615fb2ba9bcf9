"""The dry run's answer as JSON: duties per child, notices per organisation."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cases.domain.situations import Clock
from cases.domain.types import ChildDecision, DutyAnswer, LadderStep, PlannedNotice
from network.domain.terms import ChannelKind, LadderRole, RecipientKind

# Offices sign in and read here; everybody else is reached by a mail without content.
CHANNELS = {
    RecipientKind.OFFICE: [ChannelKind.PORTAL, ChannelKind.EMAIL],
    RecipientKind.PARTNER: [ChannelKind.EMAIL],
    RecipientKind.OUTSIDE: [ChannelKind.EMAIL],
}

Roles = Mapping[LadderRole, str]


def as_json(
    rules_version: str,
    decisions: Iterable[ChildDecision],
    notices: Iterable[PlannedNotice],
    *,
    clock: Clock,
    roles: Roles,
) -> dict[str, Any]:
    """The answer at the instant of `clock`; `roles` are the German names of the ladder's steps.

    `ack_within_minutes` are whole minutes, for what waits for a release counted as if it were
    released at this instant, and null where nobody has to take over.
    """
    return {
        "rules": rules_version,
        "children": [
            {"ref": each.ref, "duties": [_duty(answer) for answer in each.duties]}
            for each in decisions
        ],
        "notices": [_notice(each, clock, roles) for each in notices],
    }


def _duty(answer: DutyAnswer) -> dict[str, Any]:
    return {
        "duty": answer.duty.value,
        "office": answer.office,
        "norm": answer.norm,
        "confidence": answer.confidence.value,
        "reason": answer.reason,
        "open_questions": list(answer.open_questions),
    }


def _notice(notice: PlannedNotice, clock: Clock, roles: Roles) -> dict[str, Any]:
    return {
        "recipient": notice.recipient,
        "kind": notice.kind.value,
        "child": ", ".join(notice.children),
        "children": list(notice.children),
        "because": notice.because,
        "legal_basis": notice.legal_basis,
        "content": notice.content.value,
        "release": notice.release.value,
        "channels": [channel.value for channel in CHANNELS[notice.kind]],
        "ack_within_minutes": _minutes(notice, clock),
        "ladder": [_step(step, roles) for step in notice.ladder],
        "duties": [duty.value for duty in notice.duties],
        "rules": list(notice.rules),
        "is_fallback": notice.is_fallback,
    }


def _minutes(notice: PlannedNotice, clock: Clock) -> int | None:
    if notice.ack is None:
        return None
    ends: datetime = notice.ack.ends(at=clock.at, next_noon=clock.next_noon)
    return int((ends - clock.at).total_seconds() // 60)


def _step(step: LadderStep, roles: Roles) -> str:
    if step.after_minutes == 0:
        return f"mit Ablauf der Frist: {roles[step.role]}"
    return f"{step.after_minutes} Minuten nach Ablauf der Frist: {roles[step.role]}"
