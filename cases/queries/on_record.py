"""Lines of the audit log about a case, for pages that tell how it went."""

from collections.abc import Iterable
from uuid import UUID

from network.access import all_rows
from network.models import Event


def on_record(keys: Iterable[UUID], *what: str) -> list[Event]:
    """What is on record of these things, the oldest first, whichever office's line it is.

    Only for keys that came through a door of `cases.access`: that a line of another office is not
    open to the reader must not read as if nothing had happened.
    """
    with all_rows("how a case went that is open to the reader, whoever's line tells it"):
        found = Event.objects.filter(on_id__in=list(keys), what__in=what)
        return list(found.order_by("at", "recorded_at"))
