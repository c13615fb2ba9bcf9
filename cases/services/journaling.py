"""The deletion journal: deletions that stand in the database are told to a file outside of it.

The row is the queue: what a killed run has not told yet, the next one tells. What is lost with the
database before that is due again by its rule after a restore, and goes again.
"""

import hashlib
import hmac
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
            lines = [
                {
                    "id": str(each.pk),
                    "kind": each.kind,
                    "at": each.at.isoformat(),
                    "mark": each.mark,
                    "mark_key": each.mark_key,
                }
                for each in waiting
            ]
            number = max(key_ring().keys)
            journal.append(settings.DELETION_JOURNAL, lines, key=key_of, number=number)
            DeletionRecord.objects.filter(pk__in=[each.pk for each in waiting]).update(
                journaled_at=database_now()
            )
            told += len(waiting)
