"""Practice data of retention: a case that an office has closed, one that is held, one of which the
office that was told holds its copy.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.domain.retention_rules import Outcome
from cases.models import Concern
from cases.services.acknowledgement import take_over
from cases.services.closing import close_case
from cases.services.forwarding import forward
from cases.services.holding import hold_copy, set_hold
from network.access import Actor
from network.models import YouthOffice


def close_and_hold(
    concern: Concern, entry: dict[str, Any], *, actor_of: Callable[[str], Actor], at: datetime
) -> None:
    """As the entry says: `closed` with person, office, outcome and reason; `held` with ground;
    `told` with the office that tells, the one that is told, and what that one holds.
    """
    closed, held = entry.get("closed"), entry.get("held")
    if closed:
        close_case(
            concern=concern,
            office=YouthOffice.objects.get(key=closed["office"]),
            outcome=Outcome(closed["outcome"]),
            reason=closed["reason"],
            by=actor_of(closed["by"]),
            at=at,
        )
    if held:
        set_hold(
            concern=concern,
            office=YouthOffice.objects.get(key=held["office"]),
            ground=held["ground"],
            reason=held["reason"],
            until=None,
            by=actor_of(held["by"]),
            at=at,
        )
    if told := entry.get("told"):
        _tell_and_hold(concern, told, actor_of=actor_of, at=at)


def _tell_and_hold(
    concern: Concern, told: dict[str, str], *, actor_of: Callable[[str], Actor], at: datetime
) -> None:
    notice = forward(
        concern=concern,
        by=actor_of(told["by"]),
        sender=YouthOffice.objects.get(key=told["office"]),
        to=told["to"],
        reason=told["why"],
        at=at,
    )
    take_over(notice=notice, by=actor_of(told["taken_over_by"]), at=at)
    notice.refresh_from_db()
    hold_copy(
        notice=notice,
        office=YouthOffice.objects.get(key=told["to"]),
        ground=told["ground"],
        reason=told["reason"],
        until=None,
        by=actor_of(told["held_by"]),
        at=at,
    )
