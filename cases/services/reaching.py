"""Planning what people do by hand for a notice: calls to make, letters to print.

It happens in the transaction that tells of the notice, so that nobody is told of less than is done.
"""

from collections.abc import Iterable
from datetime import datetime

from cases.domain.ways import Situation, Ways, first_desk, is_still_there
from cases.models import Notice, Reporter
from cases.models.notice import ALARM
from cases.queries.lookup import TOLD_WHO_IS_ON_CALL
from cases.queries.receipt import ROUTE
from cases.services.blinding import institution_of
from cases.services.notices import recipient_of
from network import queries as network
from network.domain.by_hand import CallDesk, CallReason, Settlement
from network.domain.hours import Mode
from network.domain.reach import Recipient
from network.domain.terms import ChannelKind, RecipientKind, Urgency
from network.models import Call
from network.queries import Contact
from network.services import calls, postal


def situation_of(
    notice: Notice, recipient: Recipient, contacts: Iterable[Contact], *, at: datetime
) -> Situation:
    """What decides about the ways of a notice now; asks the directory only for what matters."""
    is_office = recipient.kind is RecipientKind.OFFICE
    must_answer = notice.ack is not None
    asks_for_accounts = must_answer or not is_office
    return Situation(
        kind=recipient.kind,
        urgency=Urgency(notice.urgency),
        must_answer=must_answer,
        is_open=is_open(recipient, at=at),
        can_sign_in=not asks_for_accounts or network.can_sign_in(recipient, at=at),
        has_mail=any(each.verified and each.channel is ChannelKind.EMAIL for each in contacts),
        has_postal=not is_office and bool(network.postal_address(recipient)),
        is_alarm=notice.cause == ALARM,
    )


def is_open(recipient: Recipient, *, at: datetime) -> bool | None:
    """Whether an office is open now; None for others, whose hours nobody has entered."""
    if recipient.office_id is None:
        return None
    return network.who_answers(recipient.office_id, at).mode is Mode.OFFICE_HOURS


def plan_by_hand(planned: Iterable[tuple[Notice, Recipient, Ways]], *, at: datetime) -> list[Call]:
    """Write the calls and letters of notices that are being told of now; returns the calls."""
    found = list(planned)
    to_make = [
        _call(notice, recipient, way.call, _first_desk(notice, at=at), at=at)
        for notice, recipient, way in found
        if way.call
    ]
    calls.write_calls(to_make)
    postal.write_letters(
        [
            postal.new_letter(
                message_id=notice.pk,
                concern_id=notice.concern_id,
                reference=notice.reference,
                urgency=Urgency(notice.urgency),
                recipient=recipient,
                office_id=notice.office_id,
                address=network.postal_address(recipient),
                at=at,
            )
            for notice, recipient, way in found
            if way.letter
        ]
    )
    return to_make


def plan_call_now(notice: Notice, recipient: Recipient, *, at: datetime) -> list[Call]:
    """A letter came back: ask for a call, unless somebody there has been spoken with, or somebody
    is asked already, whose call it stays; 0 or 1.
    """
    if calls.was_reached(notice.pk):
        return []
    call = _call(notice, recipient, CallReason.NOT_REACHED, _first_desk(notice, at=at), at=at)
    calls.write_calls([call])
    return list(Call.objects.filter(pk=call.pk))


def plan_last_call(notice: Notice, recipient: Recipient, *, at: datetime) -> None:
    """The ladder is at its end: a call at the fallback desk; one that is still open goes there."""
    calls.write_calls([_call(notice, recipient, CallReason.SILENT, CallDesk.FALLBACK, at=at)])
    calls.bring_to_last_desk(message_id=notice.pk, at=at)


def nothing_left_to_do(notice: Notice, *, at: datetime) -> None:
    """Somebody has taken the notice over, or it was withdrawn: no call, no letter any more."""
    calls.settle(message_id=notice.pk, settlement=Settlement.NOT_NEEDED, at=at)
    postal.withdraw(message_id=notice.pk, at=at)


def _call(
    notice: Notice, recipient: Recipient, reason: CallReason, desk: CallDesk, *, at: datetime
) -> Call:
    return calls.new_call(
        message_id=notice.pk,
        concern_id=notice.concern_id,
        reference=notice.reference,
        urgency=Urgency(notice.urgency),
        recipient=recipient,
        office_id=notice.office_id,
        reason=reason,
        desk=desk,
        at=at,
    )


def _first_desk(notice: Notice, *, at: datetime) -> CallDesk:
    to_own_office = notice.recipient_office_id == notice.office_id
    return first_desk(
        reporter_is_there=to_own_office and _reporter_can_call(notice, at=at),
        to_own_office=to_own_office,
        taken_in_there=to_own_office and notice.concern.received_by_id == notice.office_id,
    )


def _reporter_can_call(notice: Notice, *, at: datetime) -> bool:
    """Whether a partner's person has just reported this through the portal and may call now.

    While the office is closed only police and hospitals may know the number of who is on call;
    everybody else is told 110, and the call is for the next desk at once.
    """
    concern = notice.concern
    if notice.cause != ROUTE or not is_still_there(reported_at=concern.recorded_at, at=at):
        return False
    reporter = Reporter.objects.filter(concern=concern).first()
    if reporter is None or reporter.account_id is None:
        return False
    if is_open(recipient_of(notice), at=at) is not False:
        return True
    institution = institution_of(reporter)
    return institution is not None and institution.category in TOLD_WHO_IS_ON_CALL
