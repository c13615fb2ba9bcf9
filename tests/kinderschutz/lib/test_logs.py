"""A log line tells what and where, never what somebody wrote."""

import json
import logging
import os
import subprocess
import sys
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from kinderschutz.lib.log_fields import FIELDS, Known, bound
from kinderschutz.lib.logs import LineFormatter, to_standard_output
from network.models import Network
from tests.factories import network as make

CANARY = "Kind Kanarius"
KEY = UUID("00000000-0000-4000-8000-000000000000")


def line_of(**record: Any) -> dict[str, Any]:
    text = LineFormatter().format(logging.makeLogRecord({"name": "network.post", **record}))
    assert "\n" not in text
    line = json.loads(text)
    assert isinstance(line, dict)
    return line


def test_a_line_is_one_json_object() -> None:
    line = line_of(levelname="INFO", msg="sent %s\nnext", args=(42,), created=0)

    assert line == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "network.post",
        "message": "sent 42\nnext",
    }


def test_an_exception_is_named_by_type_and_place_without_its_text() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError:
        line = line_of(msg="failed", exc_info=sys.exc_info())

    assert line["exception"] == ["builtins.ValueError", "builtins.KeyError"]
    assert str(line["places"]).count(__file__) == 1
    assert CANARY not in json.dumps(line)


def test_a_note_on_an_exception_is_not_written() -> None:
    try:
        fault = ValueError("x")
        fault.add_note(CANARY)
        raise fault
    except ValueError:
        line = line_of(msg="failed", exc_info=sys.exc_info())

    assert CANARY not in json.dumps(line)


@pytest.mark.django_db
def test_the_row_that_a_database_error_quotes_is_not_written() -> None:
    make.make_network(make.make_office("kreis", granted=False))
    network = Network.objects.get()
    with (
        pytest.raises(IntegrityError, match=CANARY) as raised,  # the DETAIL quotes the row
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO network_outsidedistrict (id, name) VALUES (%s, %s)", [network.pk, CANARY]
        )

    line = line_of(msg="failed: %s", args=(raised.value,), exc_info=raised._excinfo)
    assert line["message"] == "failed: IntegrityError"
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize("name", ["child", "name", "request", "sql", "params", "data", "email"])
def test_what_is_not_on_the_list_is_dropped_and_counted(name: str) -> None:
    line = line_of(msg="saved", **{name: CANARY})

    assert name not in line
    assert line["dropped"] == 1


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_listed_field_does_not_take_a_name_either(name: str) -> None:
    line = line_of(msg="saved", **{name: "Kanarius"})

    assert "Kanarius" not in json.dumps(line)
    assert line["dropped"] == 1


def test_listed_fields_are_written() -> None:
    line = line_of(
        msg="request",
        method="POST",
        route=Known("cases:step"),
        status=302,
        ms=12.34567,
        actor=KEY,
        reference="KS-7F3K-9QX2-MB4D",
    )

    assert line["method"] == "POST"
    assert (line["route"], line["status"], line["ms"]) == ("cases:step", 302, 12.346)
    assert (line["actor"], line["reference"]) == (str(KEY), "KS-7F3K-9QX2-MB4D")
    assert "dropped" not in line


class Step(Enum):
    LATE = CANARY


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        (CANARY, "…"),
        ([CANARY], "…"),
        ({"name": CANARY}["name"], "…"),
        (CANARY.encode(), "…"),
        (ValueError(CANARY), "ValueError"),
        (ValueError, "ValueError"),
        (Step.LATE, "LATE"),
        (KEY, str(KEY)),
        (7, "7"),
        (Known("cases_notice.content"), "cases_notice.content"),
        ("KS-7F3K-9QX2-MB4D", "KS-7F3K-9QX2-MB4D"),
    ],
)
def test_arguments_of_a_message(argument: object, written: str) -> None:
    assert line_of(msg="it was %s", args=(argument,))["message"] == f"it was {written}"


def test_a_hidden_argument_where_a_number_belongs_leaves_the_bare_message() -> None:
    assert line_of(msg="%d letters", args=(CANARY,))["message"] == "%d letters"


def test_celery_tells_which_task_it_was_but_no_arguments() -> None:
    line = line_of(
        name="celery.app.trace",
        msg="Task %(name)s[%(id)s] %(args)s",
        args={"name": "network.tasks.deliver_due", "id": str(KEY), "args": CANARY},
    )

    assert line["message"] == f"Task network.tasks.deliver_due[{KEY}] …"


def test_a_finished_sentence_of_another_library_is_hidden() -> None:
    line = line_of(name="library", msg=f"cannot read {CANARY}")

    assert (line["message"], line["dropped"]) == ("…", 1)


def test_lines_inside_a_block_carry_what_it_has_bound() -> None:
    with bound(request_id=KEY, name=CANARY):
        line = line_of(msg="saved")

    assert line["request_id"] == str(KEY)
    assert CANARY not in json.dumps(line)
    assert "request_id" not in line_of(msg="saved")


SPEAK = """
import logging, sys
import kinderschutz.celery
kinderschutz.celery.app.log.setup(loglevel="DEBUG")
for name in sys.argv[2:]:
    logging.getLogger(name).error("failed for %s", sys.argv[1])
"""
LOGGERS = ["django", "django.request", "gunicorn.error", "celery.worker", "multiprocessing", "x"]


def test_every_logger_of_a_worker_writes_such_lines() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK, CANARY, *LOGGERS],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["logger"] for line in lines] == LOGGERS
    assert {line["message"] for line in lines} == {"failed for …"}
    assert done.stderr == ""


def test_no_logger_has_a_handler_of_its_own() -> None:
    loggers = to_standard_output("INFO")["loggers"]

    assert isinstance(loggers, dict)
    assert [name for name, each in loggers.items() if each["handlers"]] == []
