"""The cache holds JSON, executes nothing, and makes nobody wait."""

import pickle
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from redis import Redis

from kinderschutz.lib.cache import CountingCache, JsonSerializer

URL = settings.CACHES["default"]["LOCATION"]


class Evil:
    """What pickle would run."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.place,)


@pytest.fixture
def there() -> CountingCache:
    return CountingCache(URL, {"KEY_PREFIX": f"cache-test-{time.time_ns()}"})


@pytest.mark.parametrize("value", [[1.5, 2.5], True, "y", {"a": None}, 7])
def test_values_come_back(there: CountingCache, value: Any) -> None:
    there.set("x", value, 10)

    assert there.get("x") == value


def test_a_forged_pickle_is_not_executed_and_reads_as_absent(
    there: CountingCache, tmp_path: Path
) -> None:
    key = there.make_and_validate_key("x")
    Redis.from_url(URL).set(key, pickle.dumps(Evil(tmp_path / "ran")), ex=10)

    assert there.get("x", "none") == "none"
    assert not (tmp_path / "ran").exists()


def test_the_forged_pickle_would_have_run(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Evil(tmp_path / "ran")))

    assert (tmp_path / "ran").exists()


def test_what_is_stored_is_json(there: CountingCache) -> None:
    there.set("x", [1.5], 10)

    assert Redis.from_url(URL).get(there.make_and_validate_key("x")) == b"[1.5]"
    assert JsonSerializer().loads(b"\x80\x04K\x01.") is None


def test_the_portal_counts_there() -> None:
    assert isinstance(caches["default"], CountingCache)


def test_while_redis_is_away_this_process_counts(caplog: pytest.LogCaptureFixture) -> None:
    away = CountingCache("redis://127.0.0.1:9/0", {"KEY_PREFIX": f"away-{time.time_ns()}"})
    begun = time.monotonic()

    assert away.add("x", 1, 10)
    assert not away.add("x", 1, 10)
    away.set("y", [1.5], 10)
    assert away.get("y") == [1.5]
    assert away.delete("y")

    assert time.monotonic() - begun < 1
    assert "the cache is away" in caplog.text


def test_a_redis_that_does_not_answer_delays_one_request_once() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        deaf = CountingCache(url, {"KEY_PREFIX": f"deaf-{time.time_ns()}"})
        begun = time.monotonic()

        for number in range(20):
            deaf.set(f"x{number}", [1.5], 10)

    assert time.monotonic() - begun < 1
