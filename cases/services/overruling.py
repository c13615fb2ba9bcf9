"""A professional decides otherwise than the system proposed: a new decision, the old one kept,
routing follows.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from cases.access import require
from cases.domain.record import answers_from_data, overruled
from cases.domain.types import PlannedNotice
from cases.models import CaseBlock, Concern, Decision
from cases.queries.proposal import Proposal, register_at, routed, rules_at
from cases.queries.stored import stored_report
from cases.services.deeds import a_deed
from cases.services.notices import knows, recipients_of, told_of
from cases.services.report import held_back_from, lock_children, write_decision, write_route
from network import audit
from network import queries as network
from network.access import Actor, Permission, Refused
from network.domain.terms import Duty

MAY_BE_OVERRULED = (
    Duty.LEAD,
    Duty.PROVISIONAL,
    Duty.IMMEDIATE_PROTECTION,
    Duty.CONTINUE_BENEFIT,
    Duty.COURT_PARTICIPATION,
)


class NothingToOverrule(Exception):
    """There is no such answer for this child, or it may not be changed this way."""


@a_deed(about="concern")
def overrule(
    *, concern: Concern, by: Actor, ref: str, duty: Duty, office: str, reason: str, at: datetime
) -> Decision:
    """Set one answer for one child by hand, with a reason. Who is told follows, for this child.

    `office` is an office key or `outside:<district>`. Only the office that owns the child decides;
    who acts now cannot be changed here: ownership moves only by a recorded acceptance (§ 86c, § 86d
    SGB VIII). Raises Refused or NothingToOverrule.
    """
    require(by, Permission.OVERRULE, concern)
    if not concern.children.filter(ref=ref).exists():
        raise NothingToOverrule
    if not concern.children.filter(ref=ref, office__in=by.offices).exists():
        raise Refused("Über dieses Kind entscheidet das Jugendamt, bei dem sein Fall liegt.")
    lock_children(concern)
    last = concern.decisions.order_by("-number")[0]
    register = register_at(at)
    before = answers_from_data(last.answers)
    after = overruled(
        before,
        ref=ref,
        duty=duty,
        office=office,
        office_name=register.office_name(office),
        reason=reason,
    )
    if duty not in MAY_BE_OVERRULED or after == before:
        raise NothingToOverrule
    report = stored_report(concern, last, register=register_at(last.made_at))
    rules = rules_at(at)
    proposal = Proposal(
        facts=report.facts,
        decisions=after,
        notices=routed(report.facts, after, at=at, register=register, rules=rules),
        rules_version=rules.version,
        directory_version=network.directory_version(),
        register=register,
    )
    proposal = held_back_from(_kept_out_partners(concern), proposal)
    proposal = replace(proposal, notices=_not_yet_told(concern, proposal, ref))
    decision = write_decision(
        concern,
        proposal,
        number=last.number + 1,
        at=at,
        replaces=last,
        made_by_id=by.user_id,
        child_ref=ref,
        reason=reason,
    )
    owners = dict(concern.children.values_list("ref", "office_id"))
    write_route(concern, decision, owners, report=report, proposal=proposal, at=at)
    audit.record(
        "decision.overruled",
        by=by,
        at=at,
        on_kind="decision",
        on_id=decision.id,
        office_id=concern.office_id,
        details={"number": decision.number},
    )
    return decision


def _kept_out_partners(concern: Concern) -> set[UUID]:
    """Institutions that the report wished to keep out, as long as the wish stands (ADR 0055)."""
    wishes = CaseBlock.objects.in_force().filter(concern=concern, partner__isnull=False)
    return {key for key in wishes.values_list("partner", flat=True) if key}


def _not_yet_told(concern: Concern, proposal: Proposal, ref: str) -> tuple[PlannedNotice, ...]:
    """What this child's route adds: recipients that know nothing of it yet, or too little."""
    about_child = [
        replace(each, children=(ref,)) for each in proposal.notices if ref in each.children
    ]
    recipients = recipients_of(each.recipient for each in about_child)
    told = told_of(concern)
    return tuple(each for each in about_child if not knows(recipients[each.recipient], each, told))
