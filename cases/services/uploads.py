"""Attaching files: a bad one never holds the report up, nobody opens one before it was checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import Permission, own_drafts, own_uploads, require
from cases.domain.uploads import (
    MOST_BYTES,
    MOST_FILES,
    MOST_SHOWN,
    FileKind,
    Reason,
    UploadState,
    fits,
    kind_by_name,
    reason_by_name,
)
from cases.models import Concern, Draft, Upload, UploadPiece
from cases.services import upload_pieces
from cases.services.drafts import DraftIsGone
from kinderschutz.lib import file_seal
from kinderschutz.lib.files import signature
from kinderschutz.lib.files.faults import Unacceptable
from network import audit
from network.access import Actor, Refused, deed
from network.domain.looks import Purpose


@dataclass(frozen=True)
class Incoming:
    """A file as it arrived. `content` is None where it was larger than anybody may send."""

    name: str
    size: int
    content: bytes | None


@transaction.atomic
def attach_to_draft(
    *, by: Actor, draft_id: UUID, files: Iterable[Incoming], at: datetime
) -> list[Upload]:
    """Keep files for a report that is being written; each is told what became of it.

    Raises DraftIsGone.
    """
    draft = own_drafts(by).select_for_update(of=("self",), no_key=True).filter(pk=draft_id).first()
    if draft is None:
        raise DraftIsGone
    return _keep(files, by=by, at=at, known=Upload.objects.filter(draft=draft), draft=draft)


@transaction.atomic
def attach_to_concern(
    *, by: Actor, concern: Concern, office_id: UUID, files: Iterable[Incoming], at: datetime
) -> list[Upload]:
    """Add files to a case that an office of the actor answers for; they stay with the offices that
    act, nobody else is told. Raises Refused.
    """
    require(by, Permission.READ, concern)
    with deed(by, concern.pk):
        known = Upload.objects.filter(concern=concern, created_at=at)
        kept = _keep(
            files, by=by, at=at, known=known, concern=concern, office_id=office_id,
            from_report=False,
        )  # fmt: skip
        for each in kept:
            audit.record(
                "upload.added",
                by=by,
                at=at,
                on_kind="upload",
                on_id=each.pk,
                office_id=office_id,
                details={"state": each.state},
            )
    return kept


def _keep(
    files: Iterable[Incoming], *, by: Actor, at: datetime, known: Any, **where: Any
) -> list[Upload]:
    if by.user_id is None:
        raise Refused("Eine Datei kann nur eine angemeldete Person anhängen.")
    shown = known.count()
    taken = known.exclude(state=UploadState.REFUSED).count()
    kept = []
    for file in list(files)[: max(MOST_SHOWN - shown, 0)]:
        upload = _judged(file, is_full=taken >= MOST_FILES)
        upload.uploaded_by_id, upload.created_at = by.user_id, at
        for name, value in where.items():
            setattr(upload, name, value)
        if upload.is_pending:
            taken += 1
            upload.due_at = at
        else:
            upload.settled_at = at
        upload.save(force_insert=True)
        if upload.is_pending and file.content is not None:
            upload_pieces.write(upload, file.content, is_clean=False)
        kept.append(upload)
    return kept


def _judged(file: Incoming, *, is_full: bool) -> Upload:
    """What can be said of a file without opening it."""
    upload = Upload(
        id=uuid4(),
        name=file.name,
        size=file.size,
        digest=hashlib.sha256(file.content or b"").hexdigest(),
        state=UploadState.QUARANTINED,
    )
    try:
        upload.kind = _kind(file, is_full=is_full)
        upload.key = file_seal.new_key()
    except Unacceptable as refusal:
        upload.state, upload.reason = UploadState.REFUSED, Reason(refusal.reason)
    return upload


def _kind(file: Incoming, *, is_full: bool) -> str:
    """What it is by its first bytes; of an archive its name says it until the worker has looked.

    Raises Unacceptable.
    """
    if file.content is None or len(file.content) > MOST_BYTES:
        raise Unacceptable(Reason.TOO_LARGE)
    if is_full:
        raise Unacceptable(Reason.TOO_MANY)
    if reason := reason_by_name(file.name):
        raise Unacceptable(reason)
    family = signature.family(file.content[: signature.HEAD])
    if family == signature.ZIP:
        return kind_by_name(file.name)
    if not fits(file.name, FileKind(family)):
        raise Unacceptable(Reason.NAME_DOES_NOT_FIT)
    return family


@transaction.atomic
def remove(*, by: Actor, draft_id: UUID, upload_id: UUID) -> bool:
    """Delete a file of an own draft for good; False where there is none."""
    deleted, _ = own_uploads(by).filter(pk=upload_id, draft=draft_id).delete()
    return bool(deleted)


def hand_over(draft: Draft | UUID, concern: Concern, *, unnamed: bool = False) -> int:
    """The files of a draft become the concern's, in the transaction that accepts the report.

    `unnamed`: whoever sent them has reported, which their rows must not tell.
    Their keys are sealed anew with the key of the case: who destroys that has destroyed the files.
    """
    found = list(Upload.objects.filter(draft=draft).select_for_update(no_key=True))
    # first the pieces: once its file is a case's, whoever sent it does not change them any more
    UploadPiece.objects.filter(upload__in=found).update(concern=concern, office=concern.office_id)
    for upload in found:
        upload.draft, upload.concern, upload.office_id = None, concern, concern.office_id
        upload.uploaded_by_id = None if unnamed else upload.uploaded_by_id
        upload.save(
            update_fields=["draft", "concern", "office", "uploaded_by", "name", "digest", "key"]
        )
    return len(found)


@transaction.atomic
def download(*, upload: Upload, by: Actor, at: datetime) -> bytes:
    """The cleaned content, for somebody who may read it; who took it is on record.

    Raises Refused where the actor may not, or nothing clean is there.
    """
    require(by, Permission.READ, upload)
    audit.looked(
        "upload.file",
        by=by,
        at=at,
        on_kind="upload",
        on_id=upload.pk,
        concern_id=upload.concern_id,
        office_id=upload.office_id,
        purpose=Purpose.CASEWORK,
    )
    return upload_pieces.read(upload, is_clean=True)
