"""Claims: in whose name a connection asks, told to PostgreSQL so that nobody else can say it.

A claim is a line of text with a seal that only the portal's processes can make; row-level security
believes nothing else (docs/adr/0050). It holds on one connection only, so one that was read
somewhere opens nothing elsewhere; what it opens is looked up anew in every statement.
"""

import hashlib
import hmac
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from kinderschutz.lib.aliases import aliases_of
from kinderschutz.lib.crypto import KeysAway

SETTING = "app.claim"
"""The setting of the connection that carries the claim."""

EVERYTHING = "everything"
"""Who asks when the portal itself works: every row is open."""

VERSION, NOBODY = "v2", "-"
BLOCK_BYTES = 64
FIELDS, PROCESS = 5, 3
"""Of a claim, without its seal; and which of them names the server process."""


def claim(
    who: UUID | str | None,
    concern: UUID | None = None,
    *,
    on: BaseDatabaseWrapper | None = None,
) -> str:
    """A claim for one open connection: a person's key, EVERYTHING, or None for a visitor.

    `concern` opens that one concern beside what is open anyway.
    """
    return _sealed(who, concern, (on or connection).connection)


def _sealed(who: UUID | str | None, concern: UUID | None, line: "psycopg.Connection[Any]") -> str:
    process = line.info.backend_pid
    fields = (VERSION, str(who or NOBODY), str(concern or NOBODY), str(process), _aliases(who))
    text = "|".join(fields)
    return f"{text}|{hmac.digest(_key(), text.encode(), hashlib.sha256).hex()}"


def _aliases(who: UUID | str | None) -> str:
    """The aliases of a person, which the database cannot make; none while the keys are away: then
    nothing is opened to the person by them, and nobody is refused the rest.
    """
    if who is None or who == EVERYTHING:
        return NOBODY
    try:
        return ",".join(map(str, aliases_of(UUID(str(who)))))
    except KeysAway:
        return NOBODY


def renewed(told: str, *, process: int, on: BaseDatabaseWrapper | None = None) -> str:
    """The same claim for the connection that is open now, where the one of `process` has gone.

    Only a claim that was good there: whatever else stood in the setting opens nothing here either.
    """
    line = (on or connection).connection
    fields = _believed(told, process)
    if line.info.backend_pid == process or not fields:
        return told
    who, concern = fields[1:3]
    return _sealed(who, None if concern == NOBODY else UUID(concern), line)


def _believed(told: str, process: int) -> list[str]:
    """The fields of a claim that is good on the connection of this process; else none."""
    *fields, seal = told.split("|")
    made = hmac.digest(_key(), "|".join(fields).encode(), hashlib.sha256).hex()
    is_good = len(fields) == FIELDS and fields[PROCESS] == str(process)
    return fields if is_good and hmac.compare_digest(made, seal) else []


def sees_all(on: BaseDatabaseWrapper) -> bool:
    """Whether an open connection was told that every row is open; not inside a transaction."""
    if on.connection is None or not on.is_usable():
        return False
    with on.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        (told,) = cursor.fetchone() or (None,)
    return _believed(told or "", on.connection.info.backend_pid)[1:2] == [EVERYTHING]


def everything(line: "psycopg.Connection[Any]") -> str:
    """A claim that opens every row to one connection of our own."""
    return _sealed(EVERYTHING, None, line)


def see_all(on: BaseDatabaseWrapper) -> None:
    """From now on an open connection sees every row: where only the portal itself works."""
    with on.cursor() as cursor:  # first: it may open a new connection, and the claim names it
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, claim(EVERYTHING, on=on)])


def pads() -> tuple[bytes, bytes]:
    """The two blocks (inner, outer) with which the database checks the seal: HMAC-SHA-256 in parts,
    because PostgreSQL has no HMAC of its own.
    """
    block = _key().ljust(BLOCK_BYTES, b"\0")
    return bytes(each ^ 0x36 for each in block), bytes(each ^ 0x5C for each in block)


@cache
def _key() -> bytes:
    secret = settings.SECRET_KEY.encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=b"database claims").derive(secret)
