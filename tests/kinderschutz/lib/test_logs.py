"""A log line tells what and where, never what somebody wrote."""

import json
import logging
import sys

import pytest

from kinderschutz.lib.logs import LineFormatter

CANARY = "Kind Kanarius"


def formatted(record: logging.LogRecord) -> dict[str, object]:
    text = LineFormatter().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert isinstance(line, dict)
    return line


def test_a_line_is_one_json_object() -> None:
    record = logging.makeLogRecord(
        {"name": "post", "levelname": "INFO", "msg": "sent %s\nnext", "args": ("42",), "created": 0}
    )

    assert formatted(record) == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "post",
        "message": "sent 42\nnext",
    }


def test_an_exception_is_named_by_type_and_place_without_its_text() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})

    line = formatted(record)

    assert line["exception"] == ["builtins.ValueError", "builtins.KeyError"]
    assert str(line["places"]).count(__file__) == 1
    assert CANARY not in json.dumps(line)


def test_a_warning_of_python_is_a_line_too(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("py.warnings").warning("%s", "text")

    assert formatted(caplog.records[0])["message"] == "text"
