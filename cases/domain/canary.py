"""What a canary says, and which night's round is due: plain values."""

from datetime import date, datetime, time, timedelta

from cases.domain.report import Report, ReporterEntry, Via
from cases.domain.types import ChildFacts, ConcernFacts, Custody, Here, LivesWith, Parent
from network.domain.geography import Area
from network.domain.hours import BERLIN
from network.domain.terms import ReporterKind, Topic, Urgency

ACCOUNT = "Probelauf"
"""All that a canary says. The database takes no longer text from one."""


def canary(area: Area, *, at: datetime) -> Report:
    """An acute concern about nobody: a child without name or age that lives in this municipality.

    Acute, because that way must never fail. The topic is one for which no rule tells a partner.
    """
    home = Parent(residence=Here(area), custody=Custody.JOINT)
    child = ChildFacts(
        ref="A",
        whereabouts=Here(area),
        residence=Here(area),
        residence_with=LivesWith.BOTH,
        mother=home,
        father=home,
    )
    facts = ConcernFacts(
        received_by=None,
        received_at=at,
        urgency=Urgency.ACUTE,
        reporter=ReporterKind.OTHER,
        topics=frozenset({Topic.OTHER}),
        children=(child,),
    )
    return Report(facts=facts, via=Via.PORTAL, account=ACCOUNT, reporter=ReporterEntry())


def due_on(at: datetime, wall: time) -> date:
    """The last day on which this wall-clock time has come in Germany by the instant `at`.

    In the night the clocks change, too, every day has exactly one beginning: of an hour that occurs
    twice the first counts, one that is skipped begins where it would have begun.
    """
    day = at.astimezone(BERLIN).date()
    return day if datetime.combine(day, wall, BERLIN) <= at else day - timedelta(days=1)
