"""What is searched for as marks: HMAC-SHA-256 under a key of which every office has its own."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from cases.domain.names import words_of
from cases.models import MarkKind

Mark = tuple[MarkKind, bytes]


def marks_of(office_id: UUID, *, name: str, born_on: date | None) -> Iterator[Mark]:
    """One mark per word of a name and one for the day of birth, for one office."""
    for word in sorted(words_of(name)):
        yield MarkKind.NAME, _mark(office_id, MarkKind.NAME, word)
    if born_on:
        yield MarkKind.BORN, _mark(office_id, MarkKind.BORN, born_on.isoformat())


def _mark(office_id: UUID, kind: MarkKind, text: str) -> bytes:
    key = _key(settings.SEARCH_KEY, office_id)
    return hmac.digest(key, f"{kind.value}|{text}".encode(), hashlib.sha256)


@lru_cache(maxsize=64)
def _key(secret: bytes, office_id: UUID) -> bytes:
    info = b"search of office " + office_id.bytes
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(secret)
