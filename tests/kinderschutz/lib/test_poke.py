"""Waking workers after the commit, with real brokers in every state."""

import os
import statistics
import threading
import time

import psycopg
import pytest
import redis
from django.db import connection, transaction
from django.test import override_settings

from kinderschutz.lib import poke
from kinderschutz.lib.env import broker_url
from kinderschutz.lib.runtime.waiting import wait_until
from tests.fixtures.brokers import Broker, black_hole, full, healthy, locked, refusing, silent
from tests.fixtures.redis import RedisServer

TASK = "network.tasks.deliver_due"


pytestmark = pytest.mark.usefixtures("fresh_publisher")


def waiting_at(server: RedisServer) -> int:
    """Messages in the queue of the workers."""
    with redis.Redis.from_url(server.url) as client:
        return int(client.llen("celery"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", [healthy, refusing, silent, full, locked])
def test_committing_thread_never_waits_for_the_broker(
    redis_server: RedisServer, broker: Broker
) -> None:
    with broker(redis_server) as url, override_settings(CELERY_BROKER_URL=url):
        plain = [timed_commit(wake=False) for _ in range(40)]
        waking = [timed_commit(wake=True) for _ in range(40)]

    assert statistics.median(waking) - statistics.median(plain) < 0.005
    assert max(waking) < 0.5  # any wait for the broker would be a second or more


def timed_commit(*, wake: bool) -> float:
    """Seconds of one transaction, with or without a poke."""
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if wake:
            poke.wake(TASK)
    return time.perf_counter() - begun


@pytest.mark.django_db(transaction=True)
def test_poke_reaches_the_queue_after_the_commit_and_not_before(redis_server: RedisServer) -> None:
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)):
        with transaction.atomic():
            poke.wake(TASK)
            time.sleep(0.2)
            before = waiting_at(redis_server)
        assert wait_until(lambda: waiting_at(redis_server) == 1, seconds=5, every=0.02)

    assert before == 0


@pytest.mark.django_db(transaction=True)
def test_transaction_that_is_undone_wakes_nobody(redis_server: RedisServer) -> None:
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)), transaction.atomic():
        poke.wake(TASK)
        transaction.set_rollback(True)
    time.sleep(0.2)

    assert (poke.publisher.published, waiting_at(redis_server)) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_commit_notifies_whoever_listens_at_the_database() -> None:
    name = connection.settings_dict["NAME"]
    options = {**connection.get_connection_params(), "autocommit": True}
    del options["cursor_factory"], options["context"]
    with psycopg.connect(**options) as listening, override_settings(CELERY_BROKER_URL=""):
        listening.execute(f"LISTEN {poke.CHANNEL}")

        with transaction.atomic():
            poke.wake(TASK)

        heard = [each.payload for each in listening.notifies(timeout=5, stop_after=1)]

    assert (heard, name[:5]) == ([TASK], "test_")


def test_publisher_recovers_when_the_broker_is_back(redis_server: RedisServer) -> None:
    publisher = poke.Publisher()
    redis_server.stop()
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)):
        publisher.offer(TASK)
        assert wait_until(lambda: publisher.failed == 1, seconds=5, every=0.02)
        redis_server.start()

        publisher.offer(TASK)
        assert wait_until(lambda: waiting_at(redis_server) == 1, seconds=5, every=0.02)


def test_hundred_pokes_while_the_broker_is_slow_become_few(redis_server: RedisServer) -> None:
    publisher = poke.Publisher()
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)):
        for _ in range(100):
            publisher.offer(TASK)
        assert wait_until(lambda: publisher.published >= 1, seconds=5, every=0.02)
        time.sleep(0.2)

    assert waiting_at(redis_server) < 20


def test_full_queue_drops_pokes_and_says_how_many(caplog: pytest.LogCaptureFixture) -> None:
    publisher = poke.Publisher(capacity=2)
    with black_hole() as url, override_settings(CELERY_BROKER_URL=url):
        for _ in range(10):
            publisher.offer(TASK)
            time.sleep(0.01)

    assert publisher.dropped >= 6
    assert "Broker zu langsam: 1 Weckrufe verworfen" in caplog.messages


def test_without_a_broker_there_is_no_thread() -> None:
    publisher = poke.Publisher()
    before = threading.active_count()

    with override_settings(CELERY_BROKER_URL=""):
        publisher.offer(TASK)

    assert threading.active_count() == before


def test_forked_child_publishes_with_a_thread_of_its_own(redis_server: RedisServer) -> None:
    with override_settings(CELERY_BROKER_URL=broker_url(redis_server.url)):
        poke.publisher.offer(TASK)
        assert wait_until(lambda: waiting_at(redis_server) == 1, seconds=5, every=0.02)

        child = os.fork()
        if child == 0:
            poke.publisher.offer(TASK)
            deadline = time.monotonic() + 5
            while poke.publisher.published == 0 and time.monotonic() < deadline:
                time.sleep(0.01)
            os._exit(0)
        os.waitpid(child, 0)

    assert waiting_at(redis_server) == 2
