"""Taking rows of concerns away, in a transaction that somebody else has begun and checked.

Here nothing asks whether a time is over: `deleting` and `reapplying` have.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q
from django.db.models.functions import Now, TruncDate

from cases.domain.retention_rules import Kind
from cases.models import (
    CaseKey,
    Child,
    Closure,
    Concern,
    EndedCopy,
    LegalHold,
    Notice,
    Reporter,
    SearchMark,
    Upload,
    UploadPiece,
)
from cases.queries.tables_of_a_case import Rows, delete, rows_of, rows_of_child
from network.domain.terms import ContentLevel

STAYS_WITH_NOTICES = frozenset({Notice, Closure, EndedCopy, LegalHold})
"""What the remaining recipients' copies still need when the case itself is gone."""
HasColumn = Callable[[type[Model], str], bool]


@dataclass
class Erased:
    """One thing that was erased: of which concern and organisation, and how many rows of what."""

    what: str
    concern_id: UUID
    office_id: UUID | None
    rules_version: int
    holder: UUID | None = None
    counts: dict[str, int] = field(default_factory=dict)


def is_there(_model: type[Model], _column: str) -> bool:
    """All tables are as the models say."""
    return True


def allow_deletion() -> None:
    """Until the transaction ends the guards of what is only added to let deletion pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL kinderschutz.deleting = 'on'")


def erase_concerns(
    concerns: Collection[UUID], *, at: datetime, tables: HasColumn = is_there
) -> dict[UUID, dict[str, int]]:
    """Everything that belongs to these concerns, and their keys; counts of rows per table."""
    rows = rows_of(concerns, tables=tables)
    delete(rows)
    if tables(CaseKey, "concern_id"):
        shred(concerns, at=at)
    return counted(rows)


def shred(concerns: Collection[UUID], *, at: datetime) -> None:
    """Destroy the keys of these cases: copies in older backups cannot be read with newer keys."""
    CaseKey.objects.filter(concern_id__in=list(concerns), shredded_at=None).update(
        wrapped=None, shredded_at=at
    )


def counted(rows: Rows) -> dict[UUID, dict[str, int]]:
    """How many rows of each table belong to each concern."""
    counts: dict[UUID, dict[str, int]] = {}
    for model, found in rows.items():
        for root in found.values():
            mine = counts.setdefault(root, {})
            mine[model._meta.db_table] = mine.get(model._meta.db_table, 0) + 1
    return counts


def erase_copy(kind: Kind, *, concern_id: UUID, holder: UUID, at: datetime) -> dict[str, int]:
    """One organisation's copy, while others keep theirs. Counts of rows per table."""
    if kind is Kind.REPORTER:
        gone, _ = Reporter.objects.filter(concern_id=concern_id).delete()
        return {Reporter._meta.db_table: gone}
    counts = _erase_notices(kind, concern_id=concern_id, holder=holder, at=at)
    if kind is Kind.CASE:
        children = Child.objects.filter(concern_id=concern_id, office_id=holder)
        counts |= delete(rows_of_child(list(children.values_list("pk", flat=True))))
        EndedCopy.objects.get_or_create(
            concern_id=concern_id, office_id=holder, defaults={"at": at}
        )
        marks, _ = SearchMark.objects.filter(concern=concern_id, office=holder).delete()
        table = SearchMark._meta.db_table
        counts[table] = counts.get(table, 0) + marks
    _blank_what_nobody_keeps(concern_id)
    return {table: number for table, number in counts.items() if number}


def erase_core(
    concern_id: UUID,
    *,
    tables: HasColumn = is_there,
    copies_held_by: Collection[UUID] = (),
) -> dict[str, int]:
    """The case itself, when only recipients of notices still keep something of it.

    What remains of the concern is an empty row that their notices hang on; no office sees it. An
    office that holds what it was told keeps the files too that it was told with it.
    """
    Notice.objects.filter(concern_id=concern_id).update(decision=None)
    has_files = _was_told_files(concern_id, copies_held_by)
    stays = STAYS_WITH_NOTICES | ({Upload, UploadPiece} if has_files else set())
    rows = rows_of([concern_id], without=stays, tables=tables)
    rows.pop(Concern)
    counts = delete(rows)
    if has_files:
        own = Upload.objects.filter(concern_id=concern_id, from_report=False)
        counts |= delete(rows_of(list(own.values_list("pk", flat=True)), root=Upload))
    concern = Concern.objects.get(pk=concern_id)
    concern.account, concern.points = "", {}
    concern.save(update_fields=["account", "points"])
    return counts


def _was_told_files(concern_id: UUID, offices: Collection[UUID]) -> bool:
    told = Notice.objects.filter(concern_id=concern_id, recipient_office__in=list(offices))
    return told.filter(content_level=ContentLevel.FULL, erased_at=None).exists()


def _erase_notices(kind: Kind, *, concern_id: UUID, holder: UUID, at: datetime) -> dict[str, int]:
    """The recipient sees its copies no more; what was sent stays with the sender."""
    column = "recipient_partner" if kind is Kind.PARTNER_NOTICE else "recipient_office"
    notices = Notice.objects.filter(concern_id=concern_id, erased_at=None, **{column: holder})
    return {Notice._meta.db_table: notices.update(erased_at=at)}


def _blank_what_nobody_keeps(concern_id: UUID) -> None:
    """Recipient and sender share one row: its content goes when the time of both is over.

    An office that has still the case, or a hold, keeps what it transmitted.
    """
    has_case = Exists(Concern.objects.filter(pk=concern_id, office=OuterRef("office"))) | Exists(
        Child.objects.filter(concern=concern_id, office=OuterRef("office"))
    )
    of_sender = {"concern": concern_id, "office": OuterRef("office")}
    has_ended = Exists(EndedCopy.objects.filter(**of_sender))
    holds = LegalHold.objects.filter(concern=concern_id, ended_at=None)
    holds = holds.filter(Q(until=None) | Q(until__gte=TruncDate(Now())))
    is_held = Exists(holds.filter(office=OuterRef("office"))) | Exists(
        holds.filter(office=OuterRef("recipient_office"))
    )
    over = Notice.objects.filter(concern=concern_id, erased_at__isnull=False)
    for notice in over.exclude(has_case & ~has_ended).exclude(is_held):
        notice.headline, notice.content = "", {}
        notice.save(update_fields=["headline", "content"])


def total(counts: Mapping[str, int]) -> int:
    """How many rows there were in all tables."""
    return sum(counts.values())
