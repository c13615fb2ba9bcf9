"""A mail server in a process of its own, so that it takes no processor time from what is measured.

`python -m tests.bench.mail_server` prints its port and listens until its standard input ends.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class MailServer:
    """Where the process listens, and how to ask it."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://{HOST}:{self.port}"

    def taken(self) -> tuple[int, int]:
        """How many letters it has taken since it was last asked, and for how many addresses."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        letters, addresses = self.process.stdout.readline().split()
        return int(letters), int(addresses)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Start it, and end it when the block is over."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mail_server"],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield MailServer(int(process.stdout.readline()), process)
        process.stdin.close()


class Swallow:
    """Takes every letter and keeps none; counts them by address."""

    def __init__(self) -> None:
        self.letters: Counter[str] = Counter()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept."""
        self.letters.update(envelope.rcpt_tos)
        return "250 2.0.0 taken"

    def tell(self) -> None:
        """Say on standard output what was taken, and begin anew."""
        say(f"{self.letters.total()} {len(self.letters)}")
        self.letters.clear()


def serve() -> None:
    """Listen on a free port until standard input ends; a line of input is a question."""
    loop = asyncio.new_event_loop()
    swallow = Swallow()
    taking = loop.create_server(lambda: SMTP(swallow, hostname=HOST, loop=loop), HOST, 0)
    server = loop.run_until_complete(taking)
    say(str(server.sockets[0].getsockname()[1]))
    loop.add_reader(
        sys.stdin.fileno(), lambda: swallow.tell() if sys.stdin.readline() else loop.stop()
    )
    loop.run_forever()


def say(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
