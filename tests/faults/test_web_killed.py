"""F1: kill -9 for the web server at the three moments that matter; the repeat gives one receipt."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kinderschutz.lib.runtime.postgres import PORT
from tests.faults.cluster import copied
from tests.faults.gate import Gate, Way
from tests.faults.portal import DATABASE, WEB, Portal
from tests.faults.reporter import Browser, NoAnswer, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA, concerns_of

INSERT, COMMIT = b'INSERT INTO "cases_concern"', b"COMMIT"
BEFORE_INSERT, BEFORE_COMMIT, AFTER_COMMIT = "before INSERT", "before COMMIT", "after COMMIT"


class Assassin:
    """Watches the line to the database and acts at one moment of storing a concern, once."""

    def __init__(self, moment: str, act: Callable[[], None]) -> None:
        self._moment, self._act = moment, act
        self._storing: object = None
        self._committing = False
        self.has_acted = False

    def __call__(self, connection: object, way: Way, data: bytes) -> bool:
        """Whether these bytes may pass."""
        if self.has_acted:
            return self._moment == AFTER_COMMIT
        if way is Way.TO_SERVER and INSERT in data:
            self._storing = connection
            return self._pass_unless(BEFORE_INSERT)
        if connection is not self._storing:
            return True
        if way is Way.TO_SERVER and COMMIT in data:
            self._committing = True
            return self._pass_unless(BEFORE_COMMIT)
        return self._pass_unless(AFTER_COMMIT) if self._committing else True

    def _pass_unless(self, moment: str) -> bool:
        if moment != self._moment:
            return True
        self.has_acted = True
        self._act()
        return False


@pytest.fixture
def gate(prepared_cluster: Path, mail: FaultySink) -> Iterator[tuple[Gate, Portal]]:
    """A portal that reaches its database through a gate."""
    cluster = copied(prepared_cluster)
    front = cluster.places.run / "gate"
    front.mkdir(mode=0o700)
    gate = Gate(front=front, real=cluster.ground.socket, port=str(PORT))
    url = cluster.environment(1)["DATABASE_URL"].replace(
        quote(str(cluster.ground.socket), safe="/"), quote(str(front), safe="/")
    )
    portal = Portal(cluster, mail=mail.url, DATABASE_URL=url)
    gate.open()
    yield gate, portal
    print(portal.log.tail())  # noqa: T201 shown with a failure
    gate.end()
    portal.end()


@pytest.mark.parametrize(
    ("moment", "stored"), [(BEFORE_INSERT, 0), (BEFORE_COMMIT, 0), (AFTER_COMMIT, 1)]
)
def test_the_repeat_gives_one_receipt_for_one_concern(
    gate: tuple[Gate, Portal], moment: str, stored: int
) -> None:
    line, portal = gate
    portal.start(DATABASE, WEB)
    ada = Reporter(ADA, Browser(portal.port))
    ada.log_in()
    key = ada.begin()
    ada.fill(key)
    line.watch = Assassin(moment, lambda: os.killpg(portal.pid(WEB), signal.SIGKILL))

    with pytest.raises(NoAnswer):
        ada.send(key)
    line.watch = None
    after_the_kill = concerns_of(portal, key)
    portal.kill(WEB)
    portal.start(WEB)
    receipts = {ada.send(key) for _ in range(3)}

    assert after_the_kill == stored
    assert len(receipts) == concerns_of(portal, key) == 1
