"""The audit log: one line per deed, in the transaction of the deed, ids only."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kinderschutz.lib import rows
from network.access import Actor
from network.models import Event


def record(
    what: str,
    *,
    by: Actor,
    at: datetime,
    on_kind: str,
    on_id: UUID,
    office_id: UUID | None = None,
    details: Mapping[str, str | int] | None = None,
) -> Event:
    """Write who did what to which row. If the line cannot be written, the deed is undone with it.

    `what` and the keys of `details` are identifiers, its values keys, numbers and codes: never a
    name, never text of a case.
    """
    event = Event(
        at=at,
        what=what,
        actor_id=by.user_id,
        is_system=by.is_system,
        on_kind=on_kind,
        on_id=on_id,
        office_id=office_id,
        details=dict(details or {}),
    )
    rows.insert([event])
    return event
