"""The mailbox of practice."""

import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from kinderschutz.lib.sink import Mailbox, letters
from tests.kinderschutz.starting import environment


def test_a_missing_directory_holds_no_letters(tmp_path: Path) -> None:
    assert letters(tmp_path / "mail") == []


def test_letters_come_newest_first_with_what_the_page_shows(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    for subject in ("Erste", "Zweite – mit Strich"):
        message = EmailMessage()
        message["Subject"] = subject
        message["Message-ID"] = "<1@x.example>"
        message.set_content("Grüße\n")
        box.keep("von@x.example", ["an@y.example", "auch@y.example"], message.as_bytes())

    newest, oldest = letters(tmp_path)

    assert (newest.subject, oldest.subject) == ("Zweite – mit Strich", "Erste")
    assert newest.sender == "von@x.example"
    assert newest.recipients == ("an@y.example", "auch@y.example")
    assert newest.text == "Grüße\n"
    assert newest.message_id == "<1@x.example>"
    assert newest.at >= oldest.at


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    box = Mailbox(tmp_path, kept=3)

    for number in range(5):
        box.keep("a@x.example", ["b@y.example"], f"Subject: {number}\r\n\r\n.".encode())

    assert [letter.subject for letter in letters(tmp_path)] == ["4", "3", "2"]


def test_an_unfinished_letter_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".1-000.eml").write_text("Subject: half")

    assert letters(tmp_path) == []


def test_nothing_that_arrives_makes_the_reader_fail(tmp_path: Path) -> None:
    Mailbox(tmp_path).keep("", [], b"\xff\xfe\x00 no header\r\nContent-Type: x/y; charset=none")

    (letter,) = letters(tmp_path)

    assert (letter.subject, letter.recipients) == ("", ())


@pytest.mark.parametrize("handed_down", [True, False])
def test_the_sink_takes_letters_over_smtp(tmp_path: Path, handed_down: bool) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    fds: tuple[int, ...] = ()
    if handed_down:
        where, fds = ["--fd", str(listening.fileno())], (listening.fileno(),)
    else:
        listening.close()
        where = ["--port", str(port)]
    sink = subprocess.Popen(
        [sys.executable, "-m", "kinderschutz.lib.sink", *where, "--dir", str(tmp_path)],
        env=environment(tmp_path),
        pass_fds=fds,
    )
    try:
        send(port)
    finally:
        listening.close()
        sink.terminate()
        assert sink.wait(10) == 0

    (letter,) = letters(tmp_path)
    assert letter.recipients == ("b@y.example",)


def send(port: int) -> None:
    """Send one letter, waiting until the sink listens."""
    for _ in range(100):
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
                server.sendmail("a@x.example", ["b@y.example"], "Subject: da\r\n\r\nText")
            return
        except ConnectionRefusedError:
            pass
        subprocess.run(["sleep", "0.1"], check=True)
    raise AssertionError("the sink never listened")
