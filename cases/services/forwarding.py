"""Telling another office by a professional's own decision. Sending releases nobody: the owner stays
owner.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from agreements.domain.ladder import AckTime
from cases import messages
from cases.access import require
from cases.domain.marks import GROUNDS, Ground, Mark
from cases.domain.record import answers_from_data, ladder_from_data
from cases.domain.report import Report
from cases.domain.types import PlannedNotice
from cases.models import Concern, Decision, Notice
from cases.queries.proposal import register_at
from cases.queries.stored import stored_report
from cases.services.deeds import a_deed
from cases.services.notices import knows, new_notice, told_of
from cases.services.recording import record
from cases.services.report import lock_children
from cases.services.telling import write_and_tell
from network import queries as network
from network.access import Actor, Permission, Refused
from network.domain.hours import next_working_noon
from network.domain.terms import ContentLevel, Duty, RecipientKind, Release
from network.models import YouthOffice

LEGAL_BASIS = "§ 8a Abs. 6 Satz 1 SGB VIII, § 69 Abs. 1 Nr. 1 SGB X"


class CannotForward(Exception):
    """The chosen office cannot be told this way: it owns a child already or has been told."""


class NoGround(Exception):
    """Items with this mark go along, and nobody has said by which ground."""


@a_deed(about="concern")
def forward(
    *,
    concern: Concern,
    by: Actor,
    sender: YouthOffice,
    to: str,
    reason: str,
    at: datetime,
    grounds: Mapping[Mark, Ground] | None = None,
) -> Notice:
    """Tell another office of the network, with a reason it can read; returns the new notice.

    The report goes along as far as it is about the sender's own children (§ 8a Abs. 6 Satz 1 SGB
    VIII), the reason sealed with it. `to` is an office key, `sender` an owning office of the actor.
    Acknowledgement time and ladder are those under which the sender was told. `grounds`: by which
    ground marked items go along. Raises Refused, CannotForward where that office knows as much
    already, or NoGround.
    """
    require(by, Permission.FORWARD, concern)
    if sender.pk not in by.offices:
        raise Refused("Weiterleiten können Sie nur im Namen Ihres eigenen Jugendamts.")
    lock_children(concern)
    recipient = network.recipients_by_key([to])[to]
    owned = concern.children.filter(office=sender).order_by("position")
    refs = tuple(owned.values_list("ref", flat=True))
    if recipient.kind is not RecipientKind.OFFICE or not refs:
        raise CannotForward
    pattern = (
        Notice.objects.filter(concern=concern, recipient_office=sender)
        .exclude(ack=None)
        .order_by("created_at")
        .first()
    )
    ack = AckTime.from_data(pattern.ack) if pattern and pattern.ack else None
    register = register_at(at)
    decision = concern.decisions.order_by("-number")[0]
    report = stored_report(concern, decision, register=register_at(decision.made_at))
    planned = PlannedNotice(
        recipient=to,
        kind=RecipientKind.OFFICE,
        children=refs,
        because=f"{sender.name} leitet Ihnen die Mitteilung weiter.",
        legal_basis=LEGAL_BASIS,
        content=ContentLevel.FULL,
        release=Release.AUTOMATIC,
        ack_by=ack.ends(at=at, next_noon=next_working_noon(at)) if ack else None,
        ladder=ladder_from_data(pattern.ladder) if pattern else (),
        ack=ack,
    )
    tells_kind = messages.may_know_reporter_kind(recipient.kind, _duties_of(to, decision, refs))
    if knows(recipient, planned, told_of(concern)):
        raise CannotForward
    notice = new_notice(
        concern=concern,
        decision=decision,
        sender_id=sender.pk,
        planned=planned,
        recipient=recipient,
        cause="forward",
        headline=messages.headline(
            report, children=planned.children, level=planned.content, tells_kind=tells_kind
        ),
        content=messages.content(
            report,
            children=planned.children,
            level=planned.content,
            with_names=True,
            tells_kind=tells_kind,
            register=register,
        )
        | {"note": reason}
        | _grounds(report, grounds or {}),
        ack=pattern.ack if pattern else None,
        at=at,
    )
    write_and_tell([notice], at=at)
    record("concern.forwarded", notice, by=by, at=at, as_sender=True)
    return notice


def _duties_of(office: str, decision: Decision, refs: Collection[str]) -> set[Duty]:
    """What this office answers for, by the decision that stands, for one of these children."""
    return {
        answer.duty
        for child in answers_from_data(decision.answers)
        for answer in child.duties
        if child.ref in refs and answer.office == office
    }


def _grounds(report: Report, chosen: Mapping[Mark, Ground]) -> dict[str, Any]:
    """The grounds item by item, as the notice keeps them. Raises NoGround where one is missing."""
    grounds: dict[str, dict[str, str]] = {}
    for item, marks in report.item_marks().items():
        for mark in marks:
            if chosen.get(mark) not in GROUNDS[mark]:
                raise NoGround(mark)
            grounds.setdefault(item, {})[mark.value] = chosen[mark].value
    return {"grounds": grounds} if grounds else {}
