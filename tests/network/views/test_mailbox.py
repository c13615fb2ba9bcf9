"""The mailbox of practice, fed by the real sink's directory."""

from email.message import EmailMessage
from pathlib import Path

from django.test import Client
from pytest_django import Settings

from kinderschutz.lib.sink import Mailbox


def letter(subject: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content("Kennung K7M-2QX\nhttp://localhost:8000/eingang/")
    return message.as_bytes()


def test_letters_are_shown_with_recipient_subject_and_text(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.MAIL_DIRECTORY = True, tmp_path
    Mailbox(tmp_path).keep("portal@localhost", ["eingang@amt.example"], letter("Neue <Mitteilung>"))

    page = client.get("/postfach/").content.decode()

    assert "Neue &lt;Mitteilung&gt;" in page
    assert "eingang@amt.example" in page
    assert 'href="http://localhost:8000/eingang/"' in page


def test_an_empty_mailbox_says_so(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.MAIL_DIRECTORY = True, tmp_path

    assert "Noch keine E-Mail" in client.get("/postfach/").content.decode()


def test_outside_of_practice_there_is_neither_mailbox_nor_styleguide(
    client: Client, db: None, settings: Settings
) -> None:
    settings.DEMO = settings.DEBUG = False

    assert [client.get(path).status_code for path in ("/postfach/", "/stil/")] == [404, 404]


def test_an_sms_is_shown_as_one(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.MAIL_DIRECTORY = True, tmp_path
    Mailbox(tmp_path).keep(
        "portal@localhost", ["4917604069052@sms.example"], letter("Kinderschutz-Portal")
    )

    page = client.get("/postfach/").content.decode()

    assert "SMS an das Diensthandy" in page
    assert "4917604069052@sms.example" in page
