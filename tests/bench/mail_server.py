"""A mail server in a process of its own, so that it takes no processor time from what is measured.

`python -m tests.bench.mail_server` prints its port and listens until its standard input ends.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class MailServer:
    """Where the process listens."""

    port: int

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://{HOST}:{self.port}"


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
        yield MailServer(int(process.stdout.readline()))
        process.stdin.close()


class Swallow:
    """Takes every letter and keeps none."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept."""
        return "250 2.0.0 taken"


def serve() -> None:
    """Listen on a free port until standard input ends."""
    loop = asyncio.new_event_loop()
    taking = loop.create_server(lambda: SMTP(Swallow(), hostname=HOST, loop=loop), HOST, 0)
    server = loop.run_until_complete(taking)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    loop.add_reader(sys.stdin.fileno(), loop.stop)
    loop.run_forever()


if __name__ == "__main__":
    serve()
