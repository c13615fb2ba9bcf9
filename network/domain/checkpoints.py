"""The line that is signed and sent out of the house: nothing of people, offices or cases in it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from network.domain.sealing import plain

CHECKPOINT, RESTORED = "checkpoint", "restored"


class BadLine(Exception):
    """The line cannot be read as one of ours. The text is German and for people."""


@dataclass(frozen=True)
class Line:
    """What one line says: the number of the newest seal, the chain there, the line before.

    A line of the kind RESTORED says that a backup was brought back: seals beyond `seal` that
    earlier lines speak of are gone with it.
    """

    kind: str
    seal: int
    head: str
    at: str
    previous: str
    key: str
    signature: str

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        return _signed(self.kind, self.seal, self.head, self.at, self.previous)

    @property
    def text(self) -> str:
        """The whole line, as it is sent and kept."""
        said = {**json.loads(self.signed), "key": self.key, "signature": self.signature}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """What the next line names as the one before it."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def to_sign(*, kind: str, seal: int, head: bytes, at: datetime, previous: str) -> bytes:
    """The bytes to be signed for a new line."""
    return _signed(kind, seal, head.hex(), str(plain(at)), previous)


def _signed(kind: str, seal: int, head: str, at: str, previous: str) -> bytes:
    said = {"v": 1, "kind": kind, "seal": seal, "head": head, "at": at, "previous": previous}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def made(signed: bytes, *, key: str, signature: str) -> Line:
    """The line of what was signed."""
    said = json.loads(signed)
    names = ("kind", "seal", "head", "at", "previous")
    return Line(**{name: said[name] for name in names}, key=key, signature=signature)


def read(text: str) -> Line:
    """A line as it was kept. Raises BadLine."""
    try:
        said = json.loads(text)
        line = made(json.dumps(said).encode(), key=said["key"], signature=said["signature"])
    except (ValueError, KeyError, TypeError):
        raise BadLine("Diese Zeile ist kein Siegelpunkt dieses Portals.") from None
    if not isinstance(line.seal, int) or line.kind not in (CHECKPOINT, RESTORED):
        raise BadLine("Diese Zeile ist kein Siegelpunkt dieses Portals.")
    return line
