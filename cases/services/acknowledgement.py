"""Taking over: a named person answers for a notice from now on."""

from datetime import datetime

from django.db import transaction

from cases.access import require
from cases.models import Acknowledgement, Notice
from network import audit
from network.access import Actor, Permission, Refused


@transaction.atomic
def take_over(*, notice: Notice, by: Actor, at: datetime) -> Acknowledgement:
    """The acting person takes the notice over by name; the ladder ends here.

    Doing it twice is harmless: whoever was first stays. Ownership does not move by it. Raises
    Refused where the notice was not addressed to an organisation of the actor.
    """
    require(by, Permission.TAKE_OVER, notice)
    if by.user_id is None:
        raise Refused("Entgegennehmen kann nur eine Person.")
    locked = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    taken = Acknowledgement.objects.filter(notice=locked).first()
    if taken:
        return taken
    taken = Acknowledgement.objects.create(
        notice=locked, office_id=locked.office_id, user_id=by.user_id, name=by.name, at=at
    )
    locked.acknowledged_at, locked.acknowledged_by_id, locked.next_step_at = at, by.user_id, None
    locked.save(update_fields=["acknowledged_at", "acknowledged_by", "next_step_at"])
    audit.record(
        "notice.taken_over",
        by=by,
        at=at,
        on_kind="notice",
        on_id=locked.id,
        office_id=locked.recipient_office_id or locked.office_id,
    )
    return taken
