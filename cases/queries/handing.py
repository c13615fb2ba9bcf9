"""What people have taken over who are no longer there: for the head to hand on."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from cases.access import Actor, visible_notices
from cases.models import Closure
from network.access import READERS
from network.models import Membership

SHOWN = 50


@dataclass(frozen=True)
class ToHand:
    """A notice whose case is open, and who had taken it over when."""

    id: UUID
    reference: str
    who: str
    at: datetime


def to_hand_on(actor: Actor, *, at: datetime) -> list[ToHand]:
    """Open cases at the offices that the actor leads whose person has no role there today.

    The oldest first, fifty at most (one query).
    """
    led = replace(actor, offices=actor.led, partners=frozenset())
    still_there = Membership.objects.valid_on(localdate(at)).filter(
        user=OuterRef("acknowledged_by"), office=OuterRef("recipient_office"), role__in=READERS
    )
    closed = Closure.objects.standing().filter(
        concern=OuterRef("concern"), office=OuterRef("recipient_office")
    )
    found = (
        visible_notices(led)
        .filter(acknowledged_by__isnull=False, withdrawn_at=None)
        .filter(~Exists(still_there), ~Exists(closed))
        .order_by("acknowledged_at", "pk")
        .values_list("pk", "reference", "acknowledged_by__name", "acknowledged_at")
    )
    return [
        ToHand(pk, reference, who, when)
        for pk, reference, who, when in found[:SHOWN]
        if when is not None
    ]
