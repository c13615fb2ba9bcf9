"""A recipient whose mailboxes answer 550 for good: how long until each sign of it is there."""

from datetime import datetime
from typing import Any

from django.db.models import Min
from django.test import override_settings

from cases.models import Notice
from kinderschutz.lib.runtime.waiting import wait_until
from network.models import ContactPoint, Delivery, User
from tests.bench import workers
from tests.bench.bench_report import report_once, school
from tests.bench.measure import percentile
from tests.faults.sink import FaultySink

REPORTS = 5
DEAD = "siegburg"
SIGNS = {
    "the refused letter stands as failed": "failed",
    "the notice is marked as not reached": "marked",
    "the next step's letter is with the mail server": "next",
    "the fallback office has its alarm": "alarm",
}


def run() -> list[dict[str, Any]]:
    """A few reports one after the other; median and worst of each sign, by the database's clock."""
    reporter = school()
    sink = FaultySink()
    sink.start()
    for address in ContactPoint.objects.filter(office__key=DEAD).values_list("address", flat=True):
        sink.answer(address, "550 5.1.1 unknown")
    with override_settings(CELERY_BROKER_URL=""), workers.relay(sink):
        found = [signs(reporter) for _ in range(REPORTS)]
    sink.end()
    return [
        {
            "name": f"recipient dead for good: {name}",
            "value": round(percentile([each[key] for each in found], 50), 2),
            "unit": "s after the report",
            "worst": round(max(each[key] for each in found), 2),
            "reports": REPORTS,
        }
        for name, key in SIGNS.items()
    ]


def signs(reporter: User) -> dict[str, float]:
    """One report, followed until the fallback office has been told."""
    concern = report_once(reporter)
    notice = Notice.objects.filter(concern=concern, recipient_office__key=DEAD).earliest(
        "created_at"
    )
    letters = Delivery.objects.filter(message_id=notice.pk)
    alarm = Notice.objects.filter(about=notice)
    further = letters.filter(step__gt=0, sent_at__isnull=False)
    assert wait_until(lambda: alarm.exists() and further.exists(), seconds=60, every=0.02), "silent"
    told = Delivery.objects.filter(message_id=alarm.get().pk)
    times: dict[str, datetime | None] = {
        "failed": letters.aggregate(first=Min("failed_at"))["first"],
        "marked": Notice.objects.get(pk=notice.pk).unreached_at,
        "next": further.aggregate(first=Min("sent_at"))["first"],
        "alarm": told.aggregate(first=Min("sent_at"))["first"],
    }
    return {
        key: (at - notice.created_at).total_seconds() for key, at in times.items() if at is not None
    }
