"""What an office may expect in the usual case: its deadline and its ladder, without any concern."""

from dataclasses import dataclass

from agreements.domain.conditions import Hours, Situation
from agreements.domain.ladder import AckTime, Ladder, earliest
from agreements.domain.own_ladders import own_ladder
from agreements.domain.rules import DutyTarget, RuleSet
from network.domain.terms import AgeBand, Duty, ReporterKind, Topic, Urgency


@dataclass(frozen=True)
class Expected:
    """How long an office that must act has, and who is told after that.

    `is_own`: the office has agreed on this ladder for itself.
    """

    ack: AckTime | None
    ladder: Ladder
    is_own: bool


def expected(rule_set: RuleSet, *, office: str, urgency: Urgency, hours: Hours) -> Expected:
    """For a school child of one family, reported by nobody in particular, in this office's hands.

    Rules for special cases can only hurry it.
    """
    situation = Situation(
        topics=frozenset({Topic.OTHER}),
        urgency=urgency,
        age_band=AgeBand.FROM_6_TO_13,
        reporter=ReporterKind.OTHER,
        office=office,
        municipalities=frozenset(),
        hours=hours,
        several_offices=False,
        child_outside=False,
    )
    rules = [
        rule
        for rule in rule_set.matching(situation)
        if isinstance(rule.tell, DutyTarget) and rule.tell.duty is Duty.ACT_NOW
    ]
    own = own_ladder(rule_set.office_ladders, office=office, urgency=urgency, hours=hours)
    return Expected(
        ack=min((rule.ack for rule in rules if rule.ack), key=_length, default=None),
        ladder=own or earliest(rule.ladder for rule in rules),
        is_own=own is not None,
    )


def _length(ack: AckTime) -> tuple[bool, int]:
    """The next working day's noon may be near or far; minutes are asked for where it is urgent."""
    return ack.minutes is None, ack.minutes or 0
