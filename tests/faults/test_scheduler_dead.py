"""F3, F4: a child of the worker dies, or beat does: letters and ladder go on in time."""

import os
import signal
from collections import Counter
from contextlib import suppress

import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.chaos.ladder import Ladder
from tests.faults.portal import BEAT, BROKER, DATABASE, RELAYS, WEB, WORKER, Portal, wait_for
from tests.faults.reporter import Browser, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA

LATEST_STEP_SECONDS = 60.0
OPEN = "SELECT count(*) FROM network_delivery WHERE sent_at IS NULL AND failed_at IS NULL"
BORNHEIM = "eingang@jugendamt-bornheim.example"


def test_without_beat_and_worker_the_relay_takes_every_step_in_time(portal: Portal) -> None:
    portal.start(DATABASE, WEB, RELAYS[0])
    ada = Reporter(ADA, Browser(portal.port))
    ada.log_in()
    for _ in range(5):
        ada.report()
    ladder = Ladder(portal.cluster)
    for _ in range(5):
        ladder.let_one_fall_due()

    assert wait_until(lambda: None not in ladder.lateness(), seconds=90, every=0.5)
    assert len(ladder.steps) == 5
    assert max(each or 0.0 for each in ladder.lateness()) <= LATEST_STEP_SECONDS
    assert ladder.taken_twice() == 0


@pytest.mark.long
def test_without_a_relay_worker_and_beat_take_every_step_in_time(portal: Portal) -> None:
    portal.start(DATABASE, BROKER, WEB, WORKER, BEAT)
    ada = Reporter(ADA, Browser(portal.port))
    ada.log_in()
    ada.report()
    ladder = Ladder(portal.cluster)
    ladder.let_one_fall_due()

    assert wait_until(lambda: None not in ladder.lateness(), seconds=90, every=0.5)
    assert len(ladder.steps) == 1
    assert max(each or 0.0 for each in ladder.lateness()) <= LATEST_STEP_SECONDS


def test_letters_in_the_hands_of_a_killed_child_are_sent_by_another(
    portal: Portal, mail: FaultySink
) -> None:
    portal.start(DATABASE, BROKER, WEB, WORKER, BEAT)
    wait_for(portal, OPEN, wanted=0, seconds=60)
    before = portal.offspring(WORKER)
    mail.after_accepting(BORNHEIM, lambda _: kill_each(portal.offspring(WORKER)))
    ada = Reporter(ADA, Browser(portal.port))
    ada.log_in()
    for _ in range(4):
        ada.report()

    wait_for(portal, OPEN, wanted=0, seconds=90)
    times = Counter(str(each.message["Message-ID"]) for each in mail.envelopes)
    assert not set(before) & set(portal.offspring(WORKER))
    assert sum(number > 1 for number in times.values()) <= 1  # the one that was in flight


def kill_each(pids: list[int]) -> None:
    """kill -9 for each."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
