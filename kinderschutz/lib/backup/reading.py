"""Reading a backup: first the whole file is proved, then a database is made from it."""

import hashlib
import json
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.facts import Facts
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.sealing import Kind, pieces
from kinderschutz.lib.runtime.binaries import postgres_program


@dataclass(frozen=True)
class Manifest:
    """What the backup says of itself."""

    at: str
    portal: str
    postgres: str
    facts: Facts
    bytes: int


def read_manifest(file: Path, key: bytes) -> Manifest:
    """Open every piece of the file and compare its digest. Raises BackupFault."""
    digest, size = hashlib.sha256(), 0
    said, ended = b"", b""
    for kind, piece in _opened(file, key):
        if kind == Kind.DUMP:
            digest.update(piece)
            size += len(piece)
        elif kind == Kind.MANIFEST:
            said += piece
        else:
            ended = piece
    told: dict[str, Any] = json.loads(said)
    if json.loads(ended) != {"sha256": digest.hexdigest(), "bytes": size}:
        raise BackupFault("Die Prüfsumme der Sicherung stimmt nicht.")
    return Manifest(
        at=told["at"],
        portal=told["portal"],
        postgres=told["postgres"],
        facts=Facts.from_json(told),
        bytes=size,
    )


def restore_rows(file: Path, key: bytes, into: Database) -> None:
    """Fill an empty database; the first error ends it. Raises BackupFault."""
    words = [
        str(postgres_program("pg_restore")),
        "--exit-on-error",
        "--no-owner",
        "--no-password",
        f"--dbname={into.name}",
    ]
    program = subprocess.Popen(
        words,
        env=into.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it may quote rows
    )
    try:
        if program.stdin is not None:
            with suppress(BrokenPipeError), program.stdin as dump:
                for kind, piece in _opened(file, key):
                    if kind == Kind.DUMP:
                        dump.write(piece)
    finally:
        code = program.wait()
    if code:
        raise BackupFault(
            f"pg_restore ist mit Code {code} gescheitert. Gibt es auf diesem Server die Rolle "
            f"{into.application}, und ist er PostgreSQL 18 oder neuer?"
        )


def _opened(file: Path, key: bytes) -> Any:
    try:
        with file.open("rb") as opened:
            yield from pieces(opened, key)
    except OSError as fault:
        raise BackupFault(f"{file} ist nicht lesbar ({fault.strerror}).") from None
