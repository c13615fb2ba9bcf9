"""The key ring of this process: from the environment, or from a file that is watched.

A key added to the file counts within a second, without a restart. While the file is missing or not
whole, nothing is sealed and nothing opened (KeysAway): a value sealed with a key that is about to
vanish would be lost, and plain text is never stored.
"""

import os
import time
from functools import cache

from django.conf import settings

from kinderschutz.lib.crypto import KeyRing, KeysAway

LOOK_AGAIN = 1.0  # seconds


@cache
def _ring(keys: str) -> KeyRing:
    return KeyRing.parse(keys)


class _File:
    """One file with keys, read again when it has changed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._looked: float | None = None
        self._seen: tuple[int, int, int] | None = None
        self._keys: KeyRing | None = None

    def ring(self) -> KeyRing:
        """The keys as they stand in the file, at most a second old. Raises KeysAway."""
        now = time.monotonic()
        if self._looked is None or now - self._looked >= LOOK_AGAIN:
            self.look()
            self._looked = now
        if self._keys is None:
            raise KeysAway("FIELD_KEYS_FILE")
        return self._keys

    def look(self) -> None:
        """Read the file if it is another one than before."""
        try:
            stat = os.stat(self.path)
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if seen != self._seen or self._keys is None:
                with open(self.path, encoding="ascii") as file:
                    self._keys = _ring(file.read().strip())
                self._seen = seen
        except (OSError, ValueError):  # KeyRing.parse and a half-written file raise ValueError
            self._keys = self._seen = None


@cache
def _file(path: str) -> _File:
    return _File(path)


def key_ring() -> KeyRing:
    """The key ring of this process. Raises KeysAway."""
    if settings.FIELD_KEYS_FILE:
        return _file(settings.FIELD_KEYS_FILE).ring()
    return _ring(settings.FIELD_KEYS)


def newer_ring(number: int) -> KeyRing:
    """The ring after a look at its file, where a value was sealed by a number not yet known.

    Another process may have seen a new key a moment earlier. Raises KeysAway.
    """
    ring = key_ring()
    if number not in ring.keys and settings.FIELD_KEYS_FILE:
        file = _file(settings.FIELD_KEYS_FILE)
        file.look()
        ring = file.ring()
    return ring
