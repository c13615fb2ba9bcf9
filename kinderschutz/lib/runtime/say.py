"""What the start tells the person at the keyboard: one line each, with the time and who speaks."""

import contextlib
import sys
import threading
import time
from typing import TextIO

WIDTH = 8  # of the speaker's name


class Speaker:
    """Writes whole lines, also from several threads; a reader that went away is no fault."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def line(self, who: str, text: str) -> None:
        """One line: clock, speaker, text."""
        stamp = time.strftime("%H:%M:%S")
        with self._lock, contextlib.suppress(BrokenPipeError, ValueError):
            self._out.write(f"{stamp} {who:{WIDTH}} {text}\n")
            self._out.flush()

    def say(self, text: str) -> None:
        """A line of the start itself."""
        self.line("portal", text)

    def took(self) -> str:
        """Seconds since the start, in German notation."""
        return f"{time.monotonic() - self._began:.1f} s".replace(".", ",")


def on_standard_output() -> Speaker:
    """For the portal in the foreground."""
    return Speaker(sys.stdout)


def on_standard_error() -> Speaker:
    """For `-- CMD`, whose standard output is its own."""
    return Speaker(sys.stderr)
