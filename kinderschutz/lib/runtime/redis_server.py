"""An embedded Redis: one private socket, a password, an append-only file, no eviction."""

import signal
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.places import Places
from kinderschutz.lib.runtime.secret_store import write_private


class RedisServer:
    """One server and how to reach it."""

    def __init__(self, program: Path, places: Places, password: str) -> None:
        self._program = program
        self._places = places
        self._password = password

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return f"unix://:{quote(self._password)}@{quote(str(self._places.redis_socket))}?db=0"

    def child(self, env: Mapping[str, str]) -> Child:
        """The server. Its password stands in a private file: everybody can read a command line."""
        settings = {
            "port": "0",
            "unixsocket": self._places.redis_socket,
            "unixsocketperm": "700",
            "dir": self._places.redis,
            "appendonly": "yes",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "requirepass": self._password,
            "loglevel": "warning",
        }
        configuration = self._places.redis_socket.with_name("redis.conf")
        write_private(
            configuration, "".join(f"{key} {_quoted(value)}\n" for key, value in settings.items())
        )
        return Child(
            name="redis",
            argv=[self._program, configuration],
            env=env,
            stop_signal=signal.SIGTERM,
            quiet=True,
            serves=True,
            is_ready=self._answers,
        )

    def _answers(self) -> bool:
        return answers(self._places.redis_socket, self._password)


def answers(path: Path, password: str | None = None) -> bool:
    """Whether the Redis at this socket answers, asked once."""
    if not path.exists():
        return False
    once = Retry(NoBackoff(), 0)
    try:
        with redis.Redis(
            unix_socket_path=str(path), password=password, socket_timeout=2, retry=once
        ) as client:
            return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def _quoted(value: object) -> str:
    text = str(value)
    return text if text == '""' else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
