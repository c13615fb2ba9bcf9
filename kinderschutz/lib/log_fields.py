"""What a log line may carry: a list of fields, each with the form its value must have.

Whatever is not on the list, or has another form, is dropped and counted. Text is taken from nobody:
a name fits every pattern for words, so words count only where the author of the code vouches for
them with `Known`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from uuid import UUID

HIDDEN = "…"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_REFERENCE = re.compile(r"KS(-[2-9A-HJ-NP-Z]{4}){3}")
_DOTTED = re.compile(r"(network|agreements|cases)\.tasks\.[a-z_]+")


class Known(str):
    """A word that stands in the code: a table, a route, a code of an answer. Never input."""

    __slots__ = ()


def _whole(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    return _whole(value)


def _key(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, str) and _KEY.fullmatch(value) else None


def _known(value: object) -> object:
    if isinstance(value, type):
        return value.__qualname__
    return str(value) if isinstance(value, Known) else None


def _reference(value: object) -> object:
    return value if isinstance(value, str) and _REFERENCE.fullmatch(value) else None


def _method(value: object) -> object:
    return value if isinstance(value, str) and value in METHODS else None


def _task(value: object) -> object:
    return value if isinstance(value, str) and _DOTTED.fullmatch(value) else None


FIELDS: Mapping[str, Callable[[object], object]] = {
    "method": _method,
    "route": _known,
    "status": _whole,
    "status_code": _whole,  # Django's word for it
    "ms": _number,
    "request_id": _key,
    "actor": _key,
    "task": _task,
    "task_id": _key,
    "reference": _reference,
    "delivery": _key,
    "notice": _key,
    "concern": _key,
    "count": _whole,
    "code": _known,
}
# How Celery's own messages call the same things.
ARGUMENTS: Mapping[str, Callable[[object], object]] = {"name": _task, "id": _key}

_NOTHING: Mapping[str, object] = MappingProxyType({})
_bound: ContextVar[Mapping[str, object]] = ContextVar("log fields", default=_NOTHING)


@contextmanager
def bound(**fields: object) -> Iterator[None]:
    """Inside the block every log line of this thread carries these fields, too."""
    token = _bound.set({**_bound.get(), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


def bound_fields() -> Mapping[str, object]:
    """What the blocks around this place have bound."""
    return _bound.get()


def admitted(fields: Mapping[str, object]) -> tuple[dict[str, object], int]:
    """The fields that may be written, and how many were dropped."""
    kept: dict[str, object] = {}
    for name, value in fields.items():
        form = FIELDS.get(name)
        found = form(value) if form is not None else None
        if found is not None:
            kept[name] = found
    return kept, len(fields) - len(kept)


def argument(value: object, name: str = "") -> object:
    """An argument of a message as it may be written: HIDDEN unless its form is harmless."""
    if isinstance(value, BaseException):
        return type(value).__qualname__
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, int | float | timedelta):
        return value
    for form in (_key, _known, _reference, ARGUMENTS.get(name, _known)):
        found = form(value)
        if found is not None:
            return found
    return HIDDEN
