"""What a seal is computed from, without a database: anybody can do the sum again.

A line is written as JSON with sorted keys, times in UTC to the microsecond, and hashed with
SHA-256. The chain hashes number, line and the chain before it. docs/audit.md has it in words.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

BEGINNING = hashlib.sha256(b"Kinderschutz: Protokoll").digest()
"""On what the first seal is chained."""

FORMS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "event": {
        1: (
            "id", "at", "recorded_at", "what", "actor_id", "is_system", "on_kind", "on_id",
            "office_id", "details",
        )
    },
    "look": {
        1: (
            "id", "at", "recorded_at", "what", "actor_id", "is_system", "on_kind", "on_id",
            "concern_id", "office_id", "purpose", "count", "is_refused", "request_id",
        )
    },
    "forgotten": {
        1: (
            "id", "at", "recorded_at", "before", "up_to", "chain", "events", "looks", "actor_id",
        ),
        2: (
            "id", "at", "recorded_at", "source", "before", "up_to", "chain", "events", "looks",
            "actor_id",
        ),
    },
}  # fmt: skip
"""The columns that a seal covers, by form. A new column makes a new form; old seals keep theirs."""


def newest_form(source: str) -> int:
    """The form in which lines are sealed today."""
    return max(FORMS[source])


def canonical(source: str, form: int, row: Mapping[str, object]) -> bytes:
    """A line as the bytes that are hashed. Raises LookupError for a form nobody knows."""
    said = {name: plain(row[name]) for name in FORMS[source][form]}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def row_hash(source: str, form: int, row: Mapping[str, object]) -> bytes:
    """SHA-256 of a line."""
    return hashlib.sha256(canonical(source, form, row)).digest()


def link(
    before: bytes, *, number: int, source: str, form: int, row_id: UUID, row: bytes, at: datetime
) -> bytes:
    """The chain after this seal; `row` is the hash of its line, `before` the chain before it."""
    said = f"{number}|{source}|{form}|{row_id}|{row.hex()}|{plain(at)}"
    return hashlib.sha256(before + said.encode()).digest()


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value) if isinstance(value, UUID) else value
