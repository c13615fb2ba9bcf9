"""The post: letters per second to a mail server, and how long a commit takes to become a letter."""

import logging
import smtplib
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F
from django.test import override_settings

from kinderschutz.lib import poke
from kinderschutz.lib.runtime.waiting import wait_until
from network.messages import compose
from network.models import Attempt, Delivery, Heartbeat
from network.services import post
from tests.bench.mail_server import HOST, MailServer, mail_server
from tests.faults.processes import environment, running
from tests.letters import AT, write, write_many

LETTERS = 2000
ROUNDS = 3
SAMPLES = 100


def run() -> list[dict[str, Any]]:
    """All figures; the floor of each stands beside it and was measured in the same run."""
    with mail_server() as server, sending_to(server):
        return [*throughput(server), *latency(server), *poking()]


@contextmanager
def sending_to(server: MailServer) -> Iterator[None]:
    """Django's mail goes there."""
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST=HOST,
        EMAIL_PORT=server.port,
        CELERY_BROKER_URL="",
    ):
        yield


def throughput(server: MailServer) -> list[dict[str, Any]]:
    """2,000 letters planned, then drained by one worker; floor: the same by bare smtplib."""
    floors, drains = [], []
    for _ in range(ROUNDS):
        floors.append(LETTERS / timed(lambda: bare_letters(server, LETTERS)))
        write_many(LETTERS)
        drains.append(LETTERS / timed(lambda: post.drain(by="bench", seconds=600)))
        assert not Delivery.objects.unsettled().exists()
        assert Attempt.objects.count() == LETTERS * len(drains)
    value, floor = statistics.median(drains), statistics.median(floors)
    return [
        {
            "name": "letters per second, one worker, 2,000 letters",
            "value": round(value),
            "unit": "letters/s",
            "floor": round(floor),
            "ratio": round(value / floor, 2),
            "floor_is": "the same number of letters by smtplib over one connection",
        }
    ]


def bare_letters(server: MailServer, number: int) -> None:
    """So many letters of the same size as fast as smtplib can, over one connection."""
    text = "x" * len(letter_text())
    with smtplib.SMTP(HOST, server.port) as line:
        for each in range(number):
            message = EmailMessage("Kinderschutz-Portal", text, to=[f"a{each}@amt.example"])
            line.sendmail(message.from_email, message.to, message.message().as_bytes())


def letter_text() -> str:
    """The text of a letter, for its length."""
    with transaction.atomic():
        (delivery,) = write("laenge@amt.example")
        text = compose(delivery, at=AT).text
        transaction.set_rollback(True)
    return text


def latency(server: MailServer) -> list[dict[str, Any]]:
    """From a letter's INSERT to its acceptance on record, by the database's clock, all idle."""
    Delivery.objects.filter(attempts=0).delete()
    with running("manage.py", "relay", environment=environment(server)):
        assert wait_until(Heartbeat.objects.filter(name="relay").exists, seconds=30)
        time.sleep(1)
        planned = []
        for number in range(SAMPLES):
            planned += write(f"einzeln-{number}@amt.example")
            time.sleep(0.05)
        keys = [delivery.pk for delivery in planned]
        sent = Delivery.objects.filter(pk__in=keys, sent_at__isnull=False)
        assert wait_until(lambda: sent.count() == SAMPLES, seconds=30)
    took = [
        age.total_seconds()
        for age in sent.annotate(
            took=ExpressionWrapper(F("sent_at") - F("due_at"), output_field=DurationField())
        ).values_list("took", flat=True)
    ]
    floors = [timed(lambda: single_letter(server)) for _ in range(SAMPLES)]
    return [
        figure(
            "commit to sent by the relay, idle, p50", percentile(took, 50), percentile(floors, 50)
        ),
        figure(
            "commit to sent by the relay, idle, p99", percentile(took, 99), percentile(floors, 99)
        ),
    ]


def single_letter(server: MailServer) -> None:
    """One letter over a connection of its own."""
    with smtplib.SMTP(HOST, server.port) as line:
        line.sendmail("a@portal.example", ["b@amt.example"], b"Subject: x\r\n\r\nx\r\n")


def figure(name: str, value: float, floor: float) -> dict[str, Any]:
    """A duration in milliseconds beside one bare letter over a connection of its own."""
    return {
        "name": name,
        "value": round(value * 1000, 1),
        "unit": "ms",
        "floor": round(floor * 1000, 1),
        "ratio": round(value / floor, 1),
        "floor_is": "one letter by smtplib over a connection of its own",
    }


def poking() -> list[dict[str, Any]]:
    """What waking a worker adds to a commit while the broker is silent."""
    logging.getLogger(poke.__name__).setLevel(logging.ERROR)  # it says so, but not among figures
    with black_hole() as url, override_settings(CELERY_BROKER_URL=url):
        pairs = [
            (timed(lambda: commit(wake=False)), timed(lambda: commit(wake=True)))
            for _ in range(300)
        ]
    plain, waking = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [
        {
            "name": "commit that wakes a worker while the broker never answers",
            "value": round(waking * 1000, 2),
            "unit": "ms",
            "floor": round(plain * 1000, 2),
            "ratio": round(waking / plain, 2),
            "worst": round(max(each for _, each in pairs) * 1000, 1),
            "floor_is": "the same commit without waking anybody",
        }
    ]


def commit(*, wake: bool) -> None:
    """A transaction that does next to nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if wake:
            poke.wake("network.tasks.deliver_due")


@contextmanager
def black_hole() -> Iterator[str]:
    """A broker that takes connections and never answers."""
    with socket.create_server((HOST, 0), backlog=64) as listening:
        yield f"redis://{HOST}:{listening.getsockname()[1]}/0"


def timed(act: Callable[[], object]) -> float:
    """Seconds that `act` takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def percentile(values: list[float], part: int) -> float:
    """The smallest value that is not exceeded by `part` per cent."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]
