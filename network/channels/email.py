"""E-mail over SMTP through Django's mail backend: one open connection, letters one by one."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from network.channels.base import Message, PermanentFailure, TemporaryFailure, Unreachable

CLOSING = 421
PERMANENT = 500
ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


@contextmanager
def open_line(*, timeout: float) -> Iterator["EmailLine"]:
    """An open, logged-in connection to the mail server. `timeout` in seconds, for each answer.

    Raises Unreachable when there is none to be had: refused, silent, TLS, password.
    """
    backend = get_connection(timeout=timeout)
    line = EmailLine(backend)
    try:
        try:
            backend.open()
        except OSError as failure:  # smtplib's exceptions are OSErrors too
            line.drop()
            raise Unreachable(*_codes(failure)) from None
        yield line
    finally:
        line.close()


class EmailLine:
    """One connection to the mail server."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, message: Message) -> None:
        """Hand one letter over; see `Line.send`."""
        try:
            taken = self._backend.send_messages([_email(message, self._backend)])
        except smtplib.SMTPSenderRefused as failure:  # our own sender: the same for every letter
            raise TemporaryFailure(*_codes(failure), line_is_down=True) from None
        except smtplib.SMTPRecipientsRefused as refusal:
            code, text = next(iter(refusal.recipients.values()))
            raise _failure(code, text) from None
        except smtplib.SMTPNotSupportedError:
            raise PermanentFailure("address", "smtputf8") from None
        except smtplib.SMTPDataError as failure:
            raise _failure(failure.smtp_code, failure.smtp_error) from None
        except OSError as failure:
            raise TemporaryFailure(*_codes(failure), line_is_down=True) from None
        except ValueError:  # a header or an address that cannot be written down
            raise PermanentFailure("address", "unreadable") from None
        if not taken:  # Django passes over letters to nobody
            raise PermanentFailure("address", "empty")

    def close(self) -> None:
        """Say good-bye; never fails, the letters have had their answers."""
        try:
            self._backend.close()
        except OSError:
            self.drop()

    def drop(self) -> None:
        """Let go of the connection without a word, because the other side no longer listens."""
        for name in ("connection", "_partial_connection"):  # of Django's SMTP backend
            opened = getattr(self._backend, name, None)
            if opened is not None:
                opened.close()
                setattr(self._backend, name, None)


def message_id(message: Message) -> str:
    """The same for every attempt of a delivery, so that a repeated letter is recognised as one."""
    return f"<{message.delivery_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _email(message: Message, backend: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(
        subject=message.subject,
        body=message.text,
        to=[message.address],
        connection=backend,
        headers={
            "Message-ID": message_id(message),
            "Date": format_datetime(message.at),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def _failure(code: int, text: bytes | str) -> TemporaryFailure | PermanentFailure:
    detail = _enhanced(text)
    if code >= PERMANENT:
        return PermanentFailure(str(code), detail)
    return TemporaryFailure(str(code), detail, line_is_down=code == CLOSING)


def _codes(failure: OSError) -> tuple[str, str]:
    """Code and detail of a failure, without any text that could name a person."""
    if isinstance(failure, smtplib.SMTPResponseException):
        return str(failure.smtp_code), _enhanced(failure.smtp_error)
    if isinstance(failure, ConnectionRefusedError):
        return "refused", ""
    if isinstance(failure, TimeoutError) or isinstance(failure.__context__, TimeoutError):
        return "timeout", ""
    if isinstance(failure, smtplib.SMTPServerDisconnected | ConnectionError):
        return "dropped", ""
    return "network", type(failure).__name__[:40]


def _enhanced(text: bytes | str) -> str:
    """The enhanced status code (RFC 3463) at the start of an answer, else nothing."""
    raw = text if isinstance(text, bytes) else text.encode("ascii", "replace")
    found = ENHANCED.match(raw)
    return found.group(1).decode() if found else ""
