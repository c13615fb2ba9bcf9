"""What every nasty input must end in: an orderly German page, nothing stored, nothing in the log.

Rows are counted by PostgreSQL itself, for this transaction and whatever a role may see.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from kinderschutz.lib.logs import LineFormatter

TRACES = ("Traceback", "site-packages", "Exception", "psycopg", "SELECT ", 'File "/')
QUIET = frozenset({"django_session"})
"""Tables whose rows are no content: that a session goes on is no change of what is stored."""


def written() -> dict[str, int]:
    """Rows inserted, changed or deleted in this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def changed(before: dict[str, int], *, but: frozenset[str] = QUIET) -> list[str]:
    """Tables in which rows have been written since."""
    return sorted(
        name
        for name, count in written().items()
        if count != before.get(name, 0) and name not in but
    )


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """All log lines as they would be written."""
    return [json.loads(LineFormatter().format(record)) for record in caplog.records]


@contextmanager
def nothing_stored(*, but: frozenset[str] = QUIET) -> Iterator[None]:
    """Inside the block no row is written."""
    before = written()
    yield
    found = changed(before, but=but)
    assert found == [], found


def assert_orderly(answer: Any, *statuses: int) -> str:
    """A page of ours with one of these statuses, and no trace of the machinery; its text."""
    assert answer.status_code in statuses, answer.status_code
    text = str(answer.content.decode())
    assert [trace for trace in TRACES if trace in text] == []
    if answer.headers.get("Content-Type", "").startswith("text/html") and text:
        assert '<html lang="de"' in text
    return text


def assert_quiet(caplog: pytest.LogCaptureFixture, *values: str) -> None:
    """No log line says what was typed, and none tells of a fault of ours; refusals may be told."""
    found = lines(caplog)
    said = json.dumps(found, ensure_ascii=False) + json.dumps(found)
    assert [value for value in values if len(value) > 3 and value in said] == []
    loud = [line for line in found if line["level"] in {"error", "critical"}]
    assert [line for line in loud if not line["logger"].startswith("django.security")] == []


def faults_named(page: str) -> list[str]:
    """The sentences of the summary of faults."""
    summary = re.search(r"data-error-summary.*?</ul>", page, re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", "", item).split())
        for item in re.findall(r"<li.*?</li>", summary[0] if summary else "", re.DOTALL)
    ]
