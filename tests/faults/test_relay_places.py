"""Two relays run: the death of one is seen, whichever it is, and its work goes on."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Heartbeat
from tests.faults.processes import environment, running
from tests.faults.sink import FaultySink

FRESH = timedelta(seconds=3)
Relays = list[subprocess.Popen[str]]


def beating() -> list[str]:
    """The relays that have given a sign just now."""
    ages = Heartbeat.objects.all().ages()
    return sorted(name for name, age in ages.items() if age < FRESH)


@pytest.fixture
def relays(sink: FaultySink) -> Iterator[Relays]:
    """Two relays, started one after the other."""
    with ExitStack() as stack:
        started: Relays = []
        for expected in (["relay"], ["relay", "relay-2"]):
            process = running("manage.py", "relay", environment=environment(sink))
            started.append(stack.enter_context(process))
            assert wait_until(lambda wanted=expected: beating() == wanted, seconds=20)  # type: ignore[misc]  # bound now
        yield started


def test_each_relay_has_a_heartbeat_of_its_own(relays: Relays) -> None:
    assert beating() == ["relay", "relay-2"]


@pytest.mark.parametrize("which", [0, 1], ids=["the first", "the second"])
def test_when_one_is_killed_the_other_keeps_the_first_place_and_the_second_grows_old(
    relays: Relays, which: int
) -> None:
    relays[which].kill()
    relays[which].wait()

    assert wait_until(lambda: beating() == ["relay"], seconds=15)
    assert relays[1 - which].poll() is None
