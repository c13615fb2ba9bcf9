"""Stopping: letters to a person who has left go no further."""

from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from network.domain.post import DeliveryState, Outcome
from network.models import Attempt, ContactPoint, Delivery

LEFT = "left"
"""The code of an attempt that was not made, because the person had left."""


def stop_letters(
    address: str, *, office_id: UUID | None = None, partner_id: UUID | None = None
) -> int:
    """Letters of an organisation to this address fail for good; returns how many.

    What they told of then goes its next way at once, as after a letter that came back. A mailbox of
    the organisation is no person's, and what a worker has in hand is as good as gone.
    """
    own = ContactPoint.objects.filter(address__iexact=address)
    if own.filter(Q(office=office_id) if office_id else Q(partner=partner_id)).exists():
        return 0
    waiting = Delivery.objects.unsettled().filter(
        recipient_office_id=office_id,
        recipient_partner_id=partner_id,
        state=DeliveryState.DUE,
        address__iexact=address,
    )
    stopped = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=stopped).update(state=DeliveryState.FAILED, failed_at=Now())
    Attempt.objects.bulk_create(
        Attempt(delivery_id=each, outcome=Outcome.PERMANENT, code=LEFT) for each in stopped
    )
    return len(stopped)
