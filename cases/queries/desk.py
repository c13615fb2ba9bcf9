"""The fallback desk: which organisations the portal's letters do not reach. No case, only names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import Coalesce, Concat

from cases.domain.escalation import LETTER_PATIENCE
from network.access import all_rows
from network.models import Delivery

LOOKS_BACK = timedelta(days=1)
"""What came back longer ago has long been a call or a red line."""
SHOWN = 20
TO_THE_PORTAL = ("canary", "canary_alarm", "desk_alarm")
"""Letters to the sink of the canaries and to whoever keeps the portal running."""


@dataclass(frozen=True)
class NotArriving:
    """Letters to one organisation that came back, or have been on their way for too long."""

    organisation: str
    letters: int
    since: datetime


@all_rows("the fallback desk learns which mailbox is broken, without a reference")
def not_arriving(*, at: datetime) -> list[NotArriving]:
    """Whom letters have not reached since yesterday, the longest first: one query.

    Of all offices: the fallback desk helps where a mailbox is broken. It learns no reference.
    What goes to mailboxes of the portal itself, canaries and their alarms, says nothing of offices.
    """
    late = Q(failed_at=None, planned_at__lt=at - LETTER_PATIENCE)
    back = Q(failed_at__gte=at - LOOKS_BACK) | Q(passed_on_at__gte=at - LOOKS_BACK)
    name = Coalesce(
        F("recipient_office__name"),
        F("recipient_partner__name"),
        Concat(Value("Jugendamt "), F("recipient_outside__name"), Value(" (außerhalb)")),
    )
    found = (
        Delivery.objects.filter(late | back, sent_at=None)
        .exclude(kind__in=TO_THE_PORTAL)
        .annotate(organisation=name)
        .values("organisation")
        .annotate(letters=Count("pk"), since=Min("planned_at"))
        .order_by("since", "organisation")[:SHOWN]
    )
    return [NotArriving(row["organisation"], row["letters"], row["since"]) for row in found]
