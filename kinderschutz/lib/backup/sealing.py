"""A stream sealed in pieces with AES-256-GCM: no piece can be changed, moved, or left out.

File: MAGIC, 16 random bytes, then pieces of kind (1 byte), length (4 bytes) and ciphertext. Each
file has a key of its own, derived from the given one and the random bytes; a piece is numbered by
its nonce and knows its kind. The last piece is of kind END, so a shortened file is noticed.
"""

import os
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.crypto import KEY_BYTES

MAGIC = b"KS-SICHERUNG-1\n"
SALT_BYTES = 16
HEAD = struct.Struct(">BI")
LARGEST = 1 << 20
TAG_BYTES = 16


class Kind(IntEnum):
    """What a piece holds."""

    MANIFEST = 1
    DUMP = 2
    END = 3


class SealedWriter:
    """Writes pieces; whoever has begun a file must write an END."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._out = out
        self._cipher = _cipher(key, salt)
        self._number = 0
        out.write(MAGIC + salt)

    def write(self, kind: Kind, piece: bytes) -> None:
        """Seal one piece of at most LARGEST bytes."""
        sealed = self._cipher.encrypt(_nonce(self._number), piece, bytes([kind]))
        self._number += 1
        self._out.write(HEAD.pack(kind, len(sealed)) + sealed)


def pieces(file: BinaryIO, key: bytes) -> Iterator[tuple[Kind, bytes]]:
    """Every piece up to and with END; raises BackupFault for anything that is not as written."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupFault("Das ist keine Sicherung dieses Portals.")
    cipher = _cipher(key, _exactly(file, SALT_BYTES))
    number = 0
    while True:
        kind, length = HEAD.unpack(_exactly(file, HEAD.size))
        if kind not in set(Kind) or length > LARGEST + TAG_BYTES:
            raise BackupFault("Die Sicherung ist beschädigt.")
        try:
            piece = cipher.decrypt(_nonce(number), _exactly(file, length), bytes([kind]))
        except InvalidTag:
            raise BackupFault(
                "Die Sicherung lässt sich nicht öffnen: BACKUP_KEY ist ein anderer."
                if number == 0
                else "Die Sicherung ist beschädigt oder verändert."
            ) from None
        yield Kind(kind), piece
        number += 1
        if kind == Kind.END:
            break
    if file.read(1):
        raise BackupFault("Hinter dem Ende der Sicherung steht noch etwas.")


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise BackupFault("BACKUP_KEY fehlt: 32 Byte als Base64.")
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"kinderschutz backup").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _exactly(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise BackupFault("Die Sicherung ist unvollständig: Ihr Ende fehlt.")
    return found
