"""The relay alone runs the night's canaries, also after it was killed in the middle."""

import signal
import subprocess
from contextlib import AbstractContextManager

import pytest

from cases.models import CanaryResult, CanaryRun, Concern
from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Heartbeat
from tests.factories.agreements import publish_standard
from tests.faults.processes import environment, running
from tests.faults.sink import FaultySink
from tests.people import arrive

SINK = "probe@senke.example"
PLACES = 3


@pytest.fixture(autouse=True)
def network(transactional_db: None) -> None:
    arrive()
    publish_standard()


def relay(sink: FaultySink) -> "AbstractContextManager[subprocess.Popen[str]]":
    daily = {"CANARY_AT": "03:00", "CANARY_ADDRESS": SINK}
    return running("manage.py", "relay", environment=environment(sink, **daily))


def is_good() -> bool:
    return CanaryRun.objects.filter(is_good=True).exists()


def test_the_relay_alone_runs_the_nights_canaries(sink: FaultySink) -> None:
    with relay(sink):
        assert wait_until(is_good, seconds=40)

    assert [each.recipients for each in sink.envelopes] == [(SINK,)] * PLACES
    assert Heartbeat.objects.filter(name="canary").exists()


def test_a_relay_killed_in_the_middle_is_followed_by_the_next(sink: FaultySink) -> None:
    with relay(sink) as process:
        assert wait_until(Concern.objects.exists, seconds=40, every=0.002)
        process.send_signal(signal.SIGKILL)
        process.wait(5)

    with relay(sink):
        assert wait_until(is_good, seconds=60)

    assert CanaryRun.objects.count() == 1
    assert Concern.objects.filter(is_canary=True).count() == PLACES
    assert not CanaryResult.objects.filter(concern=None).exists()
