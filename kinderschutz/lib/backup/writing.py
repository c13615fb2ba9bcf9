"""Writing a backup: the dump and what its manifest counts belong to one snapshot."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.facts import WITHOUT_ROWS, Facts, facts_of
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.keys import write_keys
from kinderschutz.lib.backup.sealing import LARGEST, Kind, SealedWriter
from kinderschutz.lib.runtime.binaries import postgres_program


def write_backup(
    database: Database,
    file: Path,
    key: bytes,
    *,
    version: str,
    keys: Path,
    may_lose_keys: bool = False,
) -> Facts:
    """Write `file`, readable by this account only; it appears whole or not at all.

    The keys of the cases go into the file `keys`, which replaces the one before unless
    keys got lost (`keys.write_keys`). Raises BackupFault; a backup of the same name is never
    overwritten.
    """
    if file.exists():
        raise BackupFault(f"{file} gibt es schon.")
    part = file.with_name(f"{file.name}.teil")
    database = database.as_reader()
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
            database.open() as connection,
        ):
            writer = SealedWriter(out, key)
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                facts = facts_of(connection, database.application)
                _write(writer, Kind.MANIFEST, _manifest(connection, facts, version))
                digest, size = _dump(database, _snapshot(connection), writer)
                write_keys(connection, keys, key, may_lose=may_lose_keys)
            end = json.dumps({"sha256": digest, "bytes": size}).encode()
            writer.write(Kind.END, end)
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except OSError as fault:
        raise BackupFault(f"{file} lässt sich nicht schreiben ({fault.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)
    return facts


def _manifest(
    connection: "psycopg.Connection[tuple[Any, ...]]", facts: Facts, version: str
) -> bytes:
    row = connection.execute("SELECT now(), current_setting('server_version')").fetchone()
    at, server = row or (None, None)
    told = {"at": str(at), "portal": version, "postgres": server, **facts.as_json()}
    return json.dumps(told, ensure_ascii=False).encode()


def _snapshot(connection: "psycopg.Connection[tuple[Any, ...]]") -> str:
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    if row is None:
        raise BackupFault("Die Datenbank gibt keinen Stand heraus.")
    return str(row[0])


def _dump(database: Database, snapshot: str, writer: SealedWriter) -> tuple[str, int]:
    """Pipe pg_dump into the file; digest and size of what came."""
    words = [
        str(postgres_program("pg_dump")),
        "--format=custom",
        "--no-password",
        f"--snapshot={snapshot}",
        "--exclude-schema=walls",  # holds a secret; whoever restores raises the walls anew
        "--no-policies",
        *(f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS),
    ]
    digest, size = hashlib.sha256(), 0
    with subprocess.Popen(
        words,
        env=database.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may quote rows
    ) as program:
        if program.stdout is not None:
            while piece := program.stdout.read(LARGEST):
                digest.update(piece)
                size += len(piece)
                writer.write(Kind.DUMP, piece)
    if program.returncode:
        raise BackupFault(f"pg_dump ist mit Code {program.returncode} gescheitert.")
    return digest.hexdigest(), size


def _write(writer: SealedWriter, kind: Kind, text: bytes) -> None:
    for start in range(0, len(text), LARGEST):
        writer.write(kind, text[start : start + LARGEST])
