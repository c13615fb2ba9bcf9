"""A stored report read back into the values it was made from."""

from cases.domain.facts import read_facts
from cases.domain.marks import DECISION
from cases.domain.report import AdultEntry, ChildIdentity, Relation, Report, Via
from cases.domain.types import ConcernFacts
from cases.models import Concern, Decision
from cases.queries.marks import marks_of
from network.domain.geography import Register


def stored_facts(decision: Decision, *, register: Register) -> ConcernFacts:
    """The facts a decision was made from."""
    return read_facts(decision.inputs, register)


def stored_report(concern: Concern, decision: Decision, *, register: Register) -> Report:
    """The report without its reporter, who is nobody's business here (§ 64 Abs. 4 SGB VIII)."""
    return Report(
        facts=stored_facts(decision, register=register),
        via=Via(concern.received_via),
        account=concern.account,
        identities={child.ref: ChildIdentity(**child.identity) for child in concern.children.all()},
        adults=tuple(
            AdultEntry(relation=Relation(adult.relation), **adult.identity)
            for adult in concern.adults.all()
        ),
        points=concern.points,
        marks={
            item: found
            for item, found in marks_of(concern.pk).items()
            if not item.startswith(DECISION)
        },
    )
