"""Releasing or withholding what a caseworker has to confirm before it leaves the youth offices."""

from datetime import datetime

from agreements.domain.ladder import AckTime
from cases.access import require
from cases.domain.escalation import first_step_at
from cases.domain.record import ladder_from_data
from cases.models import Notice
from cases.services.deeds import a_deed
from cases.services.marking import carry_marks_of_today
from cases.services.reaching import nothing_left_to_do
from cases.services.recording import record
from cases.services.telling import tell
from network.access import Actor, Permission
from network.domain.hours import next_working_noon


class AlreadyDecided(Exception):
    """Somebody has released or withheld this notice before."""


@a_deed(about="notice")
def release_notice(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """The notice leaves now, in the name of this person; its acknowledgement time begins.

    Raises Refused for strangers to the case, AlreadyDecided where it left or was withheld before.
    """
    locked = _locked(notice, by)
    ack = AckTime.from_data(locked.ack) if locked.ack else None
    locked.released_at, locked.released_by_id = at, by.user_id
    locked.ack_by = ack.ends(at=at, next_noon=next_working_noon(at)) if ack else None
    locked.next_step_at = first_step_at(ladder_from_data(locked.ladder), ack_by=locked.ack_by)
    locked.step, locked.exhausted_at = 0, None
    carry_marks_of_today(locked)
    locked.save(
        update_fields=[
            "content",
            "released_at",
            "released_by",
            "ack_by",
            "next_step_at",
            "step",
            "exhausted_at",
        ]
    )
    tell(locked, at=at)
    record("notice.released", locked, by=by, at=at, as_sender=True)
    return locked


@a_deed(about="notice")
def withhold_notice(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """The notice does not leave; the row stays and says who decided so."""
    locked = _locked(notice, by)
    locked.withdrawn_at, locked.withdrawn_by_id = at, by.user_id
    locked.next_step_at, locked.exhausted_at = None, None
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "next_step_at", "exhausted_at"])
    nothing_left_to_do(locked, at=at)
    record("notice.withheld", locked, by=by, at=at, as_sender=True)
    return locked


def _locked(notice: Notice, by: Actor) -> Notice:
    require(by, Permission.RELEASE, notice)
    locked = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    if locked.released_at or locked.withdrawn_at:
        raise AlreadyDecided
    return locked
