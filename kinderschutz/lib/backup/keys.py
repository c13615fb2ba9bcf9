"""The keys of cases in a file of their own, of which there is one: the newest replaces the last.

No backup holds them. So a case that was shredded since stays unreadable in every older backup, for
that is restored with the newest keys (docs/adr/0057).
"""

import hashlib
import json
import os
from collections.abc import Iterator
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
_HEAD = b"PGCOPY\n\xff\r\n\0"
_COPY = sql.SQL("COPY public.{} ({}) {} (FORMAT binary)")


@dataclass(frozen=True)
class Keys:
    """The keys of a moment: rows as COPY writes them, and how many."""

    at: str
    count: int
    rows: bytes


def write_keys(
    connection: "psycopg.Connection[tuple[Any, ...]]",
    file: Path,
    key: bytes,
    *,
    may_lose: bool = False,
) -> None:
    """Write the keys as this connection sees them, in its snapshot; an older file is replaced.

    Unless that knows a key that is gone and was not shredded: it may be the last one, and stays.
    Raises BackupFault; `may_lose` replaces it all the same.
    """
    known = b"" if may_lose or not file.exists() else read_keys(file, key).rows
    part = file.with_name(f"{file.name}.teil")
    row = connection.execute(
        sql.SQL("SELECT now()::text, (SELECT count(*) FROM public.{})").format(
            sql.Identifier(TABLE)
        )
    ).fetchone()
    at, count = row or ("", 0)
    digest, size, found = hashlib.sha256(), 0, bytearray()
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            writer = SealedWriter(out, key)
            told = {"what": WHAT, "at": at, "count": count}
            writer.write(Kind.MANIFEST, json.dumps(told).encode())
            with connection.cursor().copy(_copy("TO STDOUT")) as rows:
                for piece in rows:
                    digest.update(piece)
                    size += len(piece)
                    found += piece
                    for start in range(0, len(piece), LARGEST):
                        writer.write(Kind.DUMP, bytes(piece[start : start + LARGEST]))
            end = {"sha256": digest.hexdigest(), "bytes": size}
            writer.write(Kind.END, json.dumps(end).encode())
            out.flush()
            os.fsync(out.fileno())
        if lost := lost_keys(known, bytes(found)):
            raise BackupFault(
                f"In der Datenbank fehlen die Schlüssel von {lost} Fällen, die {file} noch kennt "
                "und die niemand vernichtet hat. Die Datei bleibt, wie sie ist: sie ist vielleicht "
                "die letzte mit diesen Schlüsseln. Soll sie ersetzt werden: --replace-keys."
            )
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


def lost_keys(before: bytes, now: bytes) -> int:
    """How many keys of `before` are gone without having been shredded; both as COPY writes them."""
    there = {row[0]: row for row in _rows(now)}
    lost = 0
    for concern, *_ in _rows(before):
        row = there.get(concern)
        lost += row is None or (row[1] is None and row[3] is None)
    return lost


def _rows(copied: bytes) -> Iterator[tuple[bytes | None, ...]]:
    """The rows of a binary COPY: after its head a number of fields, each with its length."""
    if not copied:
        return
    place = len(_HEAD) + 4
    place += 4 + int.from_bytes(copied[place : place + 4])
    while (fields := int.from_bytes(copied[place : place + 2], signed=True)) > 0:
        place += 2
        row: list[bytes | None] = []
        for _ in range(fields):
            size = int.from_bytes(copied[place : place + 4], signed=True)
            place += 4
            row.append(None if size < 0 else copied[place : place + size])
            place += max(size, 0)
        yield tuple(row)


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
