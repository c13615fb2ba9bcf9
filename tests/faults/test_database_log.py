"""What people enter stands in no log of PostgreSQL: neither with errors nor slow statements."""

import contextlib
import re
from pathlib import Path

import psycopg
import pytest

from tests.faults.cluster import QUIET, Cluster, new_home

WORD = re.compile(r"Kanari\d{3}")
TALKATIVE = {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
}
FAILING = (
    ("INSERT INTO entered VALUES (%s)", "Kanari951"),  # twice: the detail quotes the key
    ("SELECT %s::text::int", "Kanari952"),  # the message quotes the value
    ("SELECT pg_sleep(0.3), %s::text", "Kanari953"),  # slow
    ("SELECT 'Kanari954'::text FROM nowhere", None),
    ("DO $$ BEGIN RAISE WARNING 'Kanari955'; END $$", None),
)


@pytest.fixture
def home() -> Path:
    return new_home()


def logged(home: Path, **options: str) -> str:
    """What the server writes while statements with words fail and take long."""
    cluster = Cluster.at(home)
    server = cluster.server(logging_collector="on", log_filename="entered.log", **options)
    server.start(QUIET)
    try:
        server.wait_ready(lambda: False)
        cluster.settle()
        cluster.ask("CREATE TABLE entered (a text PRIMARY KEY)")
        for statement, word in (*FAILING, *FAILING):
            with contextlib.suppress(psycopg.Error):
                cluster.ask(statement, *([word] if word else []))
    finally:
        server.ask_to_end()
        server.await_end()
    written = (home.glob("**/log/entered.log"), cluster.ground.data.glob("log/entered.log"))
    texts = [each.read_text() for found in written for each in found]
    cluster.remove()
    assert texts
    return "".join(texts)


def test_as_the_portal_runs_it_no_word_is_written(home: Path) -> None:
    assert WORD.findall(logged(home)) == []


def test_with_the_settings_of_the_house_turned_off_they_would_be(home: Path) -> None:
    assert set(WORD.findall(logged(home, **TALKATIVE))) == {
        f"Kanari95{number}" for number in range(1, 6)
    }
