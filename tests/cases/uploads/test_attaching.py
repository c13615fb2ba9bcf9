"""Attaching files to a report: what arrives, what is refused at once, what a bad one never does."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.domain.uploads import MOST_BYTES, MOST_FILES, FileKind, Reason, UploadState
from cases.forms.uploads import FIELD, name_of
from cases.models import Draft, Upload, UploadPiece
from tests.cases.uploads import files
from tests.cases.uploads.attaching import attach
from tests.cases.views.walking import SITUATION, client_of, text
from tests.people import People

JPEG = files.jpeg()
BAD = "Ihr Text ist gespeichert"


def test_files_wait_sealed_in_quarantine(ada: Any, draft: UUID) -> None:
    answer = attach(ada, draft, ("foto.jpg", JPEG), ("brief.pdf", files.pdf()))

    assert answer.status_code == 302
    kept = Upload.objects.order_by("kind")
    assert [(each.kind, each.state) for each in kept] == [
        (FileKind.JPEG, UploadState.QUARANTINED),
        (FileKind.PDF, UploadState.QUARANTINED),
    ]
    assert [JPEG[20:60] in bytes(each.sealed) for each in UploadPiece.objects.all()] == [False] * 2


def test_a_bad_file_keeps_the_text_and_the_good_ones_and_says_the_cure(
    ada: Any, draft: UUID
) -> None:
    answer = attach(ada, draft, ("foto.jpg", JPEG), ("makro.docm", files.docx()))

    page = text(answer)
    assert answer.status_code == 422
    assert BAD in page
    assert "makro.docm" in page
    assert "Speichern Sie sie als PDF" in page
    assert Draft.objects.get().entries["lage"]["account"] == SITUATION["account"]
    assert Upload.objects.pending().count() == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leer.pdf", b"", Reason.EMPTY),
        ("film.mp4", b"\0\0\0\x18ftypmp42", Reason.VIDEO),
        ("film.jpg", b"\0\0\0\x18ftypqt  ", Reason.VIDEO),
        ("seite.html", b"<!DOCTYPE html><script>", Reason.KIND),
        ("bild.svg", b"<svg onload='alert(1)'/>", Reason.KIND),
        ("bild.gif", b"GIF89a", Reason.KIND),
        ("evil.exe", b"MZ\x90", Reason.KIND),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.OLD_OFFICE),
        ("foto.pdf", JPEG, Reason.NAME_DOES_NOT_FIT),
        ("foto.jpg.exe", JPEG, Reason.NAME_DOES_NOT_FIT),
        ("gross.pdf", b"%PDF-" + bytes(MOST_BYTES), Reason.TOO_LARGE),
    ],
)
def test_what_no_office_should_open_is_refused_at_once(
    ada: Any, draft: UUID, name: str, content: bytes, reason: Reason
) -> None:
    answer = attach(ada, draft, (name, content))

    assert (answer.status_code, Upload.objects.get().reason) == (422, reason)
    assert UploadPiece.objects.count() == 0


def test_the_eleventh_file_is_refused(ada: Any, draft: UUID) -> None:
    attach(ada, draft, *[(f"{number}.jpg", JPEG) for number in range(MOST_FILES + 1)])

    assert Upload.objects.pending().count() == MOST_FILES
    assert Upload.objects.get(state=UploadState.REFUSED).reason == Reason.TOO_MANY


def test_all_files_together_have_a_limit(ada: Any, draft: UUID) -> None:
    large = b"%PDF-" + bytes(MOST_BYTES - 5)

    attach(ada, draft, *[(f"{number}.pdf", large) for number in range(4)])

    assert Upload.objects.pending().count() == 3
    assert Upload.objects.get(state=UploadState.REFUSED).reason == Reason.TOO_LARGE


def test_without_a_file_the_page_says_so(ada: Any, draft: UUID) -> None:
    answer = ada.post(reverse("cases:uploads", args=[draft]), {"hochladen": "1"})

    assert answer.status_code == 422
    assert "Es ist keine Datei angekommen" in text(answer)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\..\\evil.exe", "evil.exe"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("\u200b", "ohne Namen"),
        ("", "ohne Namen"),
        (None, "ohne Namen"),
        (".htaccess", ".htaccess"),
        ("con.txt", "con.txt"),
    ],
)
def test_names_are_made_harmless(told: str | None, shown: str) -> None:
    assert name_of(told) == shown


def test_an_endless_name_keeps_its_ending() -> None:
    name = name_of("a" * 300 + ".pdf")

    assert (len(name) <= 120, name[-5:]) == (True, "….pdf")


@pytest.mark.parametrize("name", ["..", ".", ""])
def test_a_file_without_a_name_is_no_fault_of_the_server(ada: Any, draft: UUID, name: str) -> None:
    head = f'Content-Disposition: form-data; name="{FIELD}"; filename="{name}"'
    body = f"--x\r\n{head}\r\n\r\nMZ\r\n--x--"

    answer = ada.post(
        reverse("cases:uploads", args=[draft]), body, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 422


def test_a_name_with_markup_is_shown_as_text(ada: Any, draft: UUID) -> None:
    page = text(attach(ada, draft, ('"><img src=x onerror=alert(1)>.exe', b"MZ")))

    assert "&gt;" in page
    assert "<img src=x" not in page


def test_a_file_can_be_removed_again(ada: Any, draft: UUID) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))

    ada.post(reverse("cases:uploads", args=[draft]), {"entfernen": str(Upload.objects.get().pk)})

    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)


def test_files_of_somebody_else_are_out_of_reach(people: People, ada: Any, draft: UUID) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))
    ben = client_of(people.ben)

    seen = ben.get(reverse("cases:uploads", args=[draft])).status_code
    removed = ben.post(
        reverse("cases:uploads", args=[draft]), {"entfernen": str(Upload.objects.get().pk)}
    )

    assert (seen, removed.status_code, Upload.objects.count()) == (404, 404, 1)


def test_a_file_without_a_token_of_the_form_is_not_taken(people: People, draft: UUID) -> None:
    client = client_of(people.ada)
    client.handler.enforce_csrf_checks = True

    answer = attach(client, draft, ("foto.jpg", JPEG))

    assert (answer.status_code, Upload.objects.count()) == (403, 0)


def test_files_go_with_a_discarded_draft(ada: Any, draft: UUID) -> None:
    attach(ada, draft, ("foto.jpg", JPEG))

    ada.post(reverse("cases:discard", args=[draft]))

    assert (Upload.objects.count(), UploadPiece.objects.count()) == (0, 0)


def test_no_other_page_takes_files(ada: Any, draft: UUID) -> None:
    step = reverse("cases:step", args=[draft, "lage"])

    answer = ada.post(step, {**SITUATION, "x": SimpleUploadedFile("a.jpg", JPEG)})

    assert answer.wsgi_request.FILES == {}


def test_pressing_weiter_takes_the_chosen_file_along(ada: Any, draft: UUID) -> None:
    there = {"weiter": "1", FIELD: SimpleUploadedFile("foto.jpg", JPEG)}

    with_file = ada.post(reverse("cases:uploads", args=[draft]), there)
    without = ada.post(reverse("cases:uploads", args=[draft]), {"weiter": "1"})

    check = reverse("cases:check", args=[draft])
    assert (with_file.url, without.url, Upload.objects.count()) == (check, check, 1)
