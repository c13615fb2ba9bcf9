"""Practice data of single cases lent to one person: called in on one, on call for another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cases.models import Concern, DutyCase, Notice
from cases.services.assigning import call_in, write_note
from network.access import Actor
from network.models import User

AFTER_CALLING_IN = timedelta(minutes=20)
BEFORE, LASTS = timedelta(hours=1), timedelta(days=1)


def lend(
    concern: Concern, entry: dict[str, Any], *, actor_of: Callable[[str], Actor], at: datetime
) -> None:
    """What the entry's `called_in` and `on_duty` say, after the report that came in at `at`."""
    if told := entry.get("called_in"):
        user = User.objects.get(email=told["user"])
        by = actor_of(told["by"])
        made = call_in(concern=concern, by=by, user_id=user.pk, until=None, at=at + BEFORE / 4)
        later = at + AFTER_CALLING_IN
        write_note(assignment=made, by=actor_of(told["user"]), text=told["text"], at=later)
    if told := entry.get("on_duty"):
        _open_on_duty(concern, User.objects.get(email=told["user"]), at=at)


def _open_on_duty(concern: Concern, user: User, *, at: datetime) -> None:
    """As if the person had been on call when the report came in, at whatever hour one practises."""
    notice = Notice.objects.get(concern=concern, recipient_office=concern.office)
    DutyCase.objects.get_or_create(
        concern=concern,
        notice=notice,
        office=concern.office,
        user=user,
        defaults={
            "duty_begins_at": at - BEFORE,
            "duty_ends_at": at + LASTS,
            "until": at + LASTS,
            "told_at": at,
            "is_own": True,
        },
    )
