"""The stamp by which a process knows whether its copy of the directory is still true."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from network.models import DirectoryVersion


@dataclass(frozen=True)
class Stamp:
    """Key and number of the newest version. The key is unique for ever, the number here only."""

    key: UUID
    number: int


_reading: ContextVar[list[Stamp | None] | None] = ContextVar("reading", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Inside, the directory is asked for its version once: one deed rests on one directory."""
    token = _reading.set([])
    try:
        yield
    finally:
        _reading.reset(token)


def newest_stamp() -> Stamp | None:
    """The newest version of the directory (one query), None before anything was loaded."""
    kept = _reading.get()
    if kept is None:
        return _asked()
    if not kept:
        kept.append(_asked())
    return kept[0]


def _asked() -> Stamp | None:
    newest = DirectoryVersion.objects.order_by("-number").values_list("id", "number").first()
    return Stamp(*newest) if newest else None


def directory_version() -> int:
    """The number of the newest version, 0 before anything was loaded."""
    stamp = newest_stamp()
    return stamp.number if stamp else 0
