"""Concerns and decisions for tests of routing: written down, not decided."""

from datetime import UTC, date, datetime
from typing import Any

from cases.domain.routing import Clock
from cases.domain.types import ChildDecision, ChildFacts, ConcernFacts, DutyAnswer
from network.domain.terms import Confidence, Duty, ReporterKind, Topic, Urgency
from tests.factories.register import rhein_sieg

REGISTER = rhein_sieg()
AREAS = {area.name: area for area in REGISTER.areas}

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
OPEN = Clock(at=AT, office_hours=dict.fromkeys(REGISTER.offices, True), next_noon=NOON)
CLOSED = Clock(at=AT, office_hours={}, next_noon=NOON)


def make_child(ref: str = "A", **changed: Any) -> ChildFacts:
    """A child of eight."""
    values: dict[str, Any] = {"ref": ref, "born_on": date(2018, 5, 4)}
    return ChildFacts(**(values | changed))


def make_facts(*children: ChildFacts, **changed: Any) -> ConcernFacts:
    """An urgent report of neglect by a school."""
    values: dict[str, Any] = {
        "received_by": None,
        "received_at": AT,
        "urgency": Urgency.URGENT,
        "reporter": ReporterKind.SCHOOL,
        "topics": frozenset({Topic.NEGLECT}),
        "children": children or (make_child(),),
    }
    return ConcernFacts(**(values | changed))


def decided(ref: str = "A", **offices: str | None) -> ChildDecision:
    """A decision that says who holds which duty; `siegburg` acts unless said otherwise."""
    holders: dict[str, str | None] = {"act_now": "siegburg", **offices}
    return ChildDecision(
        ref,
        tuple(
            DutyAnswer(
                duty=duty,
                office=holders[duty],
                norm="§ 86 SGB VIII",
                confidence=Confidence.CERTAIN,
                reason="Für einen Test.",
            )
            for duty in Duty
            if duty in holders
        ),
    )
