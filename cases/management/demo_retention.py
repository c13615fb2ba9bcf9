"""Practice data of retention: a case that an office has closed, and one that is held."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cases.domain.retention_rules import Outcome
from cases.models import Concern
from cases.services.closing import close_case
from cases.services.holding import set_hold
from network.access import Actor
from network.models import YouthOffice


def close_and_hold(
    concern: Concern, entry: dict[str, Any], *, actor_of: Callable[[str], Actor], at: datetime
) -> None:
    """As the entry says: `closed` with person, office, outcome and reason; `held` with ground."""
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
