"""A gate before the database: closed, it refuses and breaks connections, as a restart does."""

import asyncio
import threading
from collections.abc import Callable
from enum import Enum
from pathlib import Path


class Way(Enum):
    """In which direction bytes pass."""

    TO_SERVER = "to server"
    TO_CLIENT = "to client"


Watch = Callable[[object, Way, bytes], bool]
"""Asked before bytes pass; the first argument tells connections apart. False: they do not pass."""


class Gate:
    """Passes everything on from a Unix socket in `front` to PostgreSQL's in `real`.

    `watch` may be set to see, and to stop, what passes.
    """

    watch: Watch | None = None

    def __init__(self, *, front: Path, real: Path, port: str) -> None:
        name = f".s.PGSQL.{port or 5432}"
        self._front, self._real = front / name, real / name
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def open(self) -> None:
        """Let connections through."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)

    def close(self) -> None:
        """Refuse connections and break the open ones."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)

    def end(self) -> None:
        """Close for good."""
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_unix_server(self._pass_on, self._front)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._front.unlink()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await asyncio.gather(*others, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._real)
        both = {writer, inner_writer}
        self._open |= both
        await asyncio.gather(
            self._pump(reader, inner_writer, writer, Way.TO_SERVER),
            self._pump(inner_reader, writer, writer, Way.TO_CLIENT),
        )
        self._open -= both

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        connection: object,
        way: Way,
    ) -> None:
        """Bytes in one direction until either side is gone; then the other side goes too."""
        try:
            while data := await reader.read(65536):
                if self.watch is None or self.watch(connection, way, data):
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
