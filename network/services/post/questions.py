"""What others ask the post: what failed, what is late, how much is waiting."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, ExpressionWrapper, F, Min
from django.db.models.fields import DurationField
from django.db.models.functions import Now

from network.models import Delivery
from network.models.delivery import DeliveryQuerySet


@dataclass(frozen=True)
class Waiting:
    """How many letters are still owed, and for how long the oldest; None when there is none."""

    letters: int
    oldest: timedelta | None


def failed_unanswered() -> DeliveryQuerySet:
    """Deliveries that failed for good and whose message has not gone another way yet."""
    return Delivery.objects.failed_unanswered()


def stuck(*, longer_than: timedelta) -> DeliveryQuerySet:
    """Deliveries still being tried after that long, whatever the cause, and not yet passed on."""
    return Delivery.objects.stuck(longer_than=longer_than)


def late_arrivals() -> DeliveryQuerySet:
    """Deliveries that were marked as stuck and have been sent after all."""
    return Delivery.objects.late_arrivals()


def anything_due() -> bool:
    """Whether a letter may be claimed right now."""
    return Delivery.objects.claimable().exists()


def waiting() -> Waiting:
    """Letters neither sent nor failed, by the database's clock: the figure an operator watches."""
    figures = Delivery.objects.unsettled().aggregate(
        letters=Count("pk"),
        oldest=ExpressionWrapper(Now() - Min(F("planned_at")), output_field=DurationField()),
    )
    return Waiting(letters=figures["letters"], oldest=figures["oldest"])
