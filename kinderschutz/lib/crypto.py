"""Encryption of single values: AES-256-GCM with a key ring. Keys live outside the database and its
backups. Keys of cases are wrapped by the ring and seal what belongs to the case.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ENVELOPE = 1
"""First byte of what the ring has sealed."""
CASE_ENVELOPE = 2
"""First byte of what the key of a case has sealed."""
NONCE_BYTES = 12
KEY_BYTES = 32
TAG_BYTES = 16
CASE_HEAD_BYTES = 1 + 16
WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES


class UnreadableValue(Exception):
    """The stored bytes do not open: wrong key, wrong column, or changed by somebody."""


class ShreddedValue(UnreadableValue):
    """The key of the case was destroyed; nobody opens this value any more."""


class KeysAway(Exception):
    """The file with the keys is gone or not whole: nothing is sealed and nothing is opened."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by number (1 to 255); the highest number encrypts, all of them decrypt."""

    keys: Mapping[int, bytes]

    def __hash__(self) -> int:
        return hash(frozenset(self.keys))

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read `1:<base64>,2:<base64>`; raises ValueError, never showing the key."""
        keys: dict[int, bytes] = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            number, _, encoded = entry.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 255:
                raise ValueError("FIELD_KEYS: jede Angabe beginnt mit einer Zahl von 1 bis 255.")
            if len(key) != KEY_BYTES:
                raise ValueError(f"FIELD_KEYS: Schlüssel {number} hat nicht 32 Byte (Base64).")
            keys[int(number)] = key
        if not keys:
            raise ValueError("FIELD_KEYS: es fehlt mindestens ein Schlüssel.")
        return cls(keys)

    def encrypt(self, text: str, *, place: str) -> bytes:
        """Seal `text` for one place (table and column); it opens nowhere else.

        Envelope: version byte, key number, nonce, ciphertext with tag.
        """
        number = self.newest
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[number]).encrypt(nonce, text.encode(), place.encode())
        return bytes([ENVELOPE, number]) + nonce + sealed

    def decrypt(self, value: bytes, *, place: str) -> str:
        """Open a sealed value; raises UnreadableValue, which tells nothing of the content."""
        if len(value) < 2 + NONCE_BYTES or value[0] != ENVELOPE or value[1] not in self.keys:
            raise UnreadableValue(f"unknown envelope in {place}")
        nonce, sealed = value[2 : 2 + NONCE_BYTES], value[2 + NONCE_BYTES :]
        try:
            return AESGCM(self.keys[value[1]]).decrypt(nonce, sealed, place.encode()).decode()
        except InvalidTag as fault:
            raise UnreadableValue(f"value does not open in {place}") from fault

    def wrap(self, key: bytes, *, case: UUID) -> bytes:
        """Seal the key of a case: key number, nonce, ciphertext with tag. For this case only."""
        number = self.newest
        nonce = os.urandom(NONCE_BYTES)
        return (
            bytes([number]) + nonce + AESGCM(self.keys[number]).encrypt(nonce, key, _wrapping(case))
        )

    def unwrap(self, wrapped: bytes, *, case: UUID) -> bytes:
        """The key of a case; raises UnreadableValue."""
        if len(wrapped) != WRAPPED_BYTES or wrapped[0] not in self.keys:
            raise UnreadableValue("the key of a case is wrapped by an unknown key")
        nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
        try:
            return AESGCM(self.keys[wrapped[0]]).decrypt(nonce, sealed, _wrapping(case))
        except InvalidTag as fault:
            raise UnreadableValue("the key of a case does not open") from fault

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def derived(self, purpose: str, *, length: int = KEY_BYTES) -> bytes:
        """Bytes for one purpose (HKDF-SHA-256), the same as long as the oldest key is in the ring.

        From the oldest, so that adding a key leaves sealed what was sealed with these bytes.
        """
        return self.derived_by(min(self.keys), purpose, length=length)

    def derived_by(self, number: int, purpose: str, *, length: int = KEY_BYTES) -> bytes:
        """Bytes for one purpose from the key of one number (HKDF-SHA-256). Raises KeyError."""
        hkdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
        return hkdf.derive(self.keys[number])


def new_case_key() -> bytes:
    """A key for one case: chance bytes, never stored but wrapped."""
    return os.urandom(KEY_BYTES)


def seal_for_case(text: str, key: bytes, *, case: UUID, place: str, row: UUID) -> bytes:
    """Seal for one column of one row of one case: version byte, case, nonce, ciphertext with tag.

    Moved to another row, column or case the value does not open.
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), _bound(place, row, case))
    return bytes([CASE_ENVELOPE]) + case.bytes + nonce + sealed


def open_for_case(value: bytes, key: bytes, *, place: str, row: UUID) -> str:
    """Open what `seal_for_case` sealed; raises UnreadableValue, which tells nothing of it."""
    head = CASE_HEAD_BYTES
    if len(value) < head + NONCE_BYTES + TAG_BYTES or value[0] != CASE_ENVELOPE:
        raise UnreadableValue(f"unknown envelope in {place}")
    nonce, sealed = value[head : head + NONCE_BYTES], value[head + NONCE_BYTES :]
    bound = _bound(place, row, case_of(value))
    try:
        return _cipher(key).decrypt(nonce, sealed, bound).decode()
    except InvalidTag as fault:
        raise UnreadableValue(f"value does not open in {place}") from fault


def case_of(value: bytes) -> UUID:
    """The case that an envelope names."""
    return UUID(bytes=bytes(value[1:CASE_HEAD_BYTES]))


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _bound(place: str, row: UUID, case: UUID) -> bytes:
    return f"{place}|{row}|{case}".encode()


def _wrapping(case: UUID) -> bytes:
    return b"key of case " + case.bytes
