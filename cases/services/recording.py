"""Deeds with a notice in the audit log, and whose deed it was: decided here for all of them."""

from datetime import datetime
from uuid import UUID

from cases.models import Notice
from network import audit
from network.access import ANSWER_ON_CALL, Actor


def office_of(notice: Notice, by: Actor) -> UUID:
    """The office on whose side something was done with a notice, or on whose side it was read.

    The recipient's where somebody of that office acts, or the portal after the notice has left;
    else the office that answers for it. Before it has left, the recipient knows nothing of it, and
    its log must not either.
    """
    received = notice.recipient_office_id if notice.released_at else None
    if received and (by.is_system or received in by.offices or by.holds(ANSWER_ON_CALL, received)):
        return received
    return notice.office_id


def record(
    what: str,
    notice: Notice,
    *,
    by: Actor,
    at: datetime,
    as_sender: bool = False,
    **details: int,
) -> None:
    """One line about a deed with a notice. Whether it was allowed, its service has asked.

    `as_sender`: to release and to withhold are deeds of the office that answers, whoever else the
    person works for.
    """
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="notice",
        on_id=notice.pk,
        office_id=notice.office_id if as_sender else office_of(notice, by),
        details=details,
    )
