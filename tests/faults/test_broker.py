"""F3, F5: worker and broker die; letters go out all the same, once each."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import override_settings

from kinderschutz.lib import poke
from kinderschutz.lib.env import broker_url
from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Delivery, Heartbeat
from tests.faults.processes import LEASE_SECONDS, environment, running
from tests.faults.sink import FaultySink, kill_group
from tests.faults.test_relay import relay
from tests.fixtures.redis import RedisServer
from tests.letters import outcomes, write, write_many

WORKER = ("-m", "celery", "-A", "kinderschutz", "worker", "--concurrency=2", "--loglevel=WARNING")


pytestmark = pytest.mark.usefixtures("fresh_publisher")


@contextmanager
def worker(sink: FaultySink, redis: RedisServer) -> Iterator[subprocess.Popen[str]]:
    """A real Celery worker that has done a first task."""
    url = broker_url(redis.url)
    Heartbeat.objects.filter(name="worker").delete()
    with running(
        *WORKER, environment=environment(sink, REDIS_URL=redis.url, CELERY_BROKER_URL=url)
    ) as process:
        poke.publisher.offer("network.tasks.deliver_due")
        alive = Heartbeat.objects.filter(name="worker")
        assert wait_until(alive.exists, seconds=20)
        yield process


def test_worker_sends_within_a_second_of_the_commit(
    sink: FaultySink, redis_server: RedisServer
) -> None:
    with (
        override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)),
        worker(sink, redis_server),
    ):
        begun = time.monotonic()
        (letter,) = write("a@amt.example")

        assert wait_until(lambda: len(sink.envelopes) == 1, seconds=5, every=0.005)
        assert time.monotonic() - begun < 1
        assert wait_until(lambda: outcomes(letter) == [("sent", "")], seconds=2)


def test_flushed_broker_forgets_the_pokes_and_the_next_one_brings_everything(
    sink: FaultySink, redis_server: RedisServer
) -> None:
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)):
        addresses = write_many(10)
        assert wait_until(lambda: poke.publisher.published >= 1, seconds=5)
        redis_server.flush()
        with worker(sink, redis_server):
            assert wait_until(lambda: len(sink.envelopes) == 10, seconds=10)

    assert sorted(sink.recipients()) == sorted(addresses)


def test_worker_survives_a_broker_that_dies_and_comes_back_empty(
    sink: FaultySink, redis_server: RedisServer
) -> None:
    with (
        override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)),
        worker(sink, redis_server),
    ):
        redis_server.stop()
        write("waehrenddessen@amt.example")
        redis_server.start()
        write("danach@amt.example")

        def woken_and_sent() -> bool:
            poke.publisher.offer("network.tasks.deliver_due")  # as beat does every few seconds
            return len(sink.envelopes) == 2

        assert wait_until(woken_and_sent, seconds=20, every=0.5)

    assert Delivery.objects.filter(state="sent", attempts=1).count() == 2


def test_letters_of_a_killed_celery_worker_are_taken_over_within_the_lease(
    sink: FaultySink, redis_server: RedisServer
) -> None:
    with (
        override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)),
        worker(sink, redis_server) as victim,
        relay(sink) as successor,
    ):
        os.kill(successor.pid, signal.SIGSTOP)
        sink.after_accepting("stelle-2@jugendamt.example", lambda _: kill_group(victim.pid))
        write_many(8)
        assert wait_until(lambda: victim.poll() is not None, seconds=10)
        os.kill(successor.pid, signal.SIGCONT)
        time.sleep(LEASE_SECONDS)
        write("naechster-anlass@amt.example")

        sent = Delivery.objects.filter(state="sent")
        assert wait_until(lambda: sent.count() == 9, seconds=4)

    assert len(sink.envelopes) == 10
    assert len(set(sink.message_ids("stelle-2@jugendamt.example"))) == 1
