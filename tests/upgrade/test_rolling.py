"""An update while people report: no receipt without its concern, nobody waits for long."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.portal import free_port
from tests.faults.reporter import Reporter
from tests.fixtures.district import ADA
from tests.fixtures.smtp import SmtpSink
from tests.upgrade.load import Load
from tests.upgrade.portals import (
    PREVIOUS,
    ROOT,
    applied,
    database_name,
    empty_database,
    environment_for,
    last_release,
    manage,
    run,
    start,
    web,
)

UNSENT = "SELECT count(*) FROM network_delivery WHERE kind = 'notice' AND sent_at IS NULL"
LONGEST = 5.0
"""Seconds that a request may take, or fail, while the tables change."""

TO_PREVIOUS = """
import json, sys
import django
django.setup()
from django.core.management import call_command
for app, name in json.loads(sys.argv[1]).items():
    call_command("migrate", app, name, verbosity=0)
for app in ("guardian", "sessions"):
    call_command("migrate", app, verbosity=0)
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
]


@pytest.fixture
def database() -> Iterator[Database]:
    with empty_database(database_name("upgrade")) as made:
        yield made


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.open() as line:
        return line.execute(query.encode()).fetchall()


def waits_for_a_lock(line: "psycopg.Connection[tuple[Any, ...]]") -> bool:
    """Whether anybody in this database does."""
    found = line.execute(
        "SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return found.fetchone() is not None


def at_previous(database: Database, env: dict[str, str]) -> None:
    """The tables of the last release, made by this code's own migrations."""
    run(ROOT, env, "-c", TO_PREVIOUS, json.dumps(PREVIOUS["migrations"]))
    with database.open() as line:
        line.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {database.application}".encode())


def test_people_report_while_the_last_release_becomes_this_one(
    database: Database, tmp_path: Path, smtp_sink: SmtpSink
) -> None:
    before = last_release(tmp_path / "before")
    env = environment_for(database, tmp_path, EMAIL_URL=smtp_sink.url)
    manage(before, env, "prepare")
    ports = free_port(), free_port()
    loads = []

    def load_on(port: int) -> Load:
        load = Load(port)
        loads.append(load)
        load.start()
        return load

    with web(before, env, ports[0], tmp_path / "before.log"):
        old = load_on(ports[0])
        assert wait_until(lambda: len(old.receipts) >= 2, seconds=30), old.faults
        manage(ROOT, env, "prepare")  # the tables change under the old code
        updated = len(old.receipts)
        with web(ROOT, env, ports[1], tmp_path / "after.log"):
            new = load_on(ports[1])
            assert wait_until(
                lambda: len(old.receipts) >= updated + 3 and len(new.receipts) >= 3, seconds=60
            ), (old.faults, new.faults)
            old.stop()
            new.stop()

    def everything_is_sent() -> bool:
        manage(ROOT, env, "relay", "--once")
        return rows(database, UNSENT) == [(0,)]

    assert wait_until(everything_is_sent, seconds=90, every=1)
    receipts = {each for load in loads for each in load.receipts}
    stored = {each for (each,) in rows(database, "SELECT reference FROM cases_concern")}
    assert receipts <= stored
    assert [load.faults for load in loads] == [[], []]
    assert max(load.longest for load in loads) < LONGEST
    told = rows(
        database,
        "SELECT c.reference, count(DISTINCT n.id), count(d.id) FILTER (WHERE d.sent_at IS NULL),"
        " count(d.id) FILTER (WHERE d.channel = 'email')"
        " FROM cases_concern c JOIN cases_notice n ON n.concern_id = c.id"
        " JOIN network_delivery d ON d.message_id = n.id AND d.kind = 'notice' GROUP BY 1",
    )
    assert receipts <= {reference for reference, *_ in told}
    assert [each for each in told if each[1] == 0 or each[2] != 0 or each[3] == 0] == []
    assert len(smtp_sink.envelopes) >= len(receipts)


def test_new_code_before_old_tables_says_that_it_is_being_updated(
    database: Database, tmp_path: Path
) -> None:
    env = environment_for(database, tmp_path, EMAIL_URL="smtp://127.0.0.1:9")
    at_previous(database, env)

    with web(ROOT, env, free_port(), tmp_path / "web.log") as browser:
        page = browser.get("/anmelden/")
        sent = browser.post("/mitteilung/neu/")
        assert (page.status, page.headers["retry-after"]) == (503, "5")
        assert "wird gerade aktualisiert" in page.text
        assert sent.status == 503
        assert browser.get("/readyz").status == 503

        manage(ROOT, env, "prepare")

        assert browser.get("/anmelden/").status == 200  # the same process, not started again
        person = Reporter(ADA, browser)
        person.log_in()
        receipt = person.report()
    assert (receipt,) in rows(database, "SELECT reference FROM cases_concern")


def test_a_table_in_use_holds_up_the_update_and_nobody_else(
    database: Database, tmp_path: Path
) -> None:
    env = environment_for(database, tmp_path, EMAIL_URL="smtp://127.0.0.1:9")
    at_previous(database, env)
    waited: list[float] = []

    with database.open() as reader, database.open() as other:
        with reader.transaction():
            reader.execute("SELECT count(*) FROM cases_draft")
            updating = start(env, "migrate")
            assert wait_until(lambda: waits_for_a_lock(other), seconds=60)
            end = time.monotonic() + 4
            while time.monotonic() < end:
                begun = time.monotonic()
                other.execute("SELECT count(*) FROM cases_draft")
                waited.append(time.monotonic() - begun)
                time.sleep(0.05)
            assert updating.poll() is None
        said = updating.communicate(timeout=60)[0]

    assert updating.returncode == 0
    assert "gerade gesperrt" in said
    assert max(waited) < 2.5
    assert {f"{app}.{name}" for app, name in PREVIOUS["migrations"].items()} < applied(database)
