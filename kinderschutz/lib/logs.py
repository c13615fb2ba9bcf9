"""Log lines without contents: one JSON object per line, exceptions by type and place.

The message of an exception is left out: a database error quotes the row, a form error the input.
What else a line may carry is listed in `log_fields`.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

from kinderschutz.lib.log_fields import HIDDEN, admitted, argument, bound_fields

FRAMES = 6  # innermost places of an exception that are worth a line
OURS = frozenset({"kinderschutz", "network", "agreements", "cases"})
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """Time (UTC), level, logger, message, listed fields; of an exception types and last places."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON; `dropped` counts what the list of fields does not allow."""
        message, hidden = _message(record)
        extra = {key: value for key, value in vars(record).items() if key not in _OF_EVERY_RECORD}
        fields, dropped = admitted({**bound_fields(), **extra})
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
            **fields,
        }
        if hidden + dropped:
            line["dropped"] = hidden + dropped
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = exception_types(record.exc_info[1])
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> tuple[str, int]:
    """The message with its harmless arguments, and how many things were hidden.

    A message of others without arguments may have been put together before, so it is hidden whole.
    """
    template = record.msg if isinstance(record.msg, str) else HIDDEN
    if not record.args:
        is_ours = record.name.partition(".")[0] in OURS
        return (template, 0) if is_ours else (HIDDEN, 1)
    safe: dict[str, object] | tuple[object, ...]
    if isinstance(record.args, Mapping):
        safe = {name: argument(value, str(name)) for name, value in record.args.items()}
        hidden = list(safe.values()).count(HIDDEN)
    else:
        safe = tuple(argument(value) for value in record.args)
        hidden = safe.count(HIDDEN)
    try:
        return template % safe, hidden
    except (TypeError, ValueError, KeyError):  # a hidden value has no digits for %d
        return template, hidden


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
    """For Django's LOGGING, gunicorn and Celery: every logger writes such lines, or none at all."""
    through: dict[str, object] = {"handlers": [], "propagate": True}
    out = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": LineFormatter}},
        "handlers": {"out": out},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": through,
            "django.server": through,
            # Refusals stand in the line of their request already.
            "django.request": {**through, "level": "ERROR"},
            "gunicorn.error": {**through, "level": "WARNING"},
            "gunicorn.access": {**through, "level": "CRITICAL"},
            "celery": {**through, "level": "WARNING"},
            "kombu": {**through, "level": "WARNING"},
        },
    }
