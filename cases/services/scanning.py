"""The worker's part: take a file out of quarantine, scan it, write it anew, or say why not.

The row is the queue. A worker that dies lets its lease run out, and the next one takes the file.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cases.domain.uploads import (
    MOST_BYTES,
    MOST_TRIES,
    FileKind,
    Reason,
    UploadState,
    fits,
)
from cases.models import Upload
from cases.services import upload_pieces
from kinderschutz.lib.clamd import ScannerAway, virus_in
from kinderschutz.lib.clock import database_now
from kinderschutz.lib.crypto import KeysAway, UnreadableValue
from kinderschutz.lib.files import cleaning, signature
from kinderschutz.lib.files.faults import CleaningFailed, Unacceptable
from network import audit
from network.access import SYSTEM

logger = logging.getLogger(__name__)

LEASE_SECONDS = 180
"""Longer than a scan (30 s) and a cleaning (40 s) together can take."""
AGAIN_AFTER = timedelta(seconds=30)

CLAIM = """
WITH next AS (
    SELECT id FROM cases_upload
    WHERE state IN ('quarantined', 'scanning') AND due_at <= statement_timestamp()
        AND (lease_until IS NULL OR lease_until <= statement_timestamp())
    ORDER BY tries, due_at
    LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE cases_upload AS upload
SET state = 'scanning', tries = tries + 1,
    lease_until = statement_timestamp() + make_interval(secs => %s)
FROM next WHERE upload.id = next.id
RETURNING upload.id, upload.tries
"""


class ScannerMissing(Exception):
    """Nobody is there to look for viruses; files stay in quarantine."""


def may_go_without() -> bool:
    """Whether files are released without a look for viruses: with invented data only."""
    return bool(settings.PRACTICE and not settings.CLAMD_ADDRESS)


def scan_next() -> bool:
    """Take the next file that is due and settle it; False where none is due."""
    claimed = _claim()
    if claimed is None:
        return False
    upload_id, turn = claimed
    if turn > MOST_TRIES:
        _settle(upload_id, turn, Reason.UNSCANNABLE)
        return True
    try:
        done = _looked_at(Upload.objects.get(pk=upload_id))
    except Unacceptable as refusal:
        _settle(upload_id, turn, Reason(refusal.reason))
    except (ScannerMissing, KeysAway):
        _put_back(upload_id, turn, counts=False)
    except (CleaningFailed, UnreadableValue) as failure:
        logger.warning("a file could not be checked (%s)", type(failure))
        _put_back(upload_id, turn, counts=True)
    else:
        _settle(upload_id, turn, None, done=done)
    return True


def _claim() -> tuple[UUID, int] | None:
    with transaction.atomic():
        found = list(Upload.objects.raw(CLAIM, [LEASE_SECONDS]))
    return (found[0].pk, found[0].tries) if found else None


def _looked_at(upload: Upload) -> cleaning.Cleaned:
    """The file written anew. Raises Unacceptable, ScannerMissing, CleaningFailed."""
    content = upload_pieces.read(upload, is_clean=False)
    if not may_go_without():
        if not settings.CLAMD_ADDRESS:
            raise ScannerMissing
        try:
            found = virus_in(content, address=settings.CLAMD_ADDRESS)
        except ScannerAway as away:
            logger.warning("the virus scanner does not answer (%s)", type(away))
            raise ScannerMissing from away
        if found:
            raise Unacceptable(Reason.VIRUS)
    clean = cleaning.clean(content, family=signature.family(content[: signature.HEAD]))
    if len(clean.content) > MOST_BYTES:
        raise Unacceptable(Reason.TOO_LARGE)
    if not fits(upload.name, FileKind(clean.kind)):
        raise Unacceptable(Reason.NAME_DOES_NOT_FIT)
    return clean


@transaction.atomic
def _settle(
    upload_id: UUID, turn: int, reason: Reason | None, *, done: cleaning.Cleaned | None = None
) -> None:
    """Write down what became of the file, unless it was deleted or is in other hands by now."""
    upload = _held(upload_id, turn)
    if upload is None:
        return
    at = database_now()
    if done is not None:
        upload.kind, upload.changes = done.kind, list(done.changes)
        upload.clean_size, upload.is_virus_checked = len(done.content), not may_go_without()
        upload.state = UploadState.CLEAN
        upload_pieces.write(upload, done.content, is_clean=True)
    else:
        upload.reason = reason or ""
        is_poison = reason == Reason.UNSCANNABLE
        upload.state = UploadState.UNSCANNABLE if is_poison else UploadState.REFUSED
        if is_poison:
            logger.error("a file could not be checked in %s tries", MOST_TRIES)
    upload_pieces.forget(upload, is_clean=False)
    upload.settled_at, upload.due_at, upload.lease_until = at, None, None
    upload.save(
        update_fields=["kind", "changes", "clean_size", "is_virus_checked", "state", "reason",
                       "settled_at", "due_at", "lease_until"]
    )  # fmt: skip
    _record(upload, at)


def _record(upload: Upload, at: datetime) -> None:
    audit.record(
        f"upload.{upload.state}",
        by=SYSTEM,
        at=at,
        on_kind="upload",
        on_id=upload.pk,
        office_id=upload.office_id,
        details={"reason": upload.reason, "tries": upload.tries},
    )


@transaction.atomic
def _put_back(upload_id: UUID, turn: int, *, counts: bool) -> None:
    """Due again in a while; a scanner that is away is not the file's fault."""
    upload = _held(upload_id, turn)
    if upload is not None:
        upload.tries = turn if counts else turn - 1
        upload.state, upload.lease_until = UploadState.QUARANTINED, None
        upload.due_at = database_now() + AGAIN_AFTER
        upload.save(update_fields=["tries", "state", "lease_until", "due_at"])


def _held(upload_id: UUID, turn: int) -> Upload | None:
    held = Upload.objects.pending().select_for_update(of=("self",), no_key=True)
    unsealed = held.defer("name", "digest", "key")  # one that does not open can still be settled
    return unsealed.filter(pk=upload_id, tries=turn).first()
