"""A whole portal for a test to break: its own database and broker, and all its processes."""

import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from kinderschutz.lib.runtime import processes
from kinderschutz.lib.runtime.binaries import redis_program
from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.redis_server import RedisServer
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.cluster import Cluster

DATABASE, BROKER, WEB, WORKER, BEAT = "postgres", "redis", "web", "worker", "beat"
RELAYS = ("relay", "relay-2")
EVERYTHING = (DATABASE, BROKER, WEB, WORKER, BEAT, *RELAYS)


class Silence(Speaker):
    """Keeps what the processes say in a file, for the moment in which a test fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8")
        super().__init__(self._file)

    def tail(self, lines: int = 40) -> str:
        """What was said last."""
        return "\n".join(self.path.read_text(encoding="utf-8").splitlines()[-lines:])

    def close(self) -> None:
        """Nobody speaks any more, and nobody asked what was said."""
        self._file.close()
        self.path.unlink()


class Portal:
    """Starts, kills and starts again the processes of one portal; all by the main thread.

    `mail` is the address of a mail server. `more` is added to the environment of every process.
    """

    def __init__(self, cluster: Cluster, *, mail: str, **more: str) -> None:
        self.cluster = cluster
        self.port = free_port()
        self.log = Silence(cluster.places.data.with_suffix(".log"))  # its disk may be full
        broker = RedisServer(redis_program(), cluster.places, cluster.secrets.redis)
        self.env = cluster.environment(self.port, EMAIL_URL=mail, REDIS_URL=broker.url, **more)
        self.children: dict[str, Child] = {
            DATABASE: cluster.server(),
            BROKER: broker.child({}),
            WEB: processes.web(self.env, self.port),
            WORKER: processes.worker(self.env),
            BEAT: processes.beat(self.env),
        }
        for name in RELAYS:
            self.children[name] = replace(processes.relay(self.env), name=name)

    def start(self, *names: str) -> None:
        """Start these one after the other, each ready before the next."""
        for name in names:
            self.launch(name)
            self.children[name].wait_ready(lambda: False)

    def launch(self, name: str) -> None:
        """Start it without waiting."""
        if name == BROKER:
            self.cluster.places.redis_socket.unlink(missing_ok=True)
        self.children[name].start(self.log)

    def runs(self, name: str) -> bool:
        """Whether it was started and has not ended."""
        child = self.children[name]
        return child.popen is not None and not child.ended()

    def pid(self, name: str) -> int:
        """The number of its first process."""
        popen = self.children[name].popen
        assert popen is not None
        return popen.pid

    def kill(self, name: str) -> None:
        """kill -9 for the process and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid(name), signal.SIGKILL)
        self._await(name)

    def cut_off(self, name: str) -> None:
        """kill -9 for the first process alone; the others have to notice."""
        with suppress(ProcessLookupError):
            os.kill(self.pid(name), signal.SIGKILL)
        self._await(name)

    def crash(self, name: str = DATABASE) -> None:
        """Stop the database as an immediate shutdown does."""
        with suppress(ProcessLookupError):
            os.kill(self.pid(name), signal.SIGQUIT)
        self._await(name)

    def offspring(self, name: str) -> list[int]:
        """The processes that it has forked, the oldest first."""
        return sorted(children_of(self.pid(name)))

    def end(self) -> None:
        """Stop everything and delete the data."""
        for name in reversed(EVERYTHING):
            if self.children[name].popen is not None:
                with suppress(ProcessLookupError):
                    os.killpg(self.pid(name), signal.SIGKILL)
        for child in self.children.values():
            if child.popen is not None and child.reader is not None:
                child.popen.wait(20)
                child.reader.join(20)
        self.log.close()
        self.cluster.remove()

    def _await(self, name: str) -> None:
        popen = self.children[name].popen
        assert popen is not None
        popen.wait(20)


def children_of(pid: int) -> Iterator[int]:
    """Processes whose parent is `pid`."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                yield int(path.parent.name)


def free_port() -> int:
    """A port of loopback that nobody has right now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def held_up(pids: Sequence[int]) -> Iterator[None]:
    """These processes stand still inside the block."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def wait_for(portal: Portal, query: str, *values: object, wanted: object, seconds: float) -> float:
    """Wait until the first value of `query` is `wanted`; how long it took. Fails with the log."""
    begun = time.monotonic()
    found: list[object] = []

    def is_so() -> bool:
        found[:] = [portal.cluster.ask(query, *values)[0][0]]
        return found[0] == wanted

    assert wait_until(is_so, seconds=seconds, every=0.1), f"{found} {portal.log.tail()}"
    return time.monotonic() - begun
