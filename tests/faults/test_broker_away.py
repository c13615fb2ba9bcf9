"""F5: Redis is away in every way it can be. Nobody who reports notices, and the letters go out."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.portal import BROKER, DATABASE, RELAYS, WEB, Portal, held_up
from tests.faults.reporter import Browser, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA

REPORTS = 8
RECEIPT_SECONDS, LONGEST_SECONDS, MAIL_SECONDS = 1.5, 3.0, 60.0
MAILS = "SELECT count(*) FROM network_delivery WHERE channel = 'email' AND sent_at IS NULL"


@contextmanager
def killed(portal: Portal) -> Iterator[None]:
    """Gone, and what it held with it."""
    portal.kill(BROKER)
    yield


@contextmanager
def flushed(portal: Portal) -> Iterator[None]:
    """Emptied behind everybody's back."""
    with redis.Redis.from_url(portal.env["REDIS_URL"]) as client:
        client.flushall()
    yield


@contextmanager
def silent(portal: Portal) -> Iterator[None]:
    """Takes connections and never answers."""
    with held_up([portal.pid(BROKER)]):
        yield


@contextmanager
def full(portal: Portal) -> Iterator[None]:
    """Has no memory left."""
    with redis.Redis.from_url(portal.env["REDIS_URL"]) as client:
        client.config_set("maxmemory", "1")
    yield


@contextmanager
def locked(portal: Portal) -> Iterator[None]:
    """Wants another password, also of who is connected."""
    with redis.Redis.from_url(portal.env["REDIS_URL"]) as client:
        client.config_set("requirepass", "anders")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
    yield


@pytest.mark.parametrize("away", [killed, flushed, silent, full, locked])
def test_reports_are_received_at_once_and_their_letters_go_out(
    portal: Portal, mail: FaultySink, away: object
) -> None:
    assert callable(away)
    portal.start(DATABASE, BROKER, WEB, RELAYS[0])
    ada = Reporter(ADA, Browser(portal.port, patience=LONGEST_SECONDS))
    Reporter(ADA, Browser(portal.port)).log_in()
    took = []
    with away(portal):
        ada.log_in()
        for _ in range(REPORTS):
            key = ada.begin()
            ada.fill(key)
            begun = time.perf_counter()
            ada.send(key)
            took.append(time.perf_counter() - begun)
        sent = wait_until(
            lambda: portal.cluster.ask(MAILS)[0][0] == 0, seconds=MAIL_SECONDS, every=0.2
        )

    assert sent, portal.log.tail()
    assert len(mail.envelopes) >= 2 * REPORTS
    assert statistics.quantiles(took, n=20)[-1] <= RECEIPT_SECONDS
    assert set(ada.browser.answers) <= {"200", "302", "trace"}
