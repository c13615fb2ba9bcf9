"""Whether the sealer keeps up: nothing unsealed for long, signed lines out of the house in time."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Min
from django.db.models.functions import Now

from network.models import Heartbeat, Seal, Unsealed

UNSEALED_TOO_LONG = timedelta(minutes=5)
CHECKPOINT_TOO_OLD = timedelta(minutes=15)
"""Three lines missed. Before the first seal is that old, there need be none."""
HEART = "checkpoint"


@dataclass(frozen=True)
class SealState:
    """Ages by the database's clock; None where there is nothing."""

    unsealed: timedelta | None
    checkpoint: timedelta | None
    first_seal: timedelta | None

    @property
    def is_late(self) -> bool:
        """Lines wait for the sealer."""
        return self.unsealed is not None and self.unsealed > UNSEALED_TOO_LONG

    @property
    def is_unwitnessed(self) -> bool:
        """No signed line has left the house for too long."""
        if self.first_seal is None or self.first_seal <= CHECKPOINT_TOO_OLD:
            return False
        return self.checkpoint is None or self.checkpoint > CHECKPOINT_TOO_OLD


def seal_state() -> SealState:
    """Three queries along indexes."""
    waiting = Unsealed.objects.aggregate(age=Now() - Min("since"))["age"]
    first = (
        Seal.objects.order_by("number")
        .annotate(age=Now() - F("sealed_at"))
        .values_list("age", flat=True)
        .first()
    )
    return SealState(waiting, Heartbeat.objects.all().ages().get(HEART), first)
