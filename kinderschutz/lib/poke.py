"""Wake whoever carries work, after the commit. A poke may get lost; the row it is about cannot.

Two ways at once: NOTIFY inside the transaction wakes `manage.py relay`, a Celery message wakes a
worker. The message is published by a daemon thread, so that no request ever waits for the broker.
"""

import logging
import os
import queue
import threading
from functools import partial

from celery import Celery
from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger(__name__)

CHANNEL = "kinderschutz"
CAPACITY = 200
EXPIRES_SECONDS = 60
CONNECT_SECONDS = 1
ANSWER_SECONDS = 2
LOG_EVERY = 100


def wake(task_name: str) -> None:
    """When the current transaction commits, wake the relay and a worker to run `task_name`.

    Returns at once and raises nothing but database errors: a dead, full or silent broker costs the
    caller nothing, because the relay and the next sweep find the rows all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, task_name])
    transaction.on_commit(partial(publisher.offer, task_name), robust=True)


class Publisher:
    """Hands task names to the broker in a daemon thread, one per process, started at need."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self.reset()

    def reset(self) -> None:
        """Start anew without a thread: a forked child must not use its parent's locks."""
        self._lock = threading.Lock()
        self._waiting: queue.Queue[str] = queue.Queue(self._capacity)
        self._thread: threading.Thread | None = None
        self.dropped = 0
        self.failed = 0
        self.published = 0

    def offer(self, task_name: str) -> None:
        """Take a task name in hand without waiting; a full queue drops it and says so."""
        if not settings.CELERY_BROKER_URL:
            return
        if self._thread is None or not self._thread.is_alive():
            self._start()
        try:
            self._waiting.put_nowait(task_name)
        except queue.Full:
            self.dropped += 1
            if self.dropped % LOG_EVERY == 1:
                logger.warning("Broker zu langsam: %d Weckrufe verworfen", self.dropped)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, args=[self._waiting], name="poke", daemon=True
                )
                self._thread.start()

    def _run(self, waiting: queue.Queue[str]) -> None:
        app = _publishing_app()
        while True:
            names = {waiting.get()}
            while not waiting.empty():  # the same poke ten times is one poke
                names.add(waiting.get_nowait())
            for name in sorted(names):
                self._publish(app, name)

    def _publish(self, app: Celery, task_name: str) -> None:
        try:
            app.send_task(task_name, ignore_result=True, retry=False, expires=EXPIRES_SECONDS)
        except Exception as failure:  # noqa: BLE001 the thread must outlive whatever the broker does
            self.failed += 1
            if self.failed % LOG_EVERY == 1:
                kind = type(failure)
                logger.warning("Broker nicht erreichbar (%s): %d Weckrufe", kind, self.failed)
        else:
            self.published += 1


def _publishing_app() -> Celery:
    """A Celery client with the project's settings but short patience."""
    app = Celery("poke", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
    }
    return app


publisher = Publisher()
os.register_at_fork(after_in_child=publisher.reset)
