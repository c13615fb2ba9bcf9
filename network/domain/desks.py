"""Who is asked to make a call, and for how long, before the next desk is asked as well."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from network.domain.by_hand import CallDesk
from network.domain.terms import Urgency

PATIENCE: Mapping[Urgency, Mapping[CallDesk, timedelta]] = {
    Urgency.ACUTE: {
        CallDesk.REPORTER: timedelta(minutes=5),
        CallDesk.OFFICE: timedelta(minutes=10),
    },
    Urgency.URGENT: {
        CallDesk.REPORTER: timedelta(minutes=15),
        CallDesk.OFFICE: timedelta(minutes=30),
    },
    Urgency.STANDARD: {
        CallDesk.REPORTER: timedelta(minutes=60),
        CallDesk.OFFICE: timedelta(minutes=240),
    },
}
"""How long a desk may take. Acute: the time of two attempts by somebody who has just read of it;
urgent: within the hour, so that the same day is kept; standard: within a working day. The fallback
desk is the last: it is asked until somebody is reached."""


def next_desk(desk: CallDesk, *, to_own_office: bool) -> CallDesk | None:
    """Who is asked after this desk; None after the last.

    `to_own_office`: the office that answers for the call is the one to be called. It is not asked
    to call itself, the next desk is.
    """
    match desk:
        case CallDesk.REPORTER:
            return CallDesk.FALLBACK if to_own_office else CallDesk.OFFICE
        case CallDesk.OFFICE:
            return CallDesk.FALLBACK
        case CallDesk.FALLBACK:
            return None


def moves_on_at(desk: CallDesk, urgency: Urgency, *, since: datetime) -> datetime | None:
    """When the next desk is asked, None where there is none."""
    patience = PATIENCE[urgency].get(desk)
    return since + patience if patience else None
