"""Kills at random, and starts again what died, as the supervisor of a real server would."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import psycopg
import redis

from tests.faults.chaos.mail import MoodySink
from tests.faults.portal import BEAT, BROKER, DATABASE, EVERYTHING, RELAYS, WEB, WORKER, Portal

RESTART_SECONDS = 0.5
PAUSES = {  # seconds that something stays away, at most
    WEB: 1.0,
    WORKER: 3.0,
    BEAT: 10.0,
    **dict.fromkeys(RELAYS, 3.0),
    BROKER: 5.0,
    DATABASE: 3.0,
}
MAIL_AWAY_SECONDS = 6.0
FROZEN_SECONDS = 5.0


class Saboteur:
    """`look()` is called often; between two calls nothing is started or killed."""

    def __init__(self, portal: Portal, sink: MoodySink, *, every: tuple[float, float]) -> None:
        self.portal = portal
        self.sink = sink
        self.done: Counter[str] = Counter()
        self.died_alone: Counter[str] = Counter()
        self.last = time.monotonic()
        self._every = every
        self._chance = random.Random()
        self._back_at: dict[str, float] = {}
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._next = time.monotonic() + every[1]
        self._deeds: dict[str, Callable[[], bool]] = {
            **{f"kill {name}": self._killing(name) for name in PAUSES if name != DATABASE},
            "kill web process": lambda: self._kill_child(WEB),
            "kill worker process": lambda: self._kill_child(WORKER),
            "kill postgres": self._kill_database,
            "crash postgres": self._crash_database,
            "end sessions": self._end_sessions,
            "flush redis": self._flush,
            "mail away": self._mail_away,
            "freeze relay": self._freeze_relay,
        }

    def look(self) -> None:
        """Start again what is due, and perhaps break something."""
        self.mend()
        if time.monotonic() < self._next:
            return
        name = self._chance.choice(sorted(self._deeds))
        with suppress(ProcessLookupError, psycopg.Error, redis.RedisError):
            if self._deeds[name]():
                self.done[name] += 1
                self.last = time.monotonic()
        self._next = time.monotonic() + self._chance.uniform(*self._every)

    def mend(self) -> None:
        """Only start again what is due."""
        now = time.monotonic()
        for moment, deed in [each for each in self._later if each[0] <= now]:
            self._later.remove((moment, deed))
            deed()
            self.last = now
        for name in EVERYTHING:
            if self.portal.runs(name):
                continue
            if name not in self._back_at:
                self.died_alone[name] += 1
                self._back_at[name] = now + RESTART_SECONDS
            elif now >= self._back_at[name]:
                del self._back_at[name]
                self.portal.children[name].bury()
                self.portal.launch(name)
                self.last = now

    def is_mended(self) -> bool:
        """Whether everything that was broken works again."""
        return not self._back_at and not self._later

    def _away(self, name: str) -> None:
        longest = PAUSES[name]
        self._back_at[name] = time.monotonic() + self._chance.uniform(RESTART_SECONDS, longest)

    def _killing(self, name: str) -> Callable[[], bool]:
        def kill() -> bool:
            if not self.portal.runs(name):
                return False
            self.portal.kill(name)
            self._away(name)
            return True

        return kill

    def _kill_child(self, name: str) -> bool:
        forked = self.portal.offspring(name) if self.portal.runs(name) else []
        if not forked:
            return False
        os.kill(self._chance.choice(forked), signal.SIGKILL)
        return True

    def _kill_database(self) -> bool:
        return self._stop_database(self.portal.cut_off)

    def _crash_database(self) -> bool:
        return self._stop_database(self.portal.crash)

    def _stop_database(self, how: Callable[[str], None]) -> bool:
        if not self.portal.runs(DATABASE):
            return False
        how(DATABASE)
        self._away(DATABASE)
        return True

    def _end_sessions(self) -> bool:
        self.portal.cluster.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'ks_app' AND pid <> pg_backend_pid()"
        )
        return True

    def _flush(self) -> bool:
        with redis.Redis.from_url(self.portal.env["REDIS_URL"], socket_timeout=1) as client:
            return bool(client.flushall())

    def _mail_away(self) -> bool:
        if any(deed == self.sink.start for _, deed in self._later):
            return False
        self.sink.stop()
        back = time.monotonic() + self._chance.uniform(1, MAIL_AWAY_SECONDS)
        self._later.append((back, self.sink.start))
        return True

    def _freeze_relay(self) -> bool:
        name = self._chance.choice(RELAYS)
        if not self.portal.runs(name):
            return False
        pid = self.portal.pid(name)
        os.kill(pid, signal.SIGSTOP)

        def thaw() -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        back = time.monotonic() + self._chance.uniform(1, FROZEN_SECONDS)
        self._later.append((back, thaw))
        return True
