"""The worker: fails closed, loses nothing, gives up on poison."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F
from django.urls import reverse

from cases.domain.uploads import Change, Reason, UploadState
from cases.models import Upload, UploadPiece
from cases.services import scanning, upload_pieces
from cases.services.scanning import scan_next
from kinderschutz.lib.files.cleaning import Cleaned
from network.access import SYSTEM, acting_as
from network.models import Event
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import text

JPEG = files.jpeg()


def scan() -> None:
    """All that is due."""
    with acting_as(SYSTEM):
        while scan_next():
            pass


def only() -> Upload:
    return Upload.objects.get()


@pytest.mark.usefixtures("scanner")
def test_a_clean_picture_is_released_without_its_place(ada: Any, draft: UUID) -> None:
    attach(ada, draft, ("foto.jpg", files.jpeg(gps=True)))

    scan()

    upload = only()
    assert (upload.state, upload.changes) == (UploadState.CLEAN, [Change.LOCATION])
    assert upload.is_virus_checked
    assert b"Musterkamera" not in upload_pieces.read(upload, is_clean=True)
    assert not upload.pieces.filter(is_clean=False).exists()
    assert "Aufnahmeort entfernt" in text(ada.get(reverse("cases:uploads", args=[draft])))


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("eicar.pdf", b"%PDF-1.4\n" + files.EICAR),
        ("eicar.docx", files.docx(word__media__a_D_zip=files.zipped({"eicar.com": files.EICAR}))),
    ],
)
def test_a_virus_is_refused_and_the_report_stays(
    ada: Any,
    draft: UUID,
    name: str,
    content: bytes,
) -> None:
    attach(ada, draft, (name, content))

    scan()

    assert (only().state, only().reason) == (UploadState.REFUSED, Reason.VIRUS)
    assert UploadPiece.objects.count() == 0
    assert "Schadsoftware" in text(ada.get(reverse("cases:uploads", args=[draft])))


def test_without_a_scanner_nothing_leaves_quarantine(
    ada: Any,
    draft: UUID,
    settings: Any,
) -> None:
    settings.CLAMD_ADDRESS, settings.PRACTICE = "", False
    attach(ada, draft, ("foto.jpg", JPEG))

    for _ in range(5):
        Upload.objects.update(due_at=F("created_at"))
        scan()

    assert (only().state, only().tries) == (UploadState.QUARANTINED, 0)
    assert "noch nicht eingerichtet" in text(ada.get(reverse("cases:uploads", args=[draft])))


@pytest.mark.usefixtures("practice")
def test_in_practice_the_page_says_that_nobody_looked_for_viruses(
    ada: Any,
    draft: UUID,
) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))

    scan()

    assert (only().state, only().is_virus_checked) == (UploadState.CLEAN, False)
    assert "ohne Virenprüfung" in text(ada.get(reverse("cases:uploads", args=[draft])))


@pytest.mark.usefixtures("practice")
def test_a_worker_that_died_leaves_its_file_to_the_next(
    ada: Any,
    draft: UUID,
) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))
    with acting_as(SYSTEM):
        scanning._claim()  # and then it was killed

    scan()
    held = only().state
    Upload.objects.update(lease_until=F("created_at"))
    scan()

    assert (held, only().state) == (UploadState.SCANNING, UploadState.CLEAN)


@pytest.mark.usefixtures("practice")
def test_a_file_that_kills_the_worker_three_times_is_given_up_and_known(
    ada: Any,
    draft: UUID,
    caplog: pytest.LogCaptureFixture,
) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))
    with acting_as(SYSTEM):
        for _ in range(3):
            scanning._claim()
            Upload.objects.update(lease_until=F("created_at"))

    scan()

    assert (only().state, only().reason) == (UploadState.UNSCANNABLE, Reason.UNSCANNABLE)
    assert Event.objects.filter(what="upload.unscannable", on_id=only().pk).count() == 1
    assert [each.levelname for each in caplog.records if "checked" in each.message] == ["ERROR"]


@pytest.mark.usefixtures("practice")
def test_poison_does_not_hold_up_the_others(
    ada: Any,
    draft: UUID,
) -> None:
    attach(ada, draft, ("gift.jpg", JPEG))
    Upload.objects.update(tries=2, due_at=F("created_at") - timedelta(hours=1))
    attach(ada, draft, ("foto.jpg", JPEG))

    with acting_as(SYSTEM):
        scan_next()

    assert [(each.name, each.state) for each in Upload.objects.all()] == [
        ("gift.jpg", UploadState.QUARANTINED),
        ("foto.jpg", UploadState.CLEAN),
    ]


def test_a_file_removed_while_it_is_looked_at_stays_removed(
    ada: Any,
    draft: UUID,
) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))
    with acting_as(SYSTEM):
        claimed = scanning._claim()
        assert claimed is not None
        Upload.objects.all().delete()
        scanning._settle(*claimed, None, done=Cleaned("jpeg", JPEG, ()))

    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)


@pytest.mark.usefixtures("practice")
def test_what_is_no_word_file_inside_is_refused_by_the_worker(
    ada: Any,
    draft: UUID,
) -> None:
    attach(ada, draft, ("brief.docx", files.xlsx()))

    scan()

    assert only().reason == Reason.NAME_DOES_NOT_FIT
