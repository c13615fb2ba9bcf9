"""The e-mail channel against a real SMTP server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import override_settings

from network.channels.base import Message, PermanentFailure, TemporaryFailure, Unreachable
from network.channels.email import open_line
from tests.fixtures.smtp import SmtpSink

LETTER = Message(
    delivery_id=UUID("5f0c1a52-53a1-4f8c-9d0a-0c5a5a0f6f11"),
    address="eingang@jugendamt-a.example",
    subject="Kinderschutz-Portal: neue Mitteilung",
    text="Zeichen: KS-2345-6789-ABCD\nÄ, ö und ß kommen heil an.\n",
    at=datetime(2026, 8, 3, 22, 15, tzinfo=UTC),
)


def sent(sink: SmtpSink) -> dict[str, str]:
    """Headers of the only letter that arrived."""
    (taken,) = sink.envelopes
    return {name: str(value) for name, value in taken.message.items()}


def test_letter_says_that_a_machine_sent_it_and_when(smtp_sink: SmtpSink) -> None:
    with open_line(timeout=2) as line:
        line.send(LETTER)

    headers = sent(smtp_sink)
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-Auto-Response-Suppress"] == "All"
    assert headers["Date"] == "Mon, 03 Aug 2026 22:15:00 +0000"
    assert headers["To"] == "eingang@jugendamt-a.example"


@override_settings(PUBLIC_URL="https://portal.example:8443")
def test_message_id_is_the_same_at_every_attempt(smtp_sink: SmtpSink) -> None:
    for _ in range(2):
        with open_line(timeout=2) as line:
            line.send(LETTER)

    ids = [str(taken.message["Message-ID"]) for taken in smtp_sink.envelopes]
    assert ids == ["<5f0c1a52-53a1-4f8c-9d0a-0c5a5a0f6f11@portal.example>"] * 2


def test_german_text_arrives_as_written(smtp_sink: SmtpSink) -> None:
    with open_line(timeout=2) as line:
        line.send(LETTER)

    (taken,) = smtp_sink.envelopes
    assert taken.message.get_content().splitlines() == LETTER.text.splitlines()


def test_letters_share_one_connection(smtp_sink: SmtpSink) -> None:
    with open_line(timeout=2) as line:
        for _ in range(3):
            line.send(LETTER)

    assert (len(smtp_sink.envelopes), smtp_sink.connections) == (3, 1)


@pytest.mark.parametrize(
    ("reply", "code", "detail"),
    [
        ("450 4.2.0 greylisted, eingang@jugendamt-a.example", "450", "4.2.0"),
        ("452 mailbox full", "452", ""),
    ],
)
def test_4xx_is_temporary_and_keeps_codes_only(
    smtp_sink: SmtpSink, reply: str, code: str, detail: str
) -> None:
    smtp_sink.answer(LETTER.address, reply)

    with open_line(timeout=2) as line, pytest.raises(TemporaryFailure) as failure:
        line.send(LETTER)

    assert (failure.value.code, failure.value.detail) == (code, detail)
    assert not failure.value.line_is_down


def test_5xx_is_permanent_and_leaves_the_line_usable(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer("weg@jugendamt-a.example", "550 5.1.1 weg@jugendamt-a.example unknown")
    to_nobody = Message(LETTER.delivery_id, "weg@jugendamt-a.example", "s", "t", LETTER.at)

    with open_line(timeout=2) as line:
        with pytest.raises(PermanentFailure) as failure:
            line.send(to_nobody)
        line.send(LETTER)

    assert str(failure.value) == "550 5.1.1"
    assert smtp_sink.recipients() == [LETTER.address]


def test_dropped_connection_is_temporary_and_ends_the_line(smtp_sink: SmtpSink) -> None:
    smtp_sink.drop(LETTER.address)

    with open_line(timeout=2) as line, pytest.raises(TemporaryFailure) as failure:
        line.send(LETTER)

    assert (failure.value.code, failure.value.line_is_down) == ("dropped", True)


def test_server_that_says_421_is_about_to_hang_up(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer(LETTER.address, "421 4.3.2 shutting down")

    with open_line(timeout=2) as line, pytest.raises(TemporaryFailure) as failure:
        line.send(LETTER)

    assert (failure.value.code, failure.value.line_is_down) == ("421", True)


def test_slow_answer_is_a_temporary_timeout(smtp_sink: SmtpSink) -> None:
    smtp_sink.stall(LETTER.address, 1.0)

    with open_line(timeout=0.2) as line, pytest.raises(TemporaryFailure) as failure:
        line.send(LETTER)

    assert (failure.value.code, failure.value.line_is_down) == ("timeout", True)


@pytest.mark.parametrize(
    "address", ["", "a@b.example\nBcc: alle@welt.example", "a@b.example, alle@welt.example"]
)
def test_address_that_cannot_be_written_down_is_permanent(
    smtp_sink: SmtpSink, address: str
) -> None:
    letter = Message(LETTER.delivery_id, address, "s", "t", LETTER.at)

    with open_line(timeout=2) as line, pytest.raises(PermanentFailure):
        line.send(letter)

    assert smtp_sink.envelopes == []


def test_refused_connection_says_nothing_about_a_letter(smtp_sink: SmtpSink) -> None:
    smtp_sink.stop()

    with pytest.raises(Unreachable) as failure, open_line(timeout=2):
        pass

    assert failure.value.code == "refused"


def test_silent_server_is_unreachable_within_the_timeout() -> None:
    with (
        silent_server() as port,
        override_settings(**smtp_at(port)),
        pytest.raises(Unreachable) as failure,
        open_line(timeout=0.2),
    ):
        pass

    assert failure.value.code == "timeout"


def test_server_that_wants_no_password_is_unreachable_with_one(smtp_sink: SmtpSink) -> None:
    with (
        override_settings(EMAIL_HOST_USER="portal", EMAIL_HOST_PASSWORD="geheim"),
        pytest.raises(Unreachable) as failure,
        open_line(timeout=2),
    ):
        pass

    assert "geheim" not in str(failure.value)


def test_starttls_that_the_server_does_not_know_is_unreachable(smtp_sink: SmtpSink) -> None:
    with override_settings(EMAIL_USE_TLS=True), pytest.raises(Unreachable), open_line(timeout=2):
        pass

    assert smtp_sink.envelopes == []


def smtp_at(port: int) -> dict[str, object]:
    """Settings for a server on this port of loopback."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
    }


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    taken.append(server.accept()[0])
            except OSError:
                pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(2)
        for each in taken:
            each.close()
