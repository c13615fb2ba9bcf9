"""Taking over: a named person answers for a notice from now on."""

from datetime import datetime

from django.db import transaction

from cases.access import require
from cases.models import Acknowledgement, Notice
from network import audit
from network.access import Actor, Permission, Refused
from network.domain.terms import RecipientKind


@transaction.atomic
def take_over(*, notice: Notice, by: Actor, at: datetime) -> Acknowledgement:
    """The acting person takes the notice over by name; the ladder ends here.

    Doing it twice is harmless: whoever was first stays. Ownership does not move by it. Raises
    Refused where the notice was not addressed to an organisation of the actor.
    """
    require(by, Permission.TAKE_OVER, notice)
    return _acknowledge(notice, by=by, name=by.name, what="notice.taken_over", at=at)


@transaction.atomic
def confirm_by_phone(
    *, notice: Notice, by: Actor, spoke_with: str, at: datetime
) -> Acknowledgement:
    """Somebody outside the network's offices has taken over, said so by phone, and is named.

    For recipients who may have no account: the office that answers for the notice records whom it
    spoke with. Offices of the network take over themselves. Raises Refused.
    """
    require(by, Permission.RELEASE, notice)
    if notice.recipient_kind == RecipientKind.OFFICE or notice.released_at is None:
        raise Refused("Ein Jugendamt des Netzwerks übernimmt selbst im Portal.")
    name = f"{spoke_with} (telefonisch bestätigt, festgehalten von {by.name})"
    return _acknowledge(notice, by=by, name=name, what="notice.confirmed_by_phone", at=at)


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
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="notice",
        on_id=locked.id,
        office_id=locked.recipient_office_id or locked.office_id,
    )
    return taken
