"""The keys of cases in a file of their own, of which there is one: the newest replaces the last.

No backup holds them. So a case that was shredded since stays unreadable in every older backup, for
that is restored with the newest keys (docs/adr/0057).
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.sealing import LARGEST, Kind, SealedWriter, pieces
from kinderschutz.lib.case_keys import TABLE

COLUMNS = ("concern_id", "wrapped", "made_at", "shredded_at")
WHAT = "Fallschlüssel"
_COPY = sql.SQL("COPY public.{} ({}) {} (FORMAT binary)")


@dataclass(frozen=True)
class Keys:
    """The keys of a moment: rows as COPY writes them, and how many."""

    at: str
    count: int
    rows: bytes


def write_keys(connection: "psycopg.Connection[tuple[Any, ...]]", file: Path, key: bytes) -> None:
    """Write the keys as this connection sees them, in its snapshot; an older file is replaced."""
    part = file.with_name(f"{file.name}.teil")
    row = connection.execute(
        sql.SQL("SELECT now()::text, (SELECT count(*) FROM public.{})").format(
            sql.Identifier(TABLE)
        )
    ).fetchone()
    at, count = row or ("", 0)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            writer = SealedWriter(out, key)
            told = {"what": WHAT, "at": at, "count": count}
            writer.write(Kind.MANIFEST, json.dumps(told).encode())
            with connection.cursor().copy(_copy("TO STDOUT")) as rows:
                for piece in rows:
                    digest.update(piece)
                    size += len(piece)
                    for start in range(0, len(piece), LARGEST):
                        writer.write(Kind.DUMP, bytes(piece[start : start + LARGEST]))
            end = {"sha256": digest.hexdigest(), "bytes": size}
            writer.write(Kind.END, json.dumps(end).encode())
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as fault:
        raise BackupFault(f"{file} lässt sich nicht schreiben ({fault.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)


def read_keys(file: Path, key: bytes) -> Keys:
    """Open the file and prove it whole. Raises BackupFault."""
    found: dict[Kind, bytes] = dict.fromkeys(Kind, b"")
    try:
        with file.open("rb") as opened:
            for kind, piece in pieces(opened, key):
                found[kind] += piece
    except OSError as fault:
        raise BackupFault(
            f"Die Fallschlüssel {file} sind nicht lesbar ({fault.strerror})."
        ) from None
    told = json.loads(found[Kind.MANIFEST])
    if told.get("what") != WHAT:
        raise BackupFault(f"{file} enthält keine Fallschlüssel.")
    rows = found[Kind.DUMP]
    ended = {"sha256": hashlib.sha256(rows).hexdigest(), "bytes": len(rows)}
    if json.loads(found[Kind.END]) != ended:
        raise BackupFault("Die Prüfsumme der Fallschlüssel stimmt nicht.")
    return Keys(at=told["at"], count=told["count"], rows=rows)


def restore_keys(keys: Keys, into: Database) -> None:
    """Fill the empty table of keys of a restored database that has one."""
    with into.open() as connection:
        there = connection.execute("SELECT to_regclass(%s)", [f"public.{TABLE}"]).fetchone()
        if there and there[0]:
            with connection.cursor().copy(_copy("FROM STDIN")) as rows:
                rows.write(keys.rows)


def _copy(direction: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    return _COPY.format(sql.Identifier(TABLE), names, sql.SQL(direction))
