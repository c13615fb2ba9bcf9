"""`manage.py relay`: the small process that needs nothing but PostgreSQL.

It delivers what is due and takes the ladder steps that are due, woken by NOTIFY after each commit
and by a poll every few seconds. Celery does the same work; while it is down, nothing is delayed.
"""

import argparse
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from cases.management import daily
from cases.services.escalation import escalate_due
from kinderschutz.lib import poke, roles
from network.access import SYSTEM, acting_as
from network.queries.hearts import relay_name
from network.services import heartbeat, post, telephone_card

logger = logging.getLogger(__name__)

Job = Callable[[], bool]
"""A piece of work; True when it stopped before all was done and wants its next turn at once."""

POLL_SECONDS = 5.0
AGAIN_SECONDS = 1.0  # after the database went away
DELIVERY_SECONDS = 2.0  # then the ladder has its turn, however many letters are left
LADDER_LIMIT = 50
CARD_SECONDS = 300.0


class Stop:
    """Whether the process was asked to end; SIGTERM and SIGINT also end any wait at once."""

    def __init__(self) -> None:
        self.asked = False
        self.wakeup, self._ringing = socket.socketpair()
        self.wakeup.setblocking(False)
        self._ringing.setblocking(False)

    def __call__(self) -> bool:
        """Asked to end?"""
        return self.asked

    def listen(self) -> None:
        """From now on the signals are heard; a batch in hand is finished first."""
        signal.set_wakeup_fd(self._ringing.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def close(self) -> None:
        """Let go of the sockets."""
        self.wakeup.close()
        self._ringing.close()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


class Bell:
    """A connection of its own that LISTENs; made anew whenever the database was away.

    While it is open it also holds this relay's place among the relays, by an advisory lock: when
    the process dies, the place is free, and its sign of life grows old.
    """

    def __init__(self) -> None:
        self._line: psycopg.Connection[Any] | None = None
        self.place = FIRST

    def open(self) -> psycopg.Connection[Any]:
        """The open connection; whoever pokes from now on is heard."""
        if self._line is None:
            options = connection.get_connection_params() | {"autocommit": True}
            plain = {key: options[key] for key in options if key not in NOT_FOR_LISTENING}
            self._line = psycopg.connect(**plain)
            self.place = MOST_RELAYS
            self.settle()
            self._line.execute(f"LISTEN {poke.CHANNEL}")
        return self._line

    def settle(self) -> int:
        """Take the lowest place that is free, and let go of a higher one; returns the place."""
        if self._line is not None:
            for place in range(FIRST, self.place):
                if self._told(f"SELECT pg_try_advisory_lock({PLACES}, {place})"):
                    if self.place < MOST_RELAYS:
                        self._told(f"SELECT pg_advisory_unlock({PLACES}, {self.place})")
                    self.place = place
                    break
        return self.place

    def wait(self, seconds: float, *, stop: Stop) -> None:
        """Until somebody pokes, the process is asked to end, or the time is over."""
        if not stop():
            line = self.open()
            select.select([line.fileno(), stop.wakeup.fileno()], [], [], seconds)
            for _ in line.notifies(timeout=0):
                pass  # whatever it was, everything that is due is looked at

    def close(self) -> None:
        """Let go of the connection, dead or alive."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _told(self, question: str) -> bool:
        if self._line is None:
            return False
        (answer,) = self._line.execute(question).fetchone() or (False,)
        return bool(answer)


PLACES = "hashtext('kinderschutz.relays')"
FIRST, MOST_RELAYS = 1, 100
NOT_FOR_LISTENING = frozenset({"cursor_factory", "context"})  # Django's own


class Often:
    """A job that has its turn at most once in `seconds`, however often somebody pokes."""

    def __init__(self, job: Job, *, seconds: float) -> None:
        self._job = job
        self._seconds = seconds
        self._last = float("-inf")

    def __call__(self) -> bool:
        """Do it, or leave it for now."""
        if time.monotonic() - self._last < self._seconds:
            return False
        self._last = time.monotonic()
        return self._job()


@dataclass
class Relay:
    """Runs its jobs whenever somebody pokes it, and at the latest every few seconds."""

    jobs: Sequence[Job]
    stop: Stop
    bell: Bell = field(default_factory=Bell)

    def run(self) -> None:
        """Until asked to end; outlives restarts of the database."""
        while not self.stop():
            try:
                close_old_connections()
                self.bell.open()
                if not self.once():
                    self.bell.wait(POLL_SECONDS, stop=self.stop)
            except (OperationalError, InterfaceError, psycopg.Error) as failure:
                logger.warning("Datenbank nicht erreichbar (%s)", type(failure))
                self.bell.close()
                connection.close()
                select.select([self.stop.wakeup], [], [], AGAIN_SECONDS)
        self.bell.close()

    def once(self) -> bool:
        """One turn for each job; True when one of them wants to go on at once.

        A job that fails is logged and does not keep the others from their work.
        """
        go_on = False
        for job in self.jobs:
            try:
                with acting_as(SYSTEM):
                    go_on = job() or go_on
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("Eine Aufgabe des Relays ist gescheitert")
        return go_on


class Command(BaseCommand):
    """Deliver and escalate without Celery."""

    requires_system_checks: list[str] = []  # a fault in a page must not stop the post
    help = "Stellt Fälliges zu und lässt Fristen weiterlaufen; braucht nur PostgreSQL."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`--once` for cron and tests."""
        parser.add_argument("--once", action="store_true", help="alles Fällige, dann enden")

    def handle(self, *_: Any, once: bool, **__: Any) -> None:
        """Run until SIGTERM, or until nothing is due."""
        stop = Stop()

        def deliver() -> bool:
            by = f"relay:{socket.gethostname()}:{os.getpid()}"
            if not post.anything_due():
                return False
            with roles.as_relay(connection):
                return post.drain(by=by, seconds=DELIVERY_SECONDS, stop=stop)

        stop.listen()
        card = Often(_write_card, seconds=CARD_SECONDS)
        bell = Bell()

        def alive() -> bool:
            heartbeat.beat(relay_name(bell.settle()))
            return False

        jobs: list[Job] = [Often(alive, seconds=1), deliver, Often(_escalate, seconds=1), card]
        each_day = [Often(daily.send_canaries, seconds=2), Often(daily.make_kit, seconds=60)]
        each_day.append(Often(daily.delete, seconds=600))
        relay = Relay([*jobs, *each_day], stop, bell)
        if once:
            while relay.once() and not stop():
                pass
        else:
            relay.run()


def _escalate() -> bool:
    return escalate_due(limit=LADDER_LIMIT) >= LADDER_LIMIT


def _write_card() -> bool:
    telephone_card.write_card()
    return False
