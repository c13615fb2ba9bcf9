"""From the commit of a report to the instant at which the acting office's inbox has it."""

import statistics
import threading
import time
from typing import Any

from django.db import connection
from django.test import override_settings

from tests.bench.bench_report import report_once, school

REPORTS = 60
INBOX = (
    "SELECT n.reference FROM cases_notice n"
    " JOIN network_youthoffice o ON o.id = n.recipient_office_id"
    " WHERE o.key = %s AND n.acknowledged_at IS NULL ORDER BY n.created_at DESC LIMIT 1"
)


class Watcher(threading.Thread):
    """An office that looks at its inbox again and again over a connection of its own."""

    def __init__(self, office: str) -> None:
        super().__init__(daemon=True)
        self.office = office
        self.seen: dict[str, float] = {}
        self.stop = threading.Event()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                while not self.stop.is_set():
                    cursor.execute(INBOX, [self.office])
                    for (reference,) in cursor.fetchall():
                        self.seen.setdefault(reference, time.perf_counter())
        finally:
            connection.close()


def run() -> list[dict[str, Any]]:
    """One report after the other, each waited for; the floor is one look at the inbox."""
    reporter = school()
    watcher = Watcher("bornheim")
    watcher.start()
    took = []
    with override_settings(CELERY_BROKER_URL=""):
        for _ in range(REPORTS):
            concern = report_once(reporter)
            committed = time.perf_counter()
            while concern.reference not in watcher.seen:
                time.sleep(0.0005)
            took.append(1000 * max(0.0, watcher.seen[concern.reference] - committed))
    watcher.stop.set()
    watcher.join()
    floor = one_look()
    took.sort()
    return [
        {
            "name": f"commit to visible in the inbox, {label}",
            "value": round(value, 2),
            "unit": "ms",
            "floor": round(floor, 2),
            "ratio": round(value / floor, 2),
            "floor_is": "one look at the inbox by SQL",
        }
        for label, value in (("p50", statistics.median(took)), ("p99", took[int(0.99 * len(took))]))
    ]


def one_look() -> float:
    """Milliseconds of the query by itself."""
    looks = []
    with connection.cursor() as cursor:
        for _ in range(200):
            begun = time.perf_counter()
            cursor.execute(INBOX, ["bornheim"])
            cursor.fetchall()
            looks.append(1000 * (time.perf_counter() - begun))
    return statistics.median(looks)
