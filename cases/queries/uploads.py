"""Files as people see them: their names, how they stand, what to do about a refused one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from cases.access import Actor, own_uploads, visible_uploads
from cases.domain.uploads import MEGABYTE, Change, FileKind, Reason, UploadState
from cases.models import Upload
from cases.queries.standing import Badge
from cases.wording import FILE_KIND, UPLOAD_CHANGE, UPLOAD_REASON, UPLOAD_STATE

BADGES = {
    UploadState.QUARANTINED: "info",
    UploadState.SCANNING: "info",
    UploadState.CLEAN: "success",
    UploadState.REFUSED: "danger",
    UploadState.UNSCANNABLE: "danger",
}


@dataclass(frozen=True)
class FileLine:
    """One file in a list. `cure` says why it was refused and what helps."""

    id: UUID
    name: str
    about: str
    badge: Badge
    cure: str
    changes: tuple[str, ...]
    is_clean: bool
    is_pending: bool


def files_of_draft(actor: Actor, draft_id: UUID) -> tuple[FileLine, ...]:
    """The files of an own draft."""
    return _lines(own_uploads(actor).filter(draft=draft_id))


def files_of_report(actor: Actor, reference: str) -> tuple[FileLine, ...]:
    """The files of an own report, for its receipt."""
    return _lines(own_uploads(actor).filter(concern__reference=reference, from_report=True))


def files_of_concern(actor: Actor, concern_id: UUID) -> tuple[FileLine, ...]:
    """The files of a concern that are open to the actor."""
    return _lines(visible_uploads(actor).filter(concern=concern_id))


def _lines(uploads: Iterable[Upload]) -> tuple[FileLine, ...]:
    return tuple(_line(each) for each in uploads)


def _line(upload: Upload) -> FileLine:
    state = UploadState(upload.state)
    changes = [UPLOAD_CHANGE[Change(each)] for each in upload.changes]
    if upload.is_clean and not upload.is_virus_checked:
        changes.append("in der Übung ohne Virenprüfung")
    return FileLine(
        id=upload.pk,
        name=upload.name,
        about=_about(upload),
        badge=Badge(UPLOAD_STATE[state], BADGES[state]),
        cure=UPLOAD_REASON[Reason(upload.reason)] if upload.reason else "",
        changes=tuple(changes),
        is_clean=upload.is_clean,
        is_pending=upload.is_pending,
    )


def _about(upload: Upload) -> str:
    kind = FILE_KIND[FileKind(upload.kind)] if upload.kind else ""
    return ", ".join(part for part in (kind, size_words(upload.clean_size or upload.size)) if part)


def size_words(size: int) -> str:
    """A size for people: "340 kB", "2,4 MB"."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} kB"
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def scanner_words() -> str:
    """What to say about pending files where nobody looks for viruses yet."""
    if settings.CLAMD_ADDRESS or settings.PRACTICE:
        return ""
    return (
        "Die Virenprüfung ist noch nicht eingerichtet. Die Dateien sind gespeichert, öffnen lassen "
        "sie sich erst danach."
    )
