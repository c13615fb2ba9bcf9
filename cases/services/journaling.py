"""The deletion journal: deletions that stand in the database are told to a file outside of it.

The row is the queue: what a killed run has not told yet, the next one tells. What is lost with the
database before that is due again by its rule after a restore, and goes again.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cases.models import DeletionRecord
from kinderschutz.lib import journal
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.sealed import key_ring

AT_ONCE = 1000
PURPOSE = b"deletion journal"


def key_of(number: int) -> bytes:
    """The journal's key from one key of the ring; KeyError where the ring has it no more."""
    keys = key_ring().keys
    if number not in keys:
        raise KeyError(f"FIELD_KEYS {number}")
    return hmac.digest(keys[number], PURPOSE, hashlib.sha256)


def mark_of(number: int, what: str, concern_id: UUID, holder: UUID | None) -> str:
    """By what a deletion is found again in a restored database; says nothing without the key."""
    said = f"{what}|{concern_id}|{holder or ''}".encode()
    return hmac.digest(key_of(number), said, hashlib.sha256).hex()


def marked(what: str, concern_id: UUID, holder: UUID | None) -> tuple[str, int]:
    """The mark under the newest key, and the number of that key."""
    number = max(key_ring().keys)
    return mark_of(number, what, concern_id, holder), number


def require_whole(lines: Iterable[Mapping[str, Any]]) -> None:
    """The file has every line that this database knows to have told. Raises BrokenJournal.

    A cut end is found that way, and a file that is not there: only without a single record in the
    database it is no more than empty.
    """
    missing = len(_missing(lines))
    if missing:
        raise journal.BrokenJournal(
            f"{missing} Zeilen fehlen, die die Datenbank für geschrieben hält: das Ende ist "
            "abgeschnitten, oder es ist nicht die richtige Datei."
        )


@transaction.atomic
def tell_again() -> int:
    """After somebody has looked why: what the file lacks is told anew; returns how many lines."""
    lines = journal.read(settings.DELETION_JOURNAL, key=key_of)
    missing = _missing(lines)
    DeletionRecord.objects.filter(pk__in=missing).update(journaled_at=None)
    write_journal()
    return len(missing)


@transaction.atomic
def write_anew() -> int:
    """The whole file under the newest key, so that its chain needs no older one; returns its lines.

    Where an older key is gone for good, it is written from the database, which then must know of
    every deletion that still matters. Raises BrokenJournal where it was changed or cut.
    """
    known = _records()
    try:
        lines = journal.read(settings.DELETION_JOURNAL, key=key_of)
    except journal.KeyMissing:
        lines = []
    else:
        require_whole(lines)
    there = {each["id"] for each in lines}
    new = [_line(each) for each in known if str(each.pk) not in there]
    number = max(key_ring().keys)
    count = journal.rewrite(settings.DELETION_JOURNAL, [*lines, *new], key=key_of, number=number)
    keys = [each.pk for each in known if each.journaled_at is None]
    DeletionRecord.objects.filter(pk__in=keys).update(journaled_at=database_now())
    return count


def _records() -> list[DeletionRecord]:
    rows = DeletionRecord.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.exclude(mark="").order_by("at", "pk"))


def _line(record: DeletionRecord) -> dict[str, Any]:
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "at": record.at.isoformat(),
        "mark": record.mark,
        "mark_key": record.mark_key,
    }


def _missing(lines: Iterable[Mapping[str, Any]]) -> list[UUID]:
    known = {each["id"] for each in lines}
    told = DeletionRecord.objects.exclude(mark="").exclude(journaled_at=None)
    return [key for key in told.values_list("pk", flat=True) if str(key) not in known]


def write_journal() -> int:
    """Tell the file what it does not know yet; returns how many lines. Raises BrokenJournal.

    A line may stand there twice after a kill between file and row; reading it twice is harmless.
    """
    told = 0
    while True:
        with transaction.atomic():
            waiting = list(
                DeletionRecord.objects.select_for_update(of=("self",), no_key=True)
                .filter(journaled_at=None)
                .exclude(mark="")
                .order_by("at", "pk")[:AT_ONCE]
            )
            if not waiting:
                return told
            lines = [_line(each) for each in waiting]
            number = max(key_ring().keys)
            journal.append(settings.DELETION_JOURNAL, lines, key=key_of, number=number)
            DeletionRecord.objects.filter(pk__in=[each.pk for each in waiting]).update(
                journaled_at=database_now()
            )
            told += len(waiting)
