"""Taking over: a named person answers for a notice from now on."""

from datetime import datetime

from cases.access import require
from cases.models import Acknowledgement, Notice
from cases.services.deeds import a_deed
from cases.services.reaching import nothing_left_to_do
from cases.services.recording import record
from network.access import Actor, Permission, Refused
from network.domain.terms import RecipientKind
from network.models import Call, PostalLetter

BY_PHONE = ("telefonisch bestätigt", "notice.confirmed_by_phone")
BY_LETTER = ("Eingang des Briefes bestätigt", "notice.confirmed_by_letter")


@a_deed(about="notice")
def take_over(*, notice: Notice, by: Actor, at: datetime) -> Acknowledgement:
    """The acting person takes the notice over by name; the ladder ends here.

    Doing it twice is harmless: whoever was first stays. Ownership does not move by it. Raises
    Refused where the notice was not addressed to an organisation of the actor.
    """
    require(by, Permission.TAKE_OVER, notice)
    return _acknowledge(notice, by=by, name=by.name, what="notice.taken_over", at=at)


@a_deed(about="notice")
def confirm_by_phone(
    *, notice: Notice, by: Actor, spoke_with: str, at: datetime
) -> Acknowledgement:
    """Somebody outside the network's offices has taken over, said so by phone, and is named.

    For recipients who may have no account: the office that answers for the notice records whom it
    spoke with. Offices of the network take over themselves. Raises Refused.
    """
    require(by, Permission.RELEASE, notice)
    return _confirm(notice, by=by, spoke_with=spoke_with, how=BY_PHONE, at=at)


@a_deed(about="notice")
def confirm_by_hand(
    *, notice: Notice, through: Call | PostalLetter, by: Actor, spoke_with: str, at: datetime
) -> Acknowledgement:
    """As `confirm_by_phone`, for whoever may write it down for this call or letter."""
    require(by, Permission.TAKE_OVER, through)
    if through.message_id != notice.pk:
        raise Refused("Der Anruf oder Brief gehört zu einer anderen Mitteilung.")
    how = BY_PHONE if isinstance(through, Call) else BY_LETTER
    return _confirm(notice, by=by, spoke_with=spoke_with, how=how, at=at)


def _confirm(
    notice: Notice, *, by: Actor, spoke_with: str, how: tuple[str, str], at: datetime
) -> Acknowledgement:
    if notice.recipient_kind == RecipientKind.OFFICE or notice.released_at is None:
        raise Refused("Ein Jugendamt des Netzwerks übernimmt selbst im Portal.")
    words, what = how
    name = f"{spoke_with} ({words}, festgehalten von {by.name})"
    return _acknowledge(notice, by=by, name=name, what=what, at=at)


def _acknowledge(
    notice: Notice, *, by: Actor, name: str, what: str, at: datetime
) -> Acknowledgement:
    if by.user_id is None:
        raise Refused("Entgegennehmen kann nur eine Person.")
    locked = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    taken = Acknowledgement.objects.filter(notice=locked).first()
    if taken:
        return taken
    taken = Acknowledgement.objects.create(
        notice=locked, office_id=locked.office_id, user_id=by.user_id, name=name[:200], at=at
    )
    locked.acknowledged_at, locked.acknowledged_by_id, locked.next_step_at = at, by.user_id, None
    locked.save(update_fields=["acknowledged_at", "acknowledged_by", "next_step_at"])
    nothing_left_to_do(locked, at=at)
    record(what, locked, by=by, at=at)
    return taken
