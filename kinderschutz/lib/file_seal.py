"""A file sealed in pieces with a key of its own (AES-256-GCM): each opens in its place only."""

import base64
import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kinderschutz.lib.crypto import KEY_BYTES, NONCE_BYTES, UnreadableValue

PIECE = 1024 * 1024


def new_key() -> str:
    """A key for one file, as text."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def sealed_pieces(content: bytes, key: str, *, place: str) -> Iterator[bytes]:
    """The file in sealed pieces; the last one says that it is the last."""
    cipher = _cipher(key)
    starts = range(0, max(len(content), 1), PIECE)
    for number, start in enumerate(starts):
        nonce = os.urandom(NONCE_BYTES)
        name = _name(place, number, is_last=number == len(starts) - 1)
        yield nonce + cipher.encrypt(nonce, content[start : start + PIECE], name)


def opened(pieces: Iterable[bytes], key: str, *, place: str) -> bytes:
    """The whole file. Raises UnreadableValue where a piece is missing, moved or changed."""
    cipher, sealed = _cipher(key), list(pieces)
    try:
        return b"".join(
            cipher.decrypt(
                piece[:NONCE_BYTES],
                piece[NONCE_BYTES:],
                _name(place, number, is_last=number == len(sealed) - 1),
            )
            for number, piece in enumerate(sealed)
        )
    except (InvalidTag, ValueError) as fault:
        raise UnreadableValue(f"a piece of a file does not open in {place}") from fault


def _cipher(key: str) -> AESGCM:
    try:
        return AESGCM(base64.b64decode(key, validate=True))
    except ValueError as fault:  # the key of a case that was destroyed reads as a word
        raise UnreadableValue("the key of the file is gone") from fault


def _name(place: str, number: int, *, is_last: bool) -> bytes:
    return f"{place}|{number}|{'last' if is_last else 'more'}".encode()
