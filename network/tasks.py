"""What Celery runs for the network: safe to run twice, safe to get lost. The row is the queue."""

import os
import socket
from typing import Any

from celery import shared_task
from django.db import connection

from kinderschutz.lib import poke, roles
from network.access import SYSTEM, acting_as
from network.services import heartbeat, post

SECONDS = 20


@shared_task(name="network.tasks.deliver_due")  # type: ignore[untyped-decorator] # celery has no types
def deliver_due(**_: Any) -> None:
    """Deliver what is due; what the time does not suffice for is left to another turn."""
    with acting_as(SYSTEM):
        heartbeat.beat("worker")
        by = f"celery:{socket.gethostname()}:{os.getpid()}"
        with roles.as_relay(connection):
            goes_on = post.drain(by=by, seconds=SECONDS)
        if goes_on:
            poke.wake("network.tasks.deliver_due")


@shared_task(name="network.tasks.beat_heartbeat")  # type: ignore[untyped-decorator] # celery has no types
def beat_heartbeat(**_: Any) -> None:
    """A sign of life of the whole chain: beat has sent this, a worker has run it."""
    heartbeat.beat("beat")
