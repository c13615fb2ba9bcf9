"""What a killed start left behind ends by itself; the next start waits for that."""

import json
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.secret_store import write_private
from kinderschutz.lib.runtime.waiting import wait_until

PATIENCE = 30  # seconds until what does not end by itself is killed


def remember(path: Path, children: Iterable[Child]) -> None:
    """Write down which processes run, with their birth: a number alone is used again."""
    running = [
        [child.name, child.popen.pid, born(child.popen.pid)]
        for child in children
        if child.popen is not None
    ]
    write_private(path, json.dumps(running))


def await_end(path: Path, speaker: Speaker) -> None:
    """Wait until the processes of the last start are gone; raises PortalFault if one stays."""
    left = _running(path)
    if left:
        speaker.say(
            f"Warte auf das Ende des letzten Starts: {', '.join(name for name, _ in left)}."
        )
    if wait_until(lambda: not _running(path), seconds=PATIENCE):
        return
    for _, pid in _running(path):
        os.kill(pid, signal.SIGKILL)
    if not wait_until(lambda: not _running(path), seconds=5):
        names = ", ".join(f"{name} ({pid})" for name, pid in _running(path))
        raise PortalFault(f"Vom letzten Start laufen noch: {names}.")


def _running(path: Path) -> list[tuple[str, int]]:
    try:
        written = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return []
    return [(name, pid) for name, pid, birth in written if birth and born(pid) == birth]


def born(pid: int) -> str:
    """When a process was born (ticks since this start of the machine); "" if it is gone."""
    if sys.platform != "linux":
        return ""
    try:
        # The second field is a name in brackets, which may hold spaces; the 22nd is the birth.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    if fields[0] in {"Z", "X"}:
        return ""
    return f"{fields[19]}@{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}"


def remove_stale_lock(file: Path) -> None:
    """Remove PostgreSQL's own lock file when its process is gone or is another program.

    PostgreSQL refuses to start while any process has the number in the file, which after a crash
    of the machine may well be a stranger.
    """
    try:
        pid = abs(int(file.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return
    try:
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        program = b""
    if sys.platform == "linux" and not program.endswith(b"postgres"):
        file.unlink()
