"""After a restore: what had been deleted since the backup is deleted again, by the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from cases.domain.retention_rules import Kind
from cases.models import Child, Concern, DeletionRecord, Notice, Reporter
from cases.services.deleting import AT_ONCE, CONCERN, CORE
from cases.services.erasing import allow_deletion, erase_concerns, erase_copy, erase_core
from cases.services.journaling import key_of, mark_of, require_whole
from kinderschutz.lib import journal
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.sealed import key_ring


@dataclass(frozen=True)
class Reapplied:
    """How many lines the journal has, and what of them was still there."""

    lines: int
    concerns: int
    parts: int


def reapply() -> Reapplied:
    """Delete again what the journal knows, in the database of this connection, as its owner.

    Asks for no rule and no hold: it was lawful when it was done. Works on tables of an older
    version. Running it again changes nothing. Raises BrokenJournal.
    """
    lines = journal.read(settings.DELETION_JOURNAL, key=key_of)
    tables = _Tables()
    later: list[Mapping[str, Any]] = list(lines)
    if tables(DeletionRecord, "journaled_at"):
        require_whole(lines)
        later = _after_the_backup(lines)
    known = {(int(each["mark_key"]), str(each["mark"])) for each in later}
    numbers = sorted({number for number, _ in known})
    _require_keys(later)
    concerns = [each for each in _all_concerns() if _is_known(known, numbers, CONCERN, each, None)]
    for start in range(0, len(concerns), AT_ONCE):
        with transaction.atomic():
            allow_deletion()
            erase_concerns(concerns[start : start + AT_ONCE], at=database_now(), tables=tables)
    parts = 0
    if tables(Notice, "erased_at"):
        parts = sum(_reapply_parts(each, known, numbers, tables) for each in _all_concerns())
    return Reapplied(len(lines), len(concerns), parts)


def _after_the_backup(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Deletions that this database does not know. What it knows was done in it: whatever came to
    the same office later came lawfully.
    """
    done = {str(each) for each in DeletionRecord.objects.values_list("pk", flat=True)}
    return [each for each in lines if each["id"] not in done]


def _require_keys(lines: Iterable[Mapping[str, Any]]) -> None:
    """Each mark can be compared. Raises BrokenJournal: else a deleted child would come back."""
    there = key_ring().keys
    lost = [each for each in lines if int(each["mark_key"]) not in there]
    if lost:
        numbers = ", ".join(sorted({str(each["mark_key"]) for each in lost}))
        newest = max(str(each["at"]) for each in lost)[:10]
        raise journal.BrokenJournal(
            f"{len(lost)} Löschungen nach dieser Sicherung lassen sich ohne Schlüssel {numbers} in "
            "FIELD_KEYS nicht wiederholen. Tragen Sie ihn aus der getrennten Verwahrung wieder "
            f"ein; ist er verloren, taugt nur eine Sicherung von nach dem {newest}."
        )


def _reapply_parts(
    concern: UUID, known: set[tuple[int, str]], numbers: list[int], tables: "_Tables"
) -> int:
    with transaction.atomic():
        allow_deletion()
        done = 0
        for kind, holder in _parts(concern):
            if _is_known(known, numbers, kind.value, concern, holder):
                counts = erase_copy(kind, concern_id=concern, holder=holder, at=database_now())
                done += bool(sum(counts.values()))
        if _is_known(known, numbers, CORE, concern, None):
            done += bool(sum(erase_core(concern, tables=tables).values()))
        return done


def _parts(concern: UUID) -> Iterable[tuple[Kind, UUID]]:
    offices = set(
        Child.objects.filter(concern=concern, office__isnull=False).values_list("office", flat=True)
    )
    answering = Concern.objects.values_list("office", flat=True).get(pk=concern)
    yield from ((Kind.CASE, each) for each in offices | {answering})
    if Reporter.objects.filter(concern=concern).exists():
        yield Kind.REPORTER, answering
    told = Notice.objects.filter(concern=concern, erased_at=None)
    for kind, column in (
        (Kind.NOTICE, "recipient_office"),
        (Kind.PARTNER_NOTICE, "recipient_partner"),
    ):
        recipients = told.exclude(**{column: None}).values_list(column, flat=True)
        yield from ((kind, each) for each in set(recipients))


def _all_concerns() -> list[UUID]:
    return list(Concern.objects.filter(is_canary=False).values_list("pk", flat=True))


def _is_known(
    known: set[tuple[int, str]],
    numbers: list[int],
    what: str,
    concern: UUID,
    holder: UUID | None,
) -> bool:
    return any((each, mark_of(each, what, concern, holder)) in known for each in numbers)


class _Tables:
    """What the restored database has; it may be older than this portal."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public'"
            )
            self._columns = set(cursor.fetchall())

    def __call__(self, model: type[Model], column: str) -> bool:
        return (model._meta.db_table, column) in self._columns
