"""A worker of gunicorn on which nobody sits by sending slowly.

Its threads wait for the rest of a request as long as the sender likes, heads and body alike; as
many slow senders as there are threads, and nobody else gets a page. Here a request that dawdles is
cut off. What a proxy in front does about it stands in docs/deployment.md.
"""

import errno
import logging
import socket
import time
from typing import Any

from gunicorn.workers.gthread import (  # type: ignore[import-untyped]  # it has none
    TConn,
    ThreadWorker,
)

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that any request may take to arrive, and that any pause in it may last."""
SLOWEST = 16_000
"""Bytes per second (an upload by mobile telephone at the edge of a village) that buy more time."""
AT_MOST = 60.0
"""Seconds in all; the slowest line brings a megabyte meanwhile, a common one all files at once."""
SENDING = 30.0
"""Seconds that a reader of our answer may keep us waiting."""


class Hurried:
    """A socket that gives up on a sender who dawdles; everything else is the socket's own."""

    def __init__(self, real: socket.socket) -> None:
        self.real = real
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def begin(self) -> None:
        """From the next byte on it is a new request."""
        self._since: float | None = None
        self._received = 0

    def setblocking(self, flag: bool) -> None:
        """Blocking means: for as long as somebody may let us wait, not forever."""
        self.real.settimeout(SENDING if flag else 0.0)

    def recv(self, size: int) -> bytes:
        """The next bytes. Raises ConnectionResetError for a sender who is too slow."""
        left = self._left(time.monotonic())
        if left <= 0:
            raise self._late()
        self.real.settimeout(min(left, PATIENCE))
        try:
            found = self.real.recv(size)
        except TimeoutError:
            raise self._late() from None
        finally:
            self.real.settimeout(SENDING)
        self._received += len(found)
        return found

    def _left(self, now: float) -> float:
        if self._since is None:
            self._since = now
        return self._since + min(AT_MOST, PATIENCE + self._received / SLOWEST) - now

    def _late(self) -> ConnectionResetError:
        logger.warning("a request that came too slowly was cut off")
        return ConnectionResetError(errno.ECONNRESET, "too slow")


class HurryingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """As gunicorn's `gthread`, with sockets that hurry."""

    def enqueue_req(self, conn: TConn) -> None:
        """A new connection, or the next request on one."""
        if isinstance(conn.sock, Hurried):
            conn.sock.begin()
        else:
            conn.sock = Hurried(conn.sock)
        super().enqueue_req(conn)
