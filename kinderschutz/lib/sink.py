"""A local mailbox for practice: SMTP on loopback, every letter a file, nothing is passed on.

`python -m kinderschutz.lib.sink --port 1025 --dir .data/mail`
"""

import argparse
import asyncio
import itertools
import signal
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope

KEPT = 500  # the newest letters stay, older ones are deleted


@dataclass(frozen=True)
class Letter:
    """One mail as it reached the mailbox."""

    key: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    message_id: str


class Mailbox:
    """A directory of letters; file names sort by arrival."""

    def __init__(self, directory: Path, *, kept: int = KEPT) -> None:
        self.directory = directory
        self.kept = kept
        self._number = itertools.count()
        directory.mkdir(parents=True, exist_ok=True)

    def keep(self, sender: str, recipients: list[str], content: bytes) -> Path:
        """Write one letter, whole or not at all, and drop what is more than `kept`."""
        head = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n".encode()
        name = f"{time.time_ns():020d}-{next(self._number) % 1000:03d}.eml"
        unfinished = self.directory / f".{name}"
        unfinished.write_bytes(head + content)
        unfinished.rename(self.directory / name)
        self._drop_old()
        return self.directory / name

    def _drop_old(self) -> None:
        for path in _files(self.directory)[: -self.kept]:
            path.unlink(missing_ok=True)


def letters(directory: Path, *, limit: int = KEPT) -> list[Letter]:
    """The newest letters first; a missing directory holds none."""
    newest = _files(directory)[-limit:] if directory.is_dir() else []
    return [_read(path) for path in reversed(newest)]


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob("*.eml") if not path.name.startswith("."))


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    return Letter(
        key=path.stem,
        at=datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, UTC),
        sender=str(message["X-Envelope-From"] or ""),
        recipients=tuple(filter(None, str(message["X-Envelope-To"] or "").split(", "))),
        subject=str(message["Subject"] or ""),
        text=str(body.get_content()) if body else "",
        message_id=str(message["Message-ID"] or ""),
    )


class KeepingHandler:
    """What the SMTP server calls for each message."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd looks for
        self, _server: object, _session: object, envelope: "Envelope"
    ) -> str:
        """Keep the letter, then say so."""
        content = envelope.original_content or b""
        self._mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, content)
        return "250 kept"


async def serve(mailbox: Mailbox, listening: socket.socket) -> None:
    """Take letters on `listening` until SIGTERM or SIGINT."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - only practice has it; readers of letters do without

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(
            KeepingHandler(mailbox), hostname="localhost", enable_SMTPUTF8=True, loop=loop
        ),
        sock=listening,
    )
    async with server:
        await stop.wait()


def main() -> None:
    """Run the sink on a port of loopback, or on a listening socket that the parent hands down."""
    parser = argparse.ArgumentParser(description="Nimmt Mails an und legt sie als Dateien ab.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=int, help="Port auf 127.0.0.1")
    where.add_argument("--fd", type=int, help="Nummer eines geerbten, lauschenden Sockets")
    parser.add_argument("--dir", type=Path, required=True, help="Verzeichnis der Briefe")
    wanted = parser.parse_args()
    if wanted.fd is None:
        listening = socket.create_server(("127.0.0.1", wanted.port))
    else:
        listening = socket.socket(fileno=wanted.fd)
    asyncio.run(serve(Mailbox(wanted.dir), listening))


if __name__ == "__main__":
    main()
