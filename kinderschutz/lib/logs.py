"""Log lines without contents: one JSON object per line, exceptions by type and place.

The message of an exception is left out: a database error quotes the row, a form error the input.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

FRAMES = 6  # innermost places of an exception that are worth a line


class LineFormatter(logging.Formatter):
    """Time (UTC), level, logger, message; of an exception its types and its last places."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = exception_types(record.exc_info[1])
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def exception_types(error: BaseException) -> list[str]:
    """The type of `error` and of what caused it, outermost first, never their text."""
    types: list[str] = []
    link: BaseException | None = error
    while link is not None and len(types) < FRAMES:
        types.append(f"{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or link.__context__
    return types


def places(trace: TracebackType | None) -> list[str]:
    """The innermost places of a traceback as `file:line function`."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def to_standard_output(level: str) -> dict[str, object]:
    """For Django's LOGGING: every logger, Django's own included, writes such lines."""
    out = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}
    through = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": LineFormatter}},
        "handlers": {"out": out},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {"django": through, "django.server": through},
    }
