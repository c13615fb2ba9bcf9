"""How the sending of mails stands: what waits, since when, and whether anything moves at all."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.functions import Now

from network.access import all_rows
from network.models import Delivery

PATIENCE = timedelta(minutes=2)
"""A letter that has been due for so long was not even tried: nobody sends, or nobody takes it."""


@dataclass(frozen=True)
class MailState:
    """Letters neither sent nor given up, by the database's clock.

    `retried` have been refused for the time being; `stands_for` is set where letters are due and
    nobody takes them in hand: then no letter leaves, whatever it says.
    """

    waiting: int
    oldest: timedelta | None
    retried: int
    stands_for: timedelta | None

    @property
    def is_late(self) -> bool:
        """Whether a letter has been owed for too long."""
        return self.oldest is not None and self.oldest > PATIENCE

    @property
    def oldest_seconds(self) -> int | None:
        """The age of the oldest in whole seconds."""
        return None if self.oldest is None else round(self.oldest.total_seconds())


@all_rows("whether letters leave at all is everybody's concern")
def mail_state() -> MailState:
    """One query along the index of unsettled letters."""
    found = Delivery.objects.unsettled().aggregate(
        waiting=Count("pk"),
        oldest=ExpressionWrapper(Now() - Min(F("planned_at")), output_field=DurationField()),
        retried=Count("pk", filter=Q(attempts__gt=0)),
        stands_for=ExpressionWrapper(
            Now() - Min("due_at", filter=Q(due_at__lt=Now() - PATIENCE)),
            output_field=DurationField(),
        ),
    )
    return MailState(**found)
