"""Encryption of single values: AES-256-GCM with a key ring. Keys live outside the database and its
backups.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ENVELOPE = 1
NONCE_BYTES = 12
KEY_BYTES = 32


class UnreadableValue(Exception):
    """The stored bytes do not open: wrong key, wrong column, or changed by somebody."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by number (1 to 255); the highest number encrypts, all of them decrypt."""

    keys: Mapping[int, bytes]

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
        number = max(self.keys)
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

    def derived(self, purpose: str, *, length: int = KEY_BYTES) -> bytes:
        """Bytes for one purpose (HKDF-SHA-256), the same as long as the oldest key is in the ring.

        From the oldest, so that adding a key leaves sealed what was sealed with these bytes.
        """
        hkdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
        return hkdf.derive(self.keys[min(self.keys)])
