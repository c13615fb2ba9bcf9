"""Celery workers, a broker and a relay in processes of their own, for benchmarks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from celery import Celery

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Heartbeat
from tests.faults.processes import MailServer, environment, running
from tests.fixtures.redis import RedisServer

LEASE = "60"  # as in the portal; the tests' own is shorter


@contextmanager
def broker() -> Iterator[RedisServer]:
    """A Redis of its own, without anything on disk."""
    with tempfile.TemporaryDirectory(prefix="bench-redis-") as directory:
        server = RedisServer(Path(directory))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def broker_url(server: RedisServer) -> str:
    """As Celery writes it."""
    return f"redis+socket://{server.socket}"


@contextmanager
def worker(
    server: RedisServer,
    mail: MailServer,
    *,
    app: str = "kinderschutz",
    processes: int = 1,
    **more: str,
) -> Iterator[Popen[str]]:
    """A Celery worker with so many processes that takes tasks."""
    env = environment(
        mail, CELERY_BROKER_URL=broker_url(server), **{"POST_LEASE_SECONDS": LEASE, **more}
    )
    arguments = ["-m", "celery", "-A", app, "worker", "-c", str(processes), "-l", "CRITICAL"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with running(*arguments, *quiet, environment=env) as process:
        client = client_of(server)
        assert wait_until(lambda: bool(client.control.ping(timeout=0.5)), seconds=30)
        yield process


@contextmanager
def beat(server: RedisServer, mail: MailServer) -> Iterator[Popen[str]]:
    """Celery's clock."""
    env = environment(mail, CELERY_BROKER_URL=broker_url(server))
    arguments = ["-m", "celery", "-q", "-A", "kinderschutz", "beat", "-l", "CRITICAL", "--pidfile="]
    with running(*arguments, "--scheduler", "celery.beat:Scheduler", environment=env) as process:
        yield process


@contextmanager
def relay(mail: MailServer) -> Iterator[Popen[str]]:
    """A relay that is at work."""
    Heartbeat.objects.filter(name="relay").delete()
    with running(
        "manage.py", "relay", environment=environment(mail, POST_LEASE_SECONDS=LEASE)
    ) as process:
        assert wait_until(Heartbeat.objects.filter(name="relay").exists, seconds=30)
        yield process


def client_of(server: RedisServer) -> Celery:
    """Something that sends tasks to this broker."""
    return Celery("bench", broker=broker_url(server), set_as_current=False)
