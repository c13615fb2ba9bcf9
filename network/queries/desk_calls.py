"""Calls that lie still at the last desk, behind which nobody stands who would notice."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, Min, OuterRef, Q
from django.db.models.functions import Now

from network.domain.by_hand import CallDesk
from network.domain.terms import Urgency
from network.models import Call, CallAttempt

UNTRIED_AFTER = {
    Urgency.ACUTE: timedelta(minutes=15),
    Urgency.URGENT: timedelta(minutes=60),
    Urgency.STANDARD: timedelta(hours=8),
}
"""After so long without an attempt an open call at the fallback desk counts as lying still."""


@dataclass(frozen=True)
class DeskState:
    """How many calls lie still at the fallback desk, and for how long the oldest is there."""

    count: int
    oldest: timedelta | None

    @property
    def minutes(self) -> int | None:
        """For how many whole minutes the oldest has been at the desk."""
        return None if self.oldest is None else int(self.oldest.total_seconds() // 60)


def desk_state() -> DeskState:
    """Open calls at the fallback desk that nobody has tried in time, by the database's clock.

    One query along the index of open calls at a desk.
    """
    untried = Q()
    for urgency, patience in UNTRIED_AFTER.items():
        since = Now() - patience
        tried = CallAttempt.objects.filter(call=OuterRef("pk"), at__gte=since)
        untried |= Q(urgency=urgency.value, desk_since__lt=since) & Q(~Exists(tried))
    still = Call.objects.filter(untried, settled_at=None, desk=CallDesk.FALLBACK)
    found = still.aggregate(
        count=Count("pk"),
        oldest=ExpressionWrapper(Now() - Min("desk_since"), output_field=DurationField()),
    )
    return DeskState(**found)
