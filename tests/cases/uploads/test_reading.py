"""Who opens the files of a report, and how they are handed out."""

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.access import visible_uploads
from cases.domain.uploads import UploadState
from cases.models import Notice, Upload, UploadPiece
from cases.services.scanning import scan_next
from cases.services.uploads import Incoming, attach_to_concern
from network.access import SYSTEM, acting_as
from network.models import Look
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import client_of, fill, send, text
from tests.factories.cases import SIEGBURG, child, make_concern
from tests.people import People

pytestmark = pytest.mark.usefixtures("practice")
needs_walls = pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL")
IN_BORNHEIM = {"anzahl": "1", "kind-0-residence": "ags:05382012"}


@pytest.fixture
def reference(ada: Any, draft: UUID) -> str:
    """Ada's report of a child in Bornheim with a photograph and a film, sent and scanned."""
    fill(ada, draft, "kinder", IN_BORNHEIM)
    photograph = ("../Foto\u202e mit Ada.jpg", files.jpeg(gps=True))
    attach(ada, draft, photograph, ("film.mp4", b"\0\0\0\x18ftypmp42"))
    answer = send(ada, draft)
    with acting_as(SYSTEM):
        while scan_next():
            pass
    return str(answer.url.split("/")[-3])


def photograph() -> Upload:
    with acting_as(SYSTEM):
        return Upload.objects.get(state=UploadState.CLEAN)


def opened(client: Any) -> Any:
    return client.get(reverse("cases:upload", args=[photograph().pk]))


@pytest.mark.usefixtures("reference")
def test_the_office_that_acts_takes_the_clean_file_away_as_an_attachment(people: People) -> None:
    answer = opened(client_of(people.ben))

    assert answer.status_code == 200
    assert b"Musterkamera" not in answer.content
    head = answer.headers
    concern = photograph().concern
    assert concern is not None
    assert head["Content-Disposition"] == (
        f'attachment; filename="{concern.reference}-{photograph().pk.hex[:8]}.jpg"'
    )
    assert head["Content-Type"] == "image/jpeg"
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in head["Cache-Control"]


@pytest.mark.usefixtures("reference")
def test_whoever_opens_a_file_is_on_record(people: People) -> None:
    opened(client_of(people.ben))

    with acting_as(SYSTEM):
        look = Look.objects.get(what="upload.file")
    assert (look.actor_id, look.on_id) == (people.ben.user.pk, photograph().pk)


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("who", ["ada", "dora"])
def test_to_everybody_else_the_file_does_not_exist(people: People, who: str) -> None:
    assert opened(client_of(getattr(people, who))).status_code == 404


@pytest.mark.usefixtures("reference")
def test_an_office_that_was_told_nothing_sees_no_file(people: People) -> None:
    with acting_as(SYSTEM):
        told = Notice.objects.filter(recipient_office=people.siegburg).exists()
        seen = visible_uploads(people.carla.actor).exists()

    assert (told, seen) == (False, False)
    assert opened(client_of(people.carla)).status_code == 404


@pytest.mark.usefixtures("reference")
def test_what_was_not_released_opens_to_nobody(people: People) -> None:
    with acting_as(SYSTEM):
        film = Upload.objects.get(state=UploadState.REFUSED)

    answer = client_of(people.ben).get(reverse("cases:upload", args=[film.pk]))

    assert answer.status_code == 404


@pytest.mark.usefixtures("reference")
def test_the_page_of_the_notice_shows_what_came_and_what_did_not(people: People) -> None:
    with acting_as(SYSTEM):
        notice = Notice.objects.get(recipient_office=people.bornheim)

    page = text(client_of(people.ben).get(reverse("cases:notice", args=[notice.pk])))

    assert "<bdi>Foto mit Ada.jpg</bdi>" in page
    assert "Aufnahmeort entfernt" in page
    assert "film.mp4" in page
    assert "Filme und Tonaufnahmen nehmen wir hier nicht an" in page


def test_the_receipt_tells_the_reporter_what_became_of_the_files(ada: Any, reference: str) -> None:
    page = text(ada.get(reverse("cases:receipt", args=[reference])))

    assert "Aufnahmeort entfernt" in page
    assert "nicht angenommen" in page
    assert "Herunterladen" not in page


def test_with_the_key_of_the_case_the_files_are_gone(reference: str) -> None:
    with acting_as(SYSTEM):
        upload = photograph()
        assert upload.concern is not None
        assert upload.concern.reference == reference
        stored = Upload.objects.filter(pk=upload.pk).extra(select={"raw": "cases_upload.key"})
        raw = bytes(stored.values_list("raw", flat=True)[0])

    assert raw[0] == 2  # sealed by the key of the case, not by the ring


def pieces_that_may_be_changed(people: People) -> tuple[int, int]:
    """How many pieces Ada changes and deletes past the portal, with plain SQL of her own."""
    with acting_as(people.ada.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_uploadpiece SET number = number")
        changed = cursor.rowcount
        cursor.execute("DELETE FROM cases_uploadpiece")
        return changed, cursor.rowcount


@needs_walls
@pytest.mark.usefixtures("reference")
def test_once_sent_a_file_is_no_longer_changed_by_whoever_attached_it(people: People) -> None:
    with acting_as(SYSTEM):
        assert set(UploadPiece.objects.values_list("concern", flat=True)) == {
            photograph().concern_id
        }

    assert pieces_that_may_be_changed(people) == (0, 0)


@needs_walls
def test_until_then_it_is(ada: Any, draft: UUID, people: People) -> None:
    attach(ada, draft, ("Foto.jpg", files.jpeg()))

    assert pieces_that_may_be_changed(people) == (1, 1)


@pytest.mark.usefixtures("reference")
def test_a_caseworker_adds_a_file_that_only_the_acting_offices_see(people: People) -> None:
    ben = client_of(people.ben)
    with acting_as(SYSTEM):
        notice = Notice.objects.get(recipient_office=people.bornheim)
    page = reverse("cases:notice_uploads", args=[notice.pk])

    answer = ben.post(page, {"dateien": [SimpleUploadedFile("arzt.pdf", files.pdf())]})

    with acting_as(SYSTEM):
        added = Upload.objects.get(from_report=False)
    assert answer.status_code == 302
    assert (added.office_id, added.uploaded_by_id) == (people.bornheim.pk, people.ben.user.pk)
    assert client_of(people.carla).post(page).status_code == 404


@needs_walls
def test_what_one_office_adds_is_not_for_the_office_of_a_sibling(people: People) -> None:
    with acting_as(SYSTEM):
        concern = make_concern(people, child("A"), child("B", lives=SIEGBURG))
    for by, office in ((people.ben, people.bornheim), (people.carla, people.siegburg)):
        with transaction.atomic(), acting_as(by.actor):
            file = Incoming(name=f"{office.key}.png", size=len(files.png()), content=files.png())
            attach_to_concern(
                by=by.actor, concern=concern, office_id=office.pk, files=[file], at=timezone.now()
            )

    for by, office in ((people.ben, people.bornheim), (people.carla, people.siegburg)):
        with transaction.atomic(), acting_as(by.actor):
            by_query = {each.office_id for each in visible_uploads(by.actor)}
            by_database = set(Upload.objects.values_list("office", flat=True))
        assert (by_query, by_database) == ({office.pk}, {office.pk})
