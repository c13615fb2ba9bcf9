"""10,000 letters with and without kill -9 of worker and broker after 3,000; with and without relay.

What the mail server sees twice is counted there. The broker keeps nothing on disk. `killed=1000`
takes a thousand letters, and kills after three hundred.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.test import override_settings
from kombu import pools

from kinderschutz.lib.runtime.waiting import wait_until
from network.models import Delivery
from tests.bench import workers
from tests.bench.bench_post import bare_letters, sending_to
from tests.bench.bench_queue import planned
from tests.bench.mail_server import MailServer, mail_server
from tests.bench.measure import timed
from tests.faults.processes import kill
from tests.fixtures.redis import RedisServer

LETTERS, KILLED_AFTER, DEAD_SECONDS, PROCESSES = 10_000, 0.3, 5, 2
TASK = "network.tasks.deliver_due"


def run(number: int = LETTERS) -> Iterator[dict[str, Any]]:
    """Four runs over the same number of letters, and the floor."""
    with override_settings(CELERY_BROKER_URL=""), mail_server() as mail, sending_to(mail):
        floor = timed(lambda: bare_letters(mail, number))
        mail.taken()
        for relay in (True, False):
            for killed in (False, True):
                yield one(mail, floor, number, killed=killed, relay=relay)


def one(
    mail: MailServer, floor: float, number: int, *, killed: bool, relay: bool
) -> dict[str, Any]:
    """All letters once, from the first poke to the last letter on record."""
    with ExitStack() as stack:
        broker = stack.enter_context(workers.broker())
        process = stack.enter_context(workers.worker(broker, mail, processes=PROCESSES))
        keys = planned(number)
        left = Delivery.objects.unsettled().filter(pk__in=keys)
        begun = time.perf_counter()
        if relay:
            stack.enter_context(workers.relay(mail))
        poke(broker)
        if killed:
            assert wait_until(lambda: left.count() <= number * (1 - KILLED_AFTER), seconds=300)
            kill(process)
            broker.stop()
            time.sleep(DEAD_SECONDS)
            broker.start()
            pools.reset()  # type: ignore[no-untyped-call] # this process's lines to the dead broker
            stack.enter_context(workers.worker(broker, mail, processes=PROCESSES))
            poke(broker)
        nearly = wait_until(lambda: left.count() <= number // 100, seconds=600, every=0.1)
        most = time.perf_counter() - begun
        all_sent = wait_for_all(broker, relay=relay)
        took = time.perf_counter() - begun
    letters, addresses = mail.taken()
    sent = Delivery.objects.filter(pk__in=keys, sent_at__isnull=False).count()
    assert nearly, "99 per cent were not sent in time"
    return {
        "name": f"{number:,} letters, {'kill -9 after 30 %' if killed else 'nothing killed'}, "
        f"{'worker and relay' if relay else 'worker alone'}",
        "value": round(took, 1),
        "unit": "s",
        "seconds_to_99_percent": round(most, 1),
        "lost": number - sent,
        "missing_at_mail_server": number - addresses,
        "duplicates_at_mail_server": letters - addresses,
        "floor": round(floor, 1),
        "ratio": round(took / floor, 2),
        "floor_is": "the same number of letters by smtplib over one connection",
        "all_sent": all_sent,
    }


def wait_for_all(broker: RedisServer, *, relay: bool) -> bool:
    """Until nothing is owed; without a relay a poke every ten seconds, as beat sends it."""
    end = time.monotonic() + 120
    while Delivery.objects.unsettled().exists() and time.monotonic() < end:
        if not relay:
            poke(broker)
        wait_until(lambda: not Delivery.objects.unsettled().exists(), seconds=10, every=0.1)
    return not Delivery.objects.unsettled().exists()


def poke(broker: RedisServer) -> None:
    """What commits do all the time: wake every process of the worker."""
    client = workers.client_of(broker)
    for _ in range(PROCESSES):
        client.send_task(TASK)
