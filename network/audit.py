"""The audit log: one line per deed and per look, in the same transaction, ids only."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from uuid import UUID

from kinderschutz.lib import rows
from kinderschutz.lib.log_fields import bound_fields
from network.access import Actor, all_rows, is_believed
from network.models import Event, Look


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
    with _believed(by, office_id=office_id):
        rows.insert([event])
    return event


def looked(
    what: str,
    *,
    by: Actor,
    at: datetime,
    on_kind: str,
    on_id: UUID,
    concern_id: UUID | None,
    office_id: UUID | None,
    purpose: str,
    count: int = 1,
    refused: bool = False,
) -> None:
    """Write who opened which personal data and what for, in the transaction that reads them.

    `purpose` is a code, `office_id` the office that answers for the data, `count` the rows of a
    list. A visitor who is not logged in leaves no line: nothing was opened to nobody.
    """
    if by.user_id is None and not by.is_system:
        return
    # the log of requests names the account beside it
    request_id = None if by.is_unnamed else bound_fields().get("request_id")
    look = Look(
        at=at,
        what=what,
        actor_id=by.user_id,
        is_system=by.is_system,
        on_kind=on_kind,
        on_id=on_id,
        concern_id=concern_id,
        office_id=office_id,
        purpose=purpose,
        count=count,
        is_refused=refused,
        request_id=request_id if isinstance(request_id, UUID) else None,
    )
    with _believed(by, office_id=office_id, concern_id=concern_id):
        rows.insert([look])


def _believed(
    by: Actor, *, office_id: UUID | None, concern_id: UUID | None = None
) -> AbstractContextManager[None]:
    """Inside, the database takes the line. It believes nobody's own word about others: who signs
    in and is nobody yet, who was refused a foreign row, what the portal itself did on the way.
    """
    if is_believed(by, office_id=office_id, concern_id=concern_id):
        return nullcontext()
    return all_rows("a line of the log that the database does not take from a person")
