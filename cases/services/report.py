"""Accepting a report: everything in one transaction, the receipt only after it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from cases import messages
from cases.access import may_report, own_drafts, own_reports
from cases.domain.facts import write_facts
from cases.domain.record import LAW_VERSION, answers_to_data, route_to_data
from cases.domain.report import Report
from cases.domain.types import DutyAnswer, PlannedNotice
from cases.models import Adult, Child, Concern, Decision, Notice, Ownership
from cases.models.concern import CANARY
from cases.queries.proposal import Proposal, propose
from cases.services.blinding import new_reporter
from cases.services.blocking import block_as_reported
from cases.services.drafts import ChangedMeanwhile
from cases.services.marking import mark_as_reported
from cases.services.notices import new_notice, recipients_of
from cases.services.search_index import mark_children
from cases.services.telling import write_and_tell
from cases.services.uploads import hand_over
from kinderschutz.lib import rows
from kinderschutz.lib.reference import new_reference
from network import audit
from network import queries as network
from network.access import Actor, Refused, all_rows, deed, unnamed
from network.domain.terms import Duty, Release
from network.queries import Recipient


class ReceivedByForeignOffice(Refused):
    """A caseworker can take a report in for the own offices only."""


def report_concern(
    *,
    by: Actor,
    report: Report,
    at: datetime,
    idempotency_key: UUID,
    partner_id: UUID | None = None,
    seen: int | None = None,
) -> Concern:
    """Accept a report, decide, route and tell, in one transaction.

    A repeated call with the same key by the same person returns the same concern and tells nobody
    twice, whatever it brings: the first one counts. Raises Refused where the actor may not report,
    or not for this partner, or the key belongs to somebody else. What the system itself reports is
    a canary, never a child (cases.services.canary).

    `seen` is the version of the draft that the person has checked. Raises drafts.ChangedMeanwhile
    where another window has written into it since: that text would go with the draft.
    """
    if not (may_report(by) or by.is_system) or (partner_id and partner_id not in by.partners):
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")
    known = _known(idempotency_key, by)
    if known:
        return known
    try:
        with network.one_reading():
            received_by = _receiving_office(report, by)
            concern_id = uuid4()
            with transaction.atomic(), deed(by, concern_id):
                _hold_draft(by, idempotency_key, seen=seen)
                return _record(by, report, at, concern_id, idempotency_key, partner_id, received_by)
    except IntegrityError:
        known = _known(idempotency_key, by)
        if known is None:
            raise
        return known


def _hold_draft(by: Actor, key: UUID, *, seen: int | None) -> None:
    """Nobody writes into the draft any more until it is gone with the report."""
    own = own_drafts(by).select_for_update(of=("self",), no_key=True).filter(pk=key)
    version = own.values_list("version", flat=True).first() if seen is not None else None
    if version is not None and version != seen:
        raise ChangedMeanwhile


def _receiving_office(report: Report, by: Actor) -> UUID | None:
    key = report.facts.received_by
    if key is None:
        return None
    office = network.recipient_by_key(key).office_id
    if office not in by.offices:
        raise ReceivedByForeignOffice("Sie können nur für Ihr eigenes Jugendamt aufnehmen.")
    return office


def _known(key: UUID, by: Actor) -> Concern | None:
    with all_rows("whether a report with this key was accepted, and by whom it was sent"):
        concern = Concern.objects.filter(idempotency_key=key).first()
    if concern and not _recorded_by(concern, by):
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")
    return concern


def _recorded_by(concern: Concern, by: Actor) -> bool:
    """Whether the same person sends it again: who took it in, or who reported by the portal."""
    if concern.recorded_by_id or not by.partners:
        return concern.recorded_by_id == by.user_id
    return own_reports(by).filter(pk=concern.pk).exists()


def _record(
    by: Actor,
    report: Report,
    at: datetime,
    concern_id: UUID,
    key: UUID,
    partner_id: UUID | None,
    received_by: UUID | None,
) -> Concern:
    is_reporter = bool(by.partners) and received_by_portal(report)
    proposal = propose(report.facts, at=at)
    acting = {each.ref: _act_now(proposal, each.ref) for each in proposal.decisions}
    owners = _owners(acting)
    office_id = owners[report.facts.children[0].ref]
    concern = Concern(
        id=concern_id,
        office_id=office_id,
        reference=new_reference(CANARY.rstrip("-")) if by.is_system else new_reference(),
        is_canary=by.is_system,
        idempotency_key=key,
        received_at=report.facts.received_at,
        recorded_at=at,
        recorded_by_id=None if is_reporter else by.user_id,
        received_via=report.via,
        received_by_id=received_by,
        urgency=report.facts.urgency,
        reporter_kind=report.facts.reporter,
        topics=sorted(report.facts.topics),
        account=report.account,
        points=dict(report.points),
    )
    reporter = new_reporter(
        concern,
        identity=asdict(report.reporter),
        user_id=by.user_id if is_reporter else None,
        partner_id=partner_id,
    )
    adults = [
        Adult(
            concern=concern,
            office_id=office_id,
            relation=each.relation,
            identity={"name": each.name, "contact": each.contact},
        )
        for each in report.adults
    ]
    rows.insert([concern])
    rows.insert([reporter])
    rows.insert(adults)
    _write_children(concern, report, acting, owners, at)
    mark_as_reported(concern, report, at=at)
    employer = partner_id if report.not_employer else None
    block_as_reported(
        concern,
        names=report.not_for,
        partner_id=employer,
        offices=_told_offices(proposal, owners) if report.not_for else (),
        at=at,
        by=unnamed(by) if is_reporter else by,
    )
    if employer:
        proposal = held_back_from({employer}, proposal)
    decision = write_decision(concern, proposal, number=1, at=at)
    write_route(concern, decision, owners, report=report, proposal=proposal, at=at)
    audit.record(
        "canary.reported" if by.is_system else "concern.reported",
        by=unnamed(by) if is_reporter else by,
        at=at,
        on_kind="concern",
        on_id=concern.id,
        office_id=office_id,
        details={"children": len(owners), "notices": len(proposal.notices)},
    )
    hand_over(key, concern, unnamed=is_reporter)
    own_drafts(by).filter(pk=key).delete()
    return concern


def _told_offices(proposal: Proposal, owners: Mapping[str, UUID]) -> set[UUID]:
    """The offices that own a child or will be told."""
    known = recipients_of(each.recipient for each in proposal.notices)
    return {*owners.values(), *(each.office_id for each in known.values() if each.office_id)}


def held_back_from(employers: Collection[UUID], proposal: Proposal) -> Proposal:
    """What would go to the reporter's own institution waits for a person of the office."""
    known = recipients_of(each.recipient for each in proposal.notices)
    notices = tuple(
        replace(each, release=Release.CONFIRM, ack_by=None)
        if known[each.recipient].partner_id in employers
        else each
        for each in proposal.notices
    )
    return replace(proposal, notices=notices)


def lock_children(concern: Concern) -> None:
    """Whoever decides waits for whoever is deciding now; the concern itself never changes."""
    list(concern.children.select_for_update(of=("self",), no_key=True).order_by("pk"))


def received_by_portal(report: Report) -> bool:
    """Whether the reporter wrote the report in person."""
    return report.facts.received_by is None


def _act_now(proposal: Proposal, ref: str) -> DutyAnswer:
    decision = next(each for each in proposal.decisions if each.ref == ref)
    answer = decision.answer(Duty.ACT_NOW)
    if answer is None:
        raise LookupError(f"no acting office for child {ref}")  # the domain promises one
    return answer


def _owners(acting: Mapping[str, DutyAnswer]) -> dict[str, UUID]:
    """The acting office of each child by the child's ref."""
    offices = network.recipients_by_key(filter(None, (each.office for each in acting.values())))
    owners: dict[str, UUID] = {}
    for ref, answer in acting.items():
        office_id = offices[answer.office].office_id if answer.office else None
        if office_id is None:
            raise LookupError("the acting office has no key")  # the domain promises one
        owners[ref] = office_id
    return owners


def _write_children(
    concern: Concern,
    report: Report,
    acting: Mapping[str, DutyAnswer],
    owners: Mapping[str, UUID],
    at: datetime,
) -> None:
    children, ownerships = [], []
    for position, facts in enumerate(report.facts.children, start=1):
        owner = owners[facts.ref]
        identity = report.identities.get(facts.ref)
        child = Child(
            concern=concern,
            office_id=owner,
            ref=facts.ref,
            position=position,
            identity=asdict(identity) if identity else {},
        )
        children.append(child)
        ownerships.append(
            Ownership(child=child, office_id=owner, held=(at, None), norm=acting[facts.ref].norm)
        )
    rows.insert(children)
    rows.insert(ownerships)
    mark_children(concern, children, {each.ref: each.born_on for each in report.facts.children})


def write_decision(concern: Concern, proposal: Proposal, *, at: datetime, **more: Any) -> Decision:
    """Store a decision; arguments as for `new_decision`."""
    decision = new_decision(concern, proposal, at=at, **more)
    rows.insert([decision])
    return decision


def new_decision(
    concern: Concern,
    proposal: Proposal,
    *,
    number: int,
    at: datetime,
    replaces: Decision | None = None,
    made_by_id: UUID | None = None,
    child_ref: str = "",
    reason: str = "",
) -> Decision:
    """A decision with its inputs, its versions and the route planned from it, not yet written."""
    return Decision(
        concern=concern,
        office_id=concern.office_id,
        number=number,
        replaces=replaces,
        made_at=at,
        made_by_id=made_by_id,
        child_ref=child_ref,
        reason=reason,
        rules_version=proposal.rules_version,
        law_version=LAW_VERSION,
        directory_version=proposal.directory_version,
        inputs=write_facts(proposal.facts),
        answers=answers_to_data(proposal.decisions),
        route=route_to_data(proposal.notices),
    )


def write_route(
    concern: Concern,
    decision: Decision,
    owners: Mapping[str, UUID | None],
    *,
    report: Report,
    proposal: Proposal,
    at: datetime,
) -> list[Notice]:
    """One notice per recipient and owning office; automatic ones are told at once."""
    notices = route_notices(concern, decision, owners, report=report, proposal=proposal, at=at)
    write_and_tell(notices, at=at)
    return notices


def route_notices(
    concern: Concern,
    decision: Decision,
    owners: Mapping[str, UUID | None],
    *,
    report: Report,
    proposal: Proposal,
    at: datetime,
) -> list[Notice]:
    """The notices of a route, not yet written. `owners`: the owning office of each child by ref.

    An office sends what it owns: a notice that would name siblings in two offices' hands becomes
    two, so that neither office reads the other's child in the copy of what it sent.
    """
    recipients = recipients_of(each.recipient for each in proposal.notices)
    return [
        new_notice(
            concern=concern,
            decision=decision,
            sender_id=sender,
            planned=each,
            recipient=recipients[each.recipient],
            cause="route",
            headline=messages.headline(
                report,
                children=each.children,
                level=each.content,
                tells_kind=_tells_kind(each, recipients[each.recipient]),
            ),
            content=_content(report, each, recipients[each.recipient], proposal),
            ack=each.ack.to_data() if each.ack else None,
            at=at,
        )
        for whole in proposal.notices
        for sender, each in _by_owner(whole, owners, concern.office_id)
    ]


def _by_owner(
    planned: PlannedNotice, owners: Mapping[str, UUID | None], otherwise: UUID
) -> list[tuple[UUID, PlannedNotice]]:
    """A planned notice cut by the offices that own its children, in the order of the children."""
    parts: dict[UUID, list[str]] = {}
    for ref in planned.children:
        parts.setdefault(owners.get(ref) or otherwise, []).append(ref)
    return [(office, replace(planned, children=tuple(refs))) for office, refs in parts.items()]


def _content(
    report: Report, planned: PlannedNotice, recipient: Recipient, proposal: Proposal
) -> dict[str, Any]:
    return messages.content(
        report,
        children=planned.children,
        level=planned.content,
        with_names=messages.may_have_names(recipient.kind, planned),
        tells_kind=_tells_kind(planned, recipient),
        register=proposal.register,
    )


def _tells_kind(planned: PlannedNotice, recipient: Recipient) -> bool:
    return messages.may_know_reporter_kind(recipient.kind, planned.duties)
