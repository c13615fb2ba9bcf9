"""The relay as a real process: it needs the database and nothing else."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from kinderschutz.lib import poke
from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Delivery, Heartbeat
from tests.faults.gate import Gate
from tests.faults.processes import cpu_seconds, environment, running
from tests.faults.sink import FaultySink
from tests.letters import write, write_many

NAME = "relay-under-test"


@contextmanager
def relay(sink: FaultySink, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A relay that has shown its first sign of life and waits."""
    with running(
        "manage.py", "relay", environment=environment(sink, APPLICATION_NAME=NAME, **more)
    ) as process:
        assert wait_until(listening, seconds=20), output(process)
        yield process


def listening() -> bool:
    """Whether the relay's second connection listens and its first sign of life is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = %s AND query LIKE 'LISTEN%%' AND state = 'idle'",
            [NAME],
        )
        (number,) = cursor.fetchone() or (0,)
    return number == 1 and Heartbeat.objects.filter(name="relay").exists()


def output(process: subprocess.Popen[str]) -> str:
    """What the process has said, after its end."""
    process.kill()
    return process.communicate()[0]


def test_commit_wakes_it_at_once(sink: FaultySink) -> None:
    with relay(sink):
        time.sleep(0.3)  # its first round is over
        begun = time.monotonic()
        write("a@amt.example")

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=4, every=0.005)

    assert time.monotonic() - begun < 2.0  # the poll alone would take up to five seconds


def test_it_outlives_the_loss_of_all_its_database_connections(sink: FaultySink) -> None:
    with relay(sink) as process:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = %s",
                [NAME],
            )
            assert cursor.fetchone() == (2,)
        write("a@amt.example")

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=8), output(process)
        assert wait_until(listening, seconds=5)


def test_it_waits_for_a_database_that_is_away_and_goes_on_when_it_is_back(
    sink: FaultySink, gate: Gate, tmp_path: Path
) -> None:
    through_the_gate = environment(sink)["DATABASE_URL"].replace(
        quote(connection.settings_dict["HOST"], safe=""), quote(str(tmp_path), safe="")
    )
    with relay(sink, DATABASE_URL=through_the_gate) as process:
        gate.close()
        write("a@amt.example")
        before = cpu_seconds(process)
        time.sleep(2.5)
        used = cpu_seconds(process) - before
        gate.open()

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=5), output(process)
        assert used < 0.5


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """An open gate before the database, in the test's own directory."""
    at = connection.settings_dict
    gate = Gate(front=tmp_path, real=Path(at["HOST"]), port=at["PORT"])
    gate.open()
    yield gate
    gate.end()


def test_termination_finishes_the_batch_and_leaves_the_rest_due(sink: FaultySink) -> None:
    for address in write_many(100):
        sink.stall(address, 0.05)
    patient = environment(sink, POST_LEASE_SECONDS="60")
    with running("manage.py", "relay", environment=patient) as process:
        assert wait_until(lambda: len(sink.envelopes) > 0, seconds=20, every=0.005)
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)

    assert code == 0
    assert not Delivery.objects.filter(state="claimed").exists()
    assert Delivery.objects.filter(state="sent").count() == len(sink.envelopes)
    assert len(sink.envelopes) % 10 == 0
    assert len(sink.envelopes) < 100


def test_idle_relay_ends_at_once_when_asked(sink: FaultySink) -> None:
    with relay(sink) as process:
        time.sleep(0.3)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert process.wait(5) == 0

    assert time.monotonic() - begun < 4  # the poll would be five


def test_idle_relay_uses_no_processor_and_finds_by_itself_what_nobody_poked_for(
    sink: FaultySink,
) -> None:
    (letter,) = write("a@amt.example")
    Delivery.objects.filter(pk=letter.pk).update(due_at="2099-01-01T00:00Z")
    with relay(sink) as process:
        time.sleep(0.3)
        before = cpu_seconds(process)
        Delivery.objects.filter(pk=letter.pk).update(due_at="2026-01-01T00:00Z")

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=7)
        assert cpu_seconds(process) - before < 0.3
        assert Heartbeat.objects.ages()["relay"] < timedelta(seconds=2)


def test_dead_mail_server_does_not_make_it_busy(sink: FaultySink) -> None:
    sink.stop()
    write_many(20)
    with relay(sink) as process:
        time.sleep(0.3)
        before = cpu_seconds(process)
        time.sleep(2)
        used = cpu_seconds(process) - before
        sink.start()
        write("a@amt.example")

        assert used < 0.3
        assert wait_until(lambda: len(sink.envelopes) == 21, seconds=8)


def test_once_does_all_that_is_due_and_ends(sink: FaultySink) -> None:
    addresses = write_many(15)

    with running("manage.py", "relay", "--once", environment=environment(sink)) as process:
        assert process.wait(20) == 0

    assert sorted(sink.recipients()) == sorted(addresses)


def test_storm_of_pokes_is_survived(sink: FaultySink) -> None:
    with relay(sink):
        for _ in range(300):
            with transaction.atomic():
                poke.wake("network.tasks.deliver_due")
        write("a@amt.example")

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=5)
