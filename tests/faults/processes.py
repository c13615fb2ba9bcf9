"""Real processes of the portal against the test database, to be killed by tests."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 3
KEYS = ("SECRET_KEY", "FIELD_KEYS", "SEARCH_KEY", "AUDIT_SIGNING_KEY")
"""What a process needs that the database has to believe; without any, practice keys hold."""
DRAIN = """
import sys, django
django.setup()
from network.access import SYSTEM, acting_as
from network.services import post
print("ready", flush=True)
sys.stdin.readline()
with acting_as(SYSTEM):
    post.drain(by=sys.argv[1], seconds=30)
"""


class MailServer(Protocol):
    """Whatever takes letters at an address."""

    @property
    def url(self) -> str:
        """For EMAIL_URL."""


def environment(sink: MailServer, **more: str) -> dict[str, str]:
    """What a process of this test sees: the test's database and mail server, a short lease."""
    at = connection.settings_dict
    address = f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@/{quote(at['NAME'])}"
    port = f"&port={at['PORT']}" if at["PORT"] else ""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"{address}?host={quote(at['HOST'], safe='')}{port}",
        "CELERY_BROKER_URL": "redis+socket:///nowhere/redis.sock",
        "EMAIL_URL": sink.url,
        "POST_LEASE_SECONDS": str(LEASE_SECONDS),
        "KINDERSCHUTZ_DATA": os.environ.get("KINDERSCHUTZ_DATA") or tempfile.gettempdir(),
        **{name: os.environ[name] for name in KEYS if name in os.environ},
        **more,
    }


@contextmanager
def running(
    *arguments: str, environment: Mapping[str, str], stdin: int | IO[str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A Python process in a group of its own; whatever is left of it is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9 for the process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """Processor time used so far, user and system."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
