"""The broker refuses, swallows or forgets: reports are accepted at once and delivered."""

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.test import override_settings

from kinderschutz.lib import poke
from kinderschutz.lib.env import broker_url
from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Delivery
from tests.faults.sink import FaultySink
from tests.faults.test_relay import relay
from tests.fixtures.district import District
from tests.fixtures.redis import RedisServer
from tests.flows.reports import ada_reports

Broken = Callable[[RedisServer], AbstractContextManager[str]]
REPORTS = 10
EXTRA_SECONDS = 0.05


@contextmanager
def refusing(_server: RedisServer) -> Iterator[str]:
    """A port where nobody listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def black_hole(_server: RedisServer) -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as taken:
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@contextmanager
def forgetful(server: RedisServer) -> Iterator[str]:
    """A Redis that is emptied behind everybody's back."""
    yield broker_url(server.url)
    server.flush()


def seconds_per_report(district: District) -> float:
    """The median time in which a report is accepted."""
    took = []
    for _ in range(REPORTS):
        begun = time.perf_counter()
        ada_reports(district)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", [refusing, black_hole, forgetful])
def test_ten_reports_are_accepted_at_once_and_delivered(
    district: District, sink: FaultySink, redis_server: RedisServer, broken: Broken
) -> None:
    usual = seconds_per_report(district)
    with broken(redis_server) as url, override_settings(CELERY_BROKER_URL=url):
        poke.publisher.reset()
        now = seconds_per_report(district)
    poke.publisher.reset()

    due = Delivery.objects.filter(channel="email").count()
    with relay(sink):
        wait_until(lambda: len(sink.envelopes) >= due, seconds=60)

    assert due >= 2 * REPORTS
    assert len(sink.envelopes) == due
    assert now - usual < EXTRA_SECONDS
