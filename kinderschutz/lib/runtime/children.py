"""Child processes of the start: each in a session of its own, none outliving the start."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kinderschutz.lib.runtime.environment import project_directory
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.waiting import wait_until

PR_SET_PDEATHSIG = 1
HELD = 20  # last lines of a quiet child
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """An unprivileged account that a child runs under when the start itself is root."""

    name: str
    user: int
    group: int


@dataclass
class Child:
    """One process. `stop_signal` asks it to end; after `grace` seconds its session is killed."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10
    account: Account | None = None
    pass_fds: tuple[int, ...] = ()
    quiet: bool = False  # its lines are shown only when it fails
    serves: bool = False  # others live on it, so it ends after them
    vital: bool = False  # when it dies the portal stops, instead of starting it again
    is_ready: Callable[[], bool] | None = None
    popen: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    reader: threading.Thread | None = field(default=None, repr=False)
    held: deque[str] = field(default_factory=lambda: deque(maxlen=HELD), repr=False)

    def start(self, speaker: Speaker) -> None:
        """Start it without waiting; its lines go to `speaker`."""
        account = self.account
        self.popen = subprocess.Popen(
            self.argv,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.pass_fds,
            cwd="/" if account else project_directory(),
            preexec_fn=dies_with_parent(self.stop_signal),
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=() if account else None,
        )
        self.reader = threading.Thread(
            target=self._pass_lines, args=(self.popen, speaker), daemon=True
        )
        self.reader.start()

    def wait_ready(self, stopping: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait until it answers; raises PortalFault when it ends or takes too long."""
        if self.is_ready is None:
            return
        if wait_until(self.is_ready, seconds=seconds, unless=lambda: self.ended() or stopping()):
            self.held.clear()  # what it said while it started is of no use later
            return
        if stopping():
            raise Stopped
        raise PortalFault(
            f"{self.name} ist mit Code {self.code()} beendet, bevor es bereit war (siehe oben)."
            if self.ended()
            else f"{self.name} ist nach {seconds:.0f} Sekunden nicht bereit."
        )

    def tell_held(self, speaker: Speaker) -> None:
        """Show what a quiet child said last; it has ended, or nearly so."""
        if self.reader is not None:
            self.reader.join(1)
        while self.held:
            speaker.line(self.name, self.held.popleft())

    def ended(self) -> bool:
        """It was started and runs no more."""
        return self.popen is not None and self.popen.poll() is not None

    def code(self) -> int | None:
        """Its exit code once it has ended."""
        return self.popen.poll() if self.popen is not None else None

    def ask_to_end(self) -> None:
        """Send its stop signal, without waiting."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)

    def await_end(self) -> None:
        """Wait for what was asked to end; kill what has not after its grace."""
        if self.popen is None:
            return
        try:
            self.popen.wait(self.grace)
        except subprocess.TimeoutExpired:
            kill_session(self.popen.pid)
            self.popen.wait()

    def bury(self) -> None:
        """After its death: kill what it had started, which may still hold its port or its work."""
        if self.popen is not None:
            kill_session(self.popen.pid)

    def _pass_lines(self, popen: "subprocess.Popen[bytes]", speaker: Speaker) -> None:
        if popen.stdout is None:
            return
        with popen.stdout as lines:
            for line in lines:
                text = line.decode(errors="replace").rstrip()
                if self.quiet:
                    self.held.append(text)
                else:
                    speaker.line(self.name, text)


class Stopped(Exception):
    """Somebody asked the start to end before it was complete."""


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux the kernel sends `number` to the child when the start dies."""
    if _libc is None:
        return None
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return prepare


def kill_session(pid: int) -> None:
    """Kill a process and what it started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
