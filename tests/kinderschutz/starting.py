"""Starting the portal as a newcomer would: its own process, its own data, nothing inherited."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kinderschutz.lib.runtime.binaries import postgres_directory
from kinderschutz.lib.runtime.environment import project_directory
from kinderschutz.lib.runtime.places import open_places
from kinderschutz.lib.runtime.unprivileged import Footing, footing

# What the run of the tests itself has set.
NOT_INHERITED = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_DELETION_URL",
    "DATABASE_RELAY_URL", "DATABASE_REPORTS_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL",
    "SECRET_KEY", "FIELD_KEYS", "SEARCH_KEY", "AUDIT_SIGNING_KEY", "AUDIT_CHECKPOINT_DIRECTORY",
    "PUBLIC_URL", "PORT", "DEMO", "DEBUG", "KINDERSCHUTZ_DATA",
    "MAIL_DIRECTORY", "STATIC_ROOT", "LOG_LEVEL", "DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)  # fmt: skip
PATIENCE = 60


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a newcomer, with `data` as the place of the portal's data."""
    plain = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    daily = {"CANARY_AT": "never", "PAPER_KIT_AT": "never"}  # tests ask for what they want
    return {**plain, **daily, "KINDERSCHUTZ_DATA": str(data), **more}


def argv(*words: str) -> list[str]:
    """`manage.py portal` with `words`."""
    return [sys.executable, str(project_directory() / "manage.py"), "portal", *words]


def run(
    data: Path, *words: str, stdin: str = "", before: Sequence[str] = (), **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run the portal to its end."""
    return subprocess.run(
        [*before, *argv(*words)],
        env=environment(data, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def ground(data: Path) -> Footing:
    """Where the embedded PostgreSQL of `data` lies; as root that may be elsewhere."""
    return footing(postgres_directory(), open_places(data))


def postgres_pid(data: Path) -> int:
    """The number of the embedded PostgreSQL of `data`."""
    return int((ground(data).data / "postmaster.pid").read_text().split()[0])


@contextmanager
def running(data: Path, *words: str, **more: str) -> "Iterator[subprocess.Popen[str]]":
    """Run the portal beside the test; at the end it is stopped, if it has not ended."""
    process = subprocess.Popen(
        argv(*words),
        env=environment(data, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def read_until(process: "subprocess.Popen[str]", wanted: str) -> list[str]:
    """The lines up to and with the one that holds `wanted`; fails when the process ends before."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if wanted in line:
            return lines
    raise AssertionError(f"{wanted!r} never came:\n{''.join(lines)}")
