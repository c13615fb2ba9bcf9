"""Aliases: what stands for a person where the database must not know who it was (docs/adr/0078).

An alias is a MAC of the account's key under the key ring, which is not in the database: whoever has
the tables alone sees that two rows are of one person, not of which. It opens nothing by itself.
"""

import hashlib
import hmac
from functools import lru_cache
from uuid import UUID

from kinderschutz.lib.crypto import KeyRing
from kinderschutz.lib.key_ring import key_ring

PURPOSE = "alias of a person"


def alias_of(person: UUID) -> UUID:
    """The alias under which a person is written down from now on. Raises KeysAway."""
    ring = key_ring()
    return _alias(ring, ring.newest, person)


def aliases_of(person: UUID, *, ring: KeyRing | None = None) -> list[UUID]:
    """Every alias of a person, one for each key of the ring, the newest first. Raises KeysAway.

    Without a ring it is that of this process.
    """
    ring = ring or key_ring()
    return [_alias(ring, number, person) for number in sorted(ring.keys, reverse=True)]


def _alias(ring: KeyRing, number: int, person: UUID) -> UUID:
    made = hmac.digest(_key(ring, number), person.bytes, hashlib.sha256)
    return UUID(bytes=made[:16], version=4)  # looks like any other key


@lru_cache(maxsize=16)
def _key(ring: KeyRing, number: int) -> bytes:
    return ring.derived_by(number, PURPOSE)
