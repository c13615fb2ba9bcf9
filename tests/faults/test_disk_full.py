"""F7: the database's disk is full. Reports are refused, none that was received is lost."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.cluster import copied, new_home
from tests.faults.portal import DATABASE, WEB, Portal
from tests.faults.reporter import Broken, Browser, NoAnswer, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA, received
from tests.fixtures.unverifiable import cannot_check

DISK = "160m"
REFUSALS, MOST_REPORTS = 3, 400
RECOVERY_SECONDS = 30.0
KNOWN = "SELECT idempotency_key::text, reference FROM cases_concern"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system in memory that is soon full."""
    home = new_home()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0711", "tmpfs", str(home)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        home.rmdir()
        cannot_check("kein eigenes kleines Dateisystem (mount als root)")
    yield home
    subprocess.run(["umount", "-l", str(home)], check=True)
    shutil.rmtree(home, ignore_errors=True)


def test_what_was_received_is_there_and_the_rest_was_refused(
    prepared_cluster: Path, mail: FaultySink, small_disk: Path
) -> None:
    portal = Portal(copied(prepared_cluster, small_disk), mail=mail.url)
    try:
        portal.start(DATABASE, WEB)
        ada = Reporter(ADA, Browser(portal.port))
        ada.log_in()
        keys = [begun(ada) for _ in range(REFUSALS)]
        junk = fill(small_disk)
        receipts, refused = report_until_refused(ada, keys)
        junk.unlink()
        wait_until(lambda: goes_on(portal), seconds=RECOVERY_SECONDS, every=0.5)

        assert refused >= REFUSALS
        assert wait_until(lambda: all(received(ada, key) for key in keys), seconds=60, every=1)
        known = {(str(key), str(reference)) for key, reference in portal.cluster.ask(KNOWN)}
        assert receipts <= known
        assert set(ada.browser.answers) <= {"200", "302", "503", "none", "trace"}
        assert ada.browser.answers["trace"] == 0
    finally:
        print(portal.log.tail())  # noqa: T201 shown with a failure
        portal.end()


def begun(ada: Reporter) -> str:
    """A report that is written and not sent."""
    key = ada.begin()
    ada.fill(key)
    return key


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    junk = disk / "junk"
    with junk.open("wb", buffering=0) as file:
        size = 1 << 20
        while size >= 512:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    return junk


def report_until_refused(ada: Reporter, waiting: list[str]) -> tuple[set[tuple[str, str]], int]:
    """Send what waits, then new reports, until some were refused; receipts, and how many were."""
    receipts: set[tuple[str, str]] = set()
    refused, number = 0, 0
    while refused < REFUSALS and number < MOST_REPORTS:
        number += 1
        try:
            key = waiting[number - 1] if number <= len(waiting) else begun(ada)
            receipts.add((key, ada.send(key)))
        except (Broken, NoAnswer):
            refused += 1
            time.sleep(0.2)
    return receipts, refused


def goes_on(portal: Portal) -> bool:
    """Start the database again if the full disk has ended it; whether it answers."""
    if not portal.runs(DATABASE):
        portal.children[DATABASE].bury()
        portal.launch(DATABASE)
    try:
        return bool(portal.cluster.ask("SELECT 1"))
    except psycopg.Error:
        return False
