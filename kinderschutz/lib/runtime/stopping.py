"""Signals: in the foreground they stop the portal, with a command they are handed to it."""

import contextlib
import os
import signal
import subprocess
import sys
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HANDED_ON = (*STOPPING, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


class Signals:
    """Remembers that somebody asked to stop; while a command runs, hands signals to it."""

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self.command: subprocess.Popen[bytes] | None = None
        for number in STOPPING:
            signal.signal(number, self._arrived)

    def asked(self) -> bool:
        """Whether to stop."""
        return self.received is not None

    def hand_to(self, command: "subprocess.Popen[bytes]") -> None:
        """From now on signals are the command's; so is one that came while it started."""
        self.command = command
        for number in HANDED_ON:
            signal.signal(number, self._arrived)
        if self.received is not None:
            self._arrived(self.received, None)

    def keep(self) -> None:
        """The command has ended; signals stop the portal again."""
        self.command = None

    def _arrived(self, number: int, _frame: FrameType | None) -> None:
        if self.command is None:
            self.received = signal.Signals(number)
            return
        if number == signal.SIGINT and _keyboard_is_shared():
            return  # the terminal has sent it to the command already
        with contextlib.suppress(ProcessLookupError):
            self.command.send_signal(number)


def _keyboard_is_shared() -> bool:
    """Whether we are in the terminal's foreground group, and so is the command."""
    try:
        return os.isatty(sys.stdin.fileno()) and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):
        return False
