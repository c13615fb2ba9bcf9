"""Files in a real browser: chosen, refused with a cure, scanned, taken away by the office."""

from pathlib import Path

from django.test import override_settings
from playwright.sync_api import FilePayload, Page, expect

from cases.models import Notice, Upload
from cases.services.scanning import scan_next
from network.access import SYSTEM, acting_as
from tests.browser.pages import log_in, look, walk
from tests.browser.test_report_flow import report_as_a_school
from tests.cases.uploads import files
from tests.people import People

FIELD = "Fotos oder Dateien auswählen"


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


PHOTOGRAPH = file("Foto vom Zimmer.jpg", files.jpeg(gps=True))
MACRO = file("Bericht.docm", files.docx())


def choose(page: Page, *chosen: FilePayload) -> None:
    page.get_by_label(FIELD).set_input_files(list(chosen))
    page.get_by_role("button", name="Hochladen").click()


@override_settings(CLAMD_ADDRESS="", PRACTICE=True)
def test_a_school_attaches_a_photograph_and_the_office_takes_it_away(
    page: Page, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    report_as_a_school(page)
    page.get_by_role("link", name="Fotos oder Dateien anhängen").click()

    choose(page, PHOTOGRAPH, MACRO)
    expect(page.get_by_role("alert")).to_contain_text("Eine Datei wurde nicht angenommen")
    expect(page.get_by_text("Die Datei enthält Makros")).to_be_visible()
    look(page, "unterlagen")
    assert walk(page)
    page.get_by_role("button", name="Aus der Liste nehmen").click()
    expect(page.get_by_text("Bericht.docm")).to_have_count(0)
    page.get_by_role("button", name="Weiter zum Prüfen und Senden").click()
    expect(page.get_by_text("Foto vom Zimmer.jpg")).to_be_visible()
    page.get_by_role("button", name="Mitteilung senden").first.click()
    with acting_as(SYSTEM):
        assert scan_next()
    page.reload()
    expect(page.get_by_text("Aufnahmeort entfernt")).to_be_visible()
    look(page, "unterlagen-eingang")


@override_settings(CLAMD_ADDRESS="", PRACTICE=True)
def test_the_office_takes_a_file_away_and_adds_one(
    page: Page, plain_page: Page, everybody: People, tmp_path: Path
) -> None:
    log_in(plain_page, everybody.ada.user)
    plain_page.goto("/mitteilung/neu/")
    report_as_a_school(plain_page)
    plain_page.get_by_role("link", name="Fotos oder Dateien anhängen").click()
    choose(plain_page, PHOTOGRAPH)
    plain_page.get_by_role("button", name="Weiter zum Prüfen und Senden").click()
    plain_page.get_by_role("button", name="Mitteilung senden").first.click()
    expect(plain_page.get_by_role("heading", name="Unterlagen")).to_be_visible()
    with acting_as(SYSTEM):
        assert scan_next()
        upload = Upload.objects.get()
        notice = Notice.objects.get(recipient_office=everybody.bornheim)

    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{notice.pk}/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Herunterladen").click()
    taken.value.save_as(tmp_path / "foto.jpg")

    assert taken.value.suggested_filename.endswith(f"-{upload.pk.hex[:8]}.jpg")
    assert b"Musterkamera" not in (tmp_path / "foto.jpg").read_bytes()
    look(page, "unterlagen-fall")
    page.get_by_role("link", name="Unterlagen hinzufügen").click()
    look(page, "unterlagen-hinzufuegen")
    choose(page, file("Arzt.pdf", files.pdf()))
    expect(page.get_by_text("Arzt.pdf")).to_be_visible()
