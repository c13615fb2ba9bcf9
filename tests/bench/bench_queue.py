"""Rows as the queue against one Celery task per delivery: the same letters, broker and database."""

import random
import statistics
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from celery import Celery
from django.db import connection
from django.test import override_settings

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Attempt, Delivery
from tests.bench import workers
from tests.bench.bench_post import bare_letters, sending_to
from tests.bench.mail_server import MailServer, mail_server
from tests.bench.measure import timed
from tests.fixtures.redis import RedisServer
from tests.letters import write_many

LETTERS, ROUNDS = 1000, 3
MARK = "UPDATE network_delivery SET state = 'sent', sent_at = now(), attempts = 1 WHERE id = %s"


@dataclass(frozen=True)
class Way:
    """One way of getting letters out."""

    name: str
    rows: bool
    channel: str
    processes: int = 1
    keeps: str = ""


WAYS = tuple(
    way
    for channel in ("no-op", "SMTP")
    for way in (
        Way("rows as the queue", rows=True, channel=channel),
        Way("rows as the queue", rows=True, channel=channel, processes=2),
        Way("one task per delivery", rows=False, channel=channel),
        Way("one task per delivery", rows=False, channel=channel, processes=2),
        Way("one task per delivery, connection kept", rows=False, channel=channel, keeps="yes"),
    )
)


def run() -> list[dict[str, Any]]:
    """Letters per second of each way, three rounds in chance order, and the floors between them."""
    found: dict[Way, list[float]] = {way: [] for way in WAYS}
    floors: dict[str, list[float]] = {"no-op": [], "SMTP": []}
    with (
        override_settings(CELERY_BROKER_URL=""),
        mail_server() as mail,
        workers.broker() as broker,
        sending_to(mail),
    ):
        for _ in range(ROUNDS):
            floors["no-op"].append(marking())
            floors["SMTP"].append(LETTERS / timed(lambda: bare_letters(mail, LETTERS)))
            mail.taken()
            for way in random.sample(WAYS, len(WAYS)):
                found[way].append(letters_per_second(way, broker, mail))
    return [line(way, found, floors[way.channel]) for way in WAYS]


def line(way: Way, found: dict[Way, list[float]], floors: list[float]) -> dict[str, Any]:
    """One figure, beside its floor and beside one task per delivery with as many processes."""
    value, floor = statistics.median(found[way]), statistics.median(floors)
    plain = Way("one task per delivery", rows=False, channel=way.channel, processes=way.processes)
    alone = Way(way.name, rows=way.rows, channel=way.channel, keeps=way.keeps)
    return {
        "name": f"{way.name}, {way.channel}, {way.processes} process(es)",
        "value": round(value),
        "unit": "letters/s",
        "rounds": [round(each) for each in found[way]],
        "floor": round(floor),
        "ratio": round(value / floor, 2),
        "times_one_task_each": round(value / statistics.median(found[plain]), 1),
        "times_one_process": round(value / statistics.median(found[alone]), 2),
        "floor_is": "smtplib over one connection"
        if way.channel == "SMTP"
        else "one UPDATE and one INSERT per letter, each pair committed",
    }


def letters_per_second(way: Way, broker: RedisServer, mail: MailServer) -> float:
    """All letters are in the database; from the first task sent to the last letter marked."""
    more = {"KEEP_CONNECTIONS": way.keeps}
    if way.channel == "no-op":
        more["DJANGO_SETTINGS_MODULE"] = "tests.bench.noop"
    app = "kinderschutz" if way.rows else "tests.bench.one_task_each"
    with workers.worker(broker, mail, app=app, processes=way.processes, **more):
        client = workers.client_of(broker)
        dispatch(way, client, planned(20))
        keys = planned(LETTERS)
        begun = time.perf_counter()
        dispatch(way, client, keys)
        took = time.perf_counter() - begun
    assert Attempt.objects.filter(delivery__in=keys).count() == LETTERS
    letters, addresses = mail.taken()
    assert way.channel == "no-op" or (letters, addresses) == (LETTERS + 20, LETTERS), letters
    return LETTERS / took


def planned(number: int) -> list[UUID]:
    """New letters, due now."""
    known = set(Delivery.objects.values_list("pk", flat=True))
    write_many(number)
    return [pk for pk in Delivery.objects.values_list("pk", flat=True) if pk not in known]


def dispatch(way: Way, client: Celery, keys: list[UUID]) -> None:
    """Wake the workers, or send one task per letter; wait until all are sent."""
    if way.rows:
        for _ in range(way.processes):
            client.send_task("network.tasks.deliver_due")
    else:
        with client.producer_pool.acquire(block=True) as producer:
            for pk in keys:
                client.send_task("one_task_each.deliver", [str(pk)], producer=producer)
    left = Delivery.objects.unsettled().filter(pk__in=keys)
    assert wait_until(lambda: not left.exists(), seconds=120, every=0.01)


def marking() -> float:
    """Letters marked as sent per second, with nothing sent."""
    keys = planned(LETTERS)

    def mark() -> None:
        with connection.cursor() as cursor:
            for pk in keys:
                cursor.execute(
                    f"WITH sent AS ({MARK}) INSERT INTO network_attempt"
                    " (id, delivery_id, at, outcome, code, detail)"
                    " VALUES (gen_random_uuid(), %s, now(), 'sent', '', '')",
                    [pk, pk],
                )

    return LETTERS / timed(mark)
