"""The cache: counters of attempts only. It holds JSON, never pickle, and never makes anybody wait.

Django's own Redis cache reads pickle, so whoever can write to Redis could run code in the portal.
While Redis is away, every web process counts by itself for a few seconds at a time: the limits
then hold per process, but they hold.
"""

import json
import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5
"""So long Redis is not asked again after it failed: one request waits for it, not each."""


class JsonSerializer:
    """Values of the cache as JSON. What is none reads as absent, and is never executed."""

    def dumps(self, value: Any) -> bytes | int:
        """Whole numbers stay as they are, as Redis counts with them."""
        if type(value) is int:
            return value
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """The value; None for bytes that nobody of ours has written."""
        try:
            return json.loads(data)
        except ValueError:
            logger.error("the cache holds a value that is not ours")
            return None


class CountingCache(RedisCache):
    """Redis with JSON; while it is away, the memory of this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "retry": None}
        given = {**options, **params.get("OPTIONS", {}), "serializer": JsonSerializer()}
        super().__init__(server, {**params, "OPTIONS": given})
        self._here = LocMemCache("kinderschutz", {})
        self._away_until = 0.0

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as fault:
                self._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("the cache is away", exc_info=fault)
        there: BaseCache = self._here
        return getattr(there, name)(*args, **kwargs)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set unless it is there; whether it was set."""
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` also for one that does not read."""
        found = self._ask("get", key, None, version)
        return default if found is None else found

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value for `timeout` seconds."""
        self._ask("set", key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        return bool(self._ask("delete", key, version))
