"""Paper kits: made each day for each office, sealed, kept for two weeks, and as files if wanted."""

import logging
import os
import time
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from cases.access import Permission, require
from cases.documents import kit_file
from cases.domain.canary import due_on
from cases.models import PaperKit
from cases.queries.paper_kit import kit_content
from cases.queries.paper_kits import PRINTED, offices_without_kit
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM, Actor
from network.domain.hours import BERLIN
from network.domain.looks import Purpose
from network.models import YouthOffice
from network.queries import one_reading

logger = logging.getLogger(__name__)

KEPT = timedelta(days=14)
FILES_KEPT = timedelta(days=7)
ONLY_THE_OWNER = 0o600


def make_due(*, seconds: float) -> int:
    """Make the kits that today still lacks; none is begun after `seconds`. Returns how many.

    The day of a kit begins at PAPER_KIT_AT. One office that cannot be served does not keep the
    others from their kits.
    """
    if settings.PAPER_KIT_AT is None:
        return 0
    begun, made = time.monotonic(), 0
    day = due_on(database_now(), settings.PAPER_KIT_AT)
    for office in offices_without_kit(day):
        try:
            made += make(office, day=day) is not None
        except Exception:
            logger.exception("paper kit of office %s could not be made", office.pk)
        if time.monotonic() - begun >= seconds:
            break
    tidy(day)
    return made


@transaction.atomic
def make(office: YouthOffice, *, day: date) -> PaperKit | None:
    """The kit of one office for one day; None where there is one, or another process is at it."""
    with connection.cursor() as cursor:
        name = f"paper-kit {office.pk}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (is_ours,) = cursor.fetchone() or (False,)
    if not is_ours or PaperKit.objects.filter(office=office, day=day).exists():
        return None
    at = database_now()
    with one_reading():
        made = kit_file(kit_content(office, at=at), day)
    kit = PaperKit.objects.create(
        office=office,
        day=day,
        made_at=at,
        code=made.code,
        digest=sha256(made.file).hexdigest(),
        pages=made.pages,
        size=len(made.file),
        pdf=made.file,
    )
    audit.record(
        "paper_kit.made",
        by=SYSTEM,
        at=at,
        on_kind="paper_kit",
        on_id=kit.pk,
        office_id=office.pk,
        details={"pages": made.pages, "bytes": kit.size},
    )
    return kit


def tidy(day: date) -> None:
    """Delete kits older than two weeks; lay the day's kits out as files, and remove old files."""
    PaperKit.objects.filter(day__lte=day - KEPT).delete()
    if not settings.PAPER_KIT_DIRECTORY:
        return
    directory = Path(settings.PAPER_KIT_DIRECTORY)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for kit in PaperKit.objects.filter(day=day).select_related("office").defer("pdf"):
            _lay_out(kit, directory)
        for path in directory.glob("Notfallmappe-*.pdf"):
            if _is_old(path, day):
                path.unlink(missing_ok=True)
    except OSError:
        logger.exception("paper kits could not be laid out as files")


def file_name(kit: PaperKit) -> str:
    """The same in the directory and as a download."""
    return f"Notfallmappe-{kit.office.key}-{kit.day:%Y-%m-%d}.pdf"


def _lay_out(kit: PaperKit, directory: Path) -> None:
    """Written beside and moved: a file is there as a whole or not at all."""
    path = directory / file_name(kit)
    if path.exists():
        return
    beside = directory / f".{path.name}.{os.getpid()}"
    beside.touch(mode=ONLY_THE_OWNER)
    beside.write_bytes(kit.pdf)
    beside.replace(path)


def _is_old(path: Path, day: date) -> bool:
    try:
        of = date.fromisoformat(path.stem[-10:])
    except ValueError:
        return False
    return of <= day - FILES_KEPT


@transaction.atomic
def download(*, kit: PaperKit, by: Actor, at: datetime) -> bytes:
    """The file, for somebody who works at the office; who took it is recorded. Raises Refused."""
    require(by, Permission.READ, kit.office)
    audit.record(
        "paper_kit.downloaded",
        by=by,
        at=at,
        on_kind="paper_kit",
        on_id=kit.pk,
        office_id=kit.office_id,
    )
    audit.looked(
        "paper_kit.pdf",
        by=by,
        at=at,
        on_kind="paper_kit",
        on_id=kit.pk,
        concern_id=None,
        office_id=kit.office_id,
        purpose=Purpose.OUTAGE,
    )
    return bytes(kit.pdf)


@transaction.atomic
def note_printed(*, office: YouthOffice, by: Actor, at: datetime) -> None:
    """Somebody says that the kit of this office lies printed where it belongs. Raises Refused."""
    require(by, Permission.READ, office)
    audit.record(PRINTED, by=by, at=at, on_kind="office", on_id=office.pk, office_id=office.pk)


def today(at: datetime) -> date:
    """The day whose kit is the current one; without a daily time the calendar's day."""
    if settings.PAPER_KIT_AT is None:
        return at.astimezone(BERLIN).date()
    return due_on(at, settings.PAPER_KIT_AT)
