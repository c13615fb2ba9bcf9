"""Which ways a notice takes beside portal and e-mail: SMS, a person's call, a letter on paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from network.domain.by_hand import CallDesk, CallReason
from network.domain.terms import RecipientKind, Urgency

REPORTER_STAYS = timedelta(minutes=15)
"""For so long after the report a person who reported is taken to be still at the screen."""


@dataclass(frozen=True)
class Situation:
    """What decides about the ways of one notice at one instant.

    `must_answer`: somebody has to take it over (it has an acknowledgement time). `is_alarm`: the
    fallback office is told of somebody else's silence. `is_open`: None where nobody knows the
    hours. `has_mail`: a verified e-mail address is known. `has_postal`: a postal address is known.
    """

    kind: RecipientKind
    urgency: Urgency
    must_answer: bool
    is_open: bool | None
    can_sign_in: bool
    has_mail: bool
    has_postal: bool = False
    is_alarm: bool = False


@dataclass(frozen=True)
class Ways:
    """What is done beside portal and e-mail. `call` says why somebody has to call, None: nobody."""

    sms: bool = False
    call: CallReason | None = None
    letter: bool = False


def ways(situation: Situation) -> Ways:
    """The ways of one notice.

    The portal calls nobody by itself: a call is something that a person is asked to do.
    """
    return Ways(
        sms=_wants_sms(situation), call=_reason_to_call(situation), letter=_wants_letter(situation)
    )


def wakes(urgency: Urgency, *, is_open: bool | None) -> bool:
    """Whether somebody is to be woken by SMS: acute at any hour, urgent where it is closed."""
    return urgency is Urgency.ACUTE or (urgency is Urgency.URGENT and is_open is False)


def _wants_sms(said: Situation) -> bool:
    return (said.must_answer or said.is_alarm) and wakes(said.urgency, is_open=said.is_open)


def _reason_to_call(said: Situation) -> CallReason | None:
    """The most pressing reason first; None where the machine can be relied upon until the ladder
    ends, or where nobody has to answer.
    """
    if not said.must_answer:
        return None
    if said.urgency is Urgency.ACUTE:
        return CallReason.ACUTE
    if not said.has_mail:
        return CallReason.NOT_REACHED
    if not said.can_sign_in:
        return CallReason.NO_ACCOUNT
    return CallReason.OUT_OF_HOURS if _at_night(said) else None


def _at_night(said: Situation) -> bool:
    return said.urgency is Urgency.URGENT and said.is_open is False


def _wants_letter(said: Situation) -> bool:
    """A youth office outside can always be written to, its address is on every letterhead.

    A partner gets paper only where no machine reaches it and its address is known.
    """
    if said.kind is RecipientKind.OUTSIDE:
        return True
    if said.kind is RecipientKind.PARTNER:
        return said.has_postal and not said.has_mail and not said.can_sign_in
    return False


def first_desk(*, reporter_is_there: bool, to_own_office: bool, taken_in_there: bool) -> CallDesk:
    """Who is asked first. `to_own_office`: the office that answers for the case is called itself.

    A person who has just reported through the portal calls that office, and nobody else: calls to
    other offices, partners and districts outside are the office's. An office that is called
    because of its own case does not call itself, unless it took the report in: then whoever sits
    there calls the colleague on duty. Else the fallback office calls.
    """
    if not to_own_office or taken_in_there:
        return CallDesk.OFFICE
    return CallDesk.REPORTER if reporter_is_there else CallDesk.FALLBACK


def is_still_there(*, reported_at: datetime, at: datetime) -> bool:
    """Whether a person who reported through the portal may be asked to call now."""
    return at - reported_at <= REPORTER_STAYS
