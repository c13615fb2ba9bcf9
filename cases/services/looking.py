"""The door through which personal data are opened: who looked, and who was refused, is on record.

Each function writes into the transaction that reads. Where the line cannot be written, nothing is
shown (Art. 5 Abs. 2, Art. 32 DSGVO, § 67b Abs. 1 SGB X with § 22 Abs. 2 BDSG: to be able to tell
afterwards who has seen what).
"""

from collections import Counter
from collections.abc import Iterable, Sized
from datetime import datetime
from typing import Any, NoReturn, TypeVar
from uuid import UUID, uuid5

from django.db.models import Model, QuerySet

from cases.access import has_reported
from cases.models import Concern, Notice
from cases.services.recording import office_of
from network import audit
from network.access import Actor, Refused, all_rows, unnamed
from network.domain.looks import Purpose
from network.models import Call, PostalLetter

M = TypeVar("M", bound=Model)

NO_KEY = UUID("6b1c52b1-5a3f-4a9e-9d0f-6d2d3f2f8a10")
"""Where something is asked for by its reference, the key on record is made from that."""


def open_one(rows: QuerySet[M], *, by: Actor, at: datetime, **key: Any) -> M:
    """The row with this key among those that are open to the actor.

    Raises Refused where there is none, after that was written down, whether or not such a row
    exists elsewhere: page, time and log are the same.
    """
    found = rows.filter(**key).first()
    if found is None:
        refuse(rows.model, by=by, at=at, **key)
    return found


def refuse(kind: type[Model], *, by: Actor, at: datetime, **key: Any) -> NoReturn:
    """Write down that somebody asked for what is not open to them, and raise Refused."""
    (value,) = key.values()
    with all_rows("the office whose row it is learns that somebody asked for it"):
        wanted = kind._default_manager.filter(**key).first()
    concern_id, office_id = _owners(wanted)
    audit.looked(
        "refused",
        by=_written_as(by, concern_id or NO_KEY),
        at=at,
        on_kind=str(kind._meta.model_name),
        on_id=wanted.pk if wanted else value if isinstance(value, UUID) else uuid5(NO_KEY, value),
        concern_id=concern_id,
        office_id=office_id or min(by.offices, default=None),
        purpose=Purpose.CASEWORK if by.offices else Purpose.REPORTING,
        refused=True,
    )
    raise Refused("Hier gibt es nichts, was für Sie bestimmt ist.")


def look_at_notice(
    notice: Notice, *, by: Actor, at: datetime, what: str = "notice.page", purpose: str = ""
) -> None:
    """Somebody reads what a notice says; as whom decides the purpose, unless one is given."""
    office = office_of(notice, by)
    audit.looked(
        what,
        by=_written_as(by, notice.concern_id),
        at=at,
        on_kind="notice",
        on_id=notice.pk,
        concern_id=notice.concern_id,
        office_id=office,
        purpose=purpose or _purpose(office, by),
    )


def look_at_concern(
    concern_id: UUID, office_id: UUID, *, by: Actor, at: datetime, what: str, purpose: str
) -> None:
    """Somebody reads of a concern beside its notices: the receipt, the reporter."""
    audit.looked(
        what,
        by=unnamed(by) if purpose == Purpose.REPORTING else by,
        at=at,
        on_kind="concern",
        on_id=concern_id,
        concern_id=concern_id,
        office_id=office_id,
        purpose=purpose,
    )


def look_at_files(concern_id: UUID, office_id: UUID, *, by: Actor, at: datetime) -> None:
    """Somebody reads what the files of a concern are called; opening one leaves its own line."""
    look_at_concern(
        concern_id, office_id, by=by, at=at, what="uploads.list", purpose=Purpose.CASEWORK
    )


def look_by_hand(row: Call | PostalLetter, *, by: Actor, at: datetime, what: str) -> None:
    """Somebody reads a call to make or a letter to post, or has its pages made."""
    concerns = Notice.objects.filter(pk=row.message_id).values_list("concern_id", flat=True)
    concern_id = concerns.first()
    audit.looked(
        what,
        by=_written_as(by, concern_id),
        at=at,
        on_kind=str(row._meta.model_name),
        on_id=row.pk,
        concern_id=concern_id,
        office_id=row.office_id,
        purpose=Purpose.REACHING if isinstance(row, Call) else Purpose.POST,
    )


def look_at_list(
    what: str, offices: Iterable[UUID], *, by: Actor, at: datetime, purpose: str = ""
) -> None:
    """Somebody reads a list: `offices` names, row for row, the office that answers for it.

    One line for each office, with the number of its rows; an empty list leaves none. Lists of own
    reports, and of calls about them, would tell by the office whom somebody has told something.
    """
    of_reporter = purpose == Purpose.REPORTING or (purpose == Purpose.REACHING and not by.offices)
    written = unnamed(by) if of_reporter else by
    for office, count in sorted(Counter(offices).items()):
        audit.looked(
            what,
            by=written,
            at=at,
            on_kind="office",
            on_id=office,
            concern_id=None,
            office_id=office,
            purpose=purpose or _purpose(office, by),
            count=count,
        )


def _written_as(by: Actor, concern_id: UUID | None) -> Actor:
    """Who stands on record: whoever has reported the case only by the alias."""
    return unnamed(by) if has_reported(by, concern_id) else by


def offices_of(by: Actor, rows: Sized) -> Iterable[UUID]:
    """For a list that a person reads for all their offices together: its rows count in each."""
    return (office for office in by.offices for _ in range(len(rows)))


def _purpose(office: UUID, by: Actor) -> Purpose:
    if office in by.led:
        return Purpose.LEADING
    return Purpose.CASEWORK if office in by.offices else Purpose.RECEIVING


def _owners(wanted: Model | None) -> tuple[UUID | None, UUID | None]:
    """Concern and office of what was refused, as far as the database tells this actor."""
    if isinstance(wanted, Concern):
        return wanted.pk, wanted.office_id
    if isinstance(wanted, Notice):
        return wanted.concern_id, wanted.office_id
    return None, getattr(wanted, "office_id", None)
