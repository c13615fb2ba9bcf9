"""Many people on few connections, while statements fail and sessions die: nobody sees a foreign
row, and nobody finds the own ones gone.

Half of the requests go to pages without the first wall (tests/faults/unfiltered).
"""

import json
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from kinderschutz.lib.runtime.environment import project_directory
from tests.faults.cluster import copied
from tests.faults.crowd import VISITOR, Crowd, Someone, Visit, arrive
from tests.faults.portal import BROKER, DATABASE, WEB, Portal
from tests.faults.reporter import Browser, NoAnswer

CLIENTS, ABORTED_OF = 8, 40
DISTURB_SECONDS = 0.25
DISTURB = """
SELECT pid, backend_start::text, CASE WHEN random() < 0.5 THEN pg_terminate_backend(pid)
    ELSE pg_cancel_backend(pid) END
FROM pg_stat_activity WHERE usename = 'ks_app' ORDER BY random() LIMIT 1
"""
BACK_ENDS = "SELECT pid, backend_start::text FROM pg_stat_activity WHERE usename = 'ks_app'"


@pytest.fixture(scope="module")
def unfiltered(prepared_cluster: Path) -> Iterator[Portal]:
    """gunicorn with four threads, each of which keeps its connection between requests."""
    portal = Portal(
        copied(prepared_cluster),
        mail="smtp://127.0.0.1:1",  # nobody delivers
        DJANGO_SETTINGS_MODULE="tests.faults.unfiltered.settings",
        PYTHONPATH=str(project_directory()),
        GUNICORN_CMD_ARGS="--workers=2 --threads=2",
    )
    portal.start(DATABASE, BROKER, WEB)
    yield portal
    print(portal.log.tail(5))  # noqa: T201 shown with a failure
    portal.end()


@pytest.fixture(scope="module")
def crowd(unfiltered: Portal) -> Crowd:
    """Everybody, signed in."""
    return arrive(unfiltered)


class Load:
    """So many requests, by eight clients, each in the name of whoever has their turn."""

    def __init__(self, portal: Portal, crowd: Crowd, requests: int, *, seed: int) -> None:
        self.portal, self.crowd, self.seed = portal, crowd, seed
        self.left = requests
        self.faults: list[str] = []
        self.count: Counter[str] = Counter()
        self.back_ends: set[tuple[object, ...]] = set()
        self._lock = threading.Lock()

    def run(self) -> None:
        """Until every request was sent, in the company of somebody who disturbs."""
        clients = [threading.Thread(target=self._client, args=(n,)) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        while any(client.is_alive() for client in clients):
            self._disturb()
            time.sleep(DISTURB_SECONDS)

    def _client(self, number: int) -> None:
        chance = random.Random(self.seed + number)
        while self._may_ask():
            who = chance.choice(self.crowd.people)
            visit = self.crowd.visit(who, chance)
            if chance.randrange(ABORTED_OF) == 0:
                self._abort(who, visit)
                continue
            self._ask(who, visit)

    def _may_ask(self) -> bool:
        with self._lock:
            self.left -= 1
            return self.left >= 0

    def _ask(self, who: Someone, visit: Visit) -> None:
        browser = Browser(self.portal.port, cookies=dict(who.cookies))
        try:
            page = browser.post(visit.path) if visit.is_post else browser.get(visit.path)
        except NoAnswer:
            self._tell("none", [])
            return
        faults = list(self.crowd.faults(who, visit, page))
        if browser.answers["trace"]:
            faults.append(f"{who.name} sees a trace at {visit.path}")
        kind = "raw " if visit.is_raw else ""
        self._tell(f"{kind}{page.status}", faults)

    def _abort(self, who: Someone, visit: Visit) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
        lines = (
            f"GET {visit.path} HTTP/1.1",
            f"Host: localhost:{self.portal.port}",
            f"Cookie: {cookies}",
        )
        with suppress(OSError):
            line = socket.create_connection(("127.0.0.1", self.portal.port), timeout=5)
            line.sendall("\r\n".join((*lines, "", "")).encode())
            line.close()
        self._tell("aborted", [])

    def _tell(self, kind: str, faults: list[str]) -> None:
        with self._lock:
            self.count[kind] += 1
            self.faults += faults

    def _disturb(self) -> None:
        with suppress(psycopg.Error):
            self.back_ends |= set(self.portal.cluster.ask(BACK_ENDS))
            self.count["disturbed"] += len(self.portal.cluster.ask(DISTURB))


def loaded(portal: Portal, crowd: Crowd, requests: int) -> Load:
    """The load, after it has run, with its figures on standard error."""
    load = Load(portal, crowd, requests, seed=random.randrange(2**32))
    begun = time.monotonic()
    load.run()
    figures = {
        "requests": requests,
        "seconds": round(time.monotonic() - begun),
        "back_ends": len(load.back_ends),
        "faults": sorted(set(load.faults))[:20],
        "seed": load.seed,
        **dict(sorted(load.count.items())),
    }
    sys.stderr.write(json.dumps(figures) + "\n")
    return load


def test_the_same_few_connections_show_each_their_own(unfiltered: Portal, crowd: Crowd) -> None:
    load = loaded(unfiltered, crowd, 1_500)

    assert load.faults == []
    assert load.count["raw 200"] > 150
    assert load.count["500"] > 50
    assert load.count["404"] > 50
    assert load.count["disturbed"] > 10
    assert len(load.back_ends) * 5 < 1_500


@pytest.mark.long
def test_twenty_thousand_requests_without_a_leak(unfiltered: Portal, crowd: Crowd) -> None:
    load = loaded(unfiltered, crowd, 20_000)

    assert load.faults == []
    assert load.count["raw 200"] > 2_000
    assert load.count["disturbed"] > 100
    assert len(load.back_ends) * 5 < 20_000


def test_a_foreign_row_would_be_found(unfiltered: Portal, crowd: Crowd) -> None:
    """The measure itself: what one person may see is judged as if another had asked."""
    ben, carla = (each for each in crowd.people if each.name[:4] in {"ben.", "carl"})
    visit = Visit("/roh/klartext/", is_raw=True)
    page = Browser(unfiltered.port, cookies=dict(ben.cookies)).get(visit.path)

    assert list(crowd.faults(ben, visit, page)) == []
    assert len(list(crowd.faults(carla, visit, page))) >= 2
    assert [each.name for each in crowd.people if not each.concerns] == [VISITOR]
