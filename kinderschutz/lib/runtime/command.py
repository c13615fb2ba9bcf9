"""A command around which the services run: its input, output, signals and exit code are its own."""

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence

from kinderschutz.lib.runtime.children import dies_with_parent
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.stopping import Signals

GLANCE = 0.1  # seconds between two looks at the services


def run_command(
    argv: Sequence[str], env: Mapping[str, str], signals: Signals, look: Callable[[], None]
) -> int:
    """Run it to its end and return its exit code; `look` may end it early by a PortalFault."""
    try:
        command = subprocess.Popen(argv, env=env, preexec_fn=dies_with_parent(signal.SIGTERM))
    except OSError as error:
        raise PortalFault(f"{argv[0]}: {error.strerror}") from None
    signals.hand_to(command)
    try:
        return _as_a_shell_says_it(_await(command, look))
    finally:
        signals.keep()
        if command.poll() is None:
            command.terminate()
            command.wait()


def _await(command: "subprocess.Popen[bytes]", look: Callable[[], None]) -> int:
    while True:
        try:
            return command.wait(GLANCE)
        except subprocess.TimeoutExpired:
            look()


def _as_a_shell_says_it(code: int) -> int:
    """A command killed by a signal ends with 128 and its number."""
    return 128 - code if code < 0 else code
