"""Children that die, hang or never get ready."""

import io
import os
import signal
from pathlib import Path

import pytest

from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.supervisor import Supervisor
from kinderschutz.lib.runtime.waiting import wait_until


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(said: io.StringIO) -> Supervisor:
    return Supervisor(Speaker(said), on_change=lambda _: None, pauses=(0, 0))


def shell(script: str, **more: object) -> Child:
    return Child("kind", ["sh", "-c", script], dict(os.environ), **more)  # type: ignore[arg-type]


def never() -> bool:
    return False


def look_until_fault(supervisor: Supervisor) -> str:
    for _ in range(200):
        try:
            supervisor.look()
        except PortalFault as fault:
            return str(fault)
        wait_until(never, seconds=0.02, every=0.02)
    raise AssertionError("no fault")


def test_a_dead_child_is_started_again_and_given_up_when_it_keeps_dying(
    supervisor: Supervisor, said: io.StringIO, tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    supervisor.launch(shell(f"echo . >> {starts}; exit 3"))

    assert look_until_fault(supervisor) == "kind endet immer wieder, das Portal hält an."

    assert starts.read_text().count(".") == 3
    assert said.getvalue().count("kind ist mit Code 3 beendet und wird neu gestartet.") == 2


def test_the_death_of_a_vital_child_is_a_fault_at_once(
    supervisor: Supervisor, said: io.StringIO
) -> None:
    supervisor.launch(shell("echo der Grund; exit 4", vital=True, quiet=True))

    assert look_until_fault(supervisor) == "kind ist mit Code 4 beendet, das Portal hält an."
    assert "der Grund" in said.getvalue()


def test_a_quiet_child_that_lives_says_nothing(supervisor: Supervisor, said: io.StringIO) -> None:
    child = shell("echo viel Rede; sleep 60", quiet=True)
    supervisor.launch(child)
    assert wait_until(lambda: bool(child.held), seconds=5)

    supervisor.stop()

    assert said.getvalue() == ""


def test_a_child_that_ends_before_it_is_ready_is_a_fault(supervisor: Supervisor) -> None:
    with pytest.raises(PortalFault, match="bevor es bereit war"):
        supervisor.start(shell("exit 5", is_ready=never), never)


def test_a_child_that_ignores_the_request_is_killed_with_its_own_children(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    child = shell(f"trap '' TERM; sleep 60 & echo $! > {pid}; wait; sleep 60", grace=0.2)
    supervisor.launch(child)
    assert wait_until(lambda: pid.exists() and bool(pid.read_text()), seconds=5)

    supervisor.stop()

    assert child.code() == -signal.SIGKILL
    assert wait_until(lambda: not Path(f"/proc/{pid.read_text().strip()}/exe").exists(), seconds=5)


def test_what_serves_others_ends_after_them(supervisor: Supervisor, tmp_path: Path) -> None:
    order = tmp_path / "order"
    for name, serves in (("unten", True), ("oben", False)):
        script = f"trap 'echo {name} >> {order}; exit' TERM; while :; do sleep 0.05; done"
        supervisor.launch(shell(script, serves=serves))
    wait_until(never, seconds=0.3)

    supervisor.stop()

    assert order.read_text().split() == ["oben", "unten"]
