"""Ten reports while the broker refuses connections: what it adds, when the letters go."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.db.models import Max
from django.test import override_settings
from django.utils import timezone

from kinderschutz.lib import poke
from kinderschutz.lib.runtime.waiting import wait_until
from network.domain.terms import ChannelKind
from network.models import Delivery, User
from tests.bench import workers
from tests.bench.bench_post import sending_to
from tests.bench.bench_report import report_once, school
from tests.bench.mail_server import MailServer, mail_server
from tests.bench.measure import timed

REPORTS = 10


def run() -> Iterator[dict[str, Any]]:
    """With a relay, and with worker and beat alone; the floor is the same with the broker there."""
    reporter = school()
    with mail_server() as mail, sending_to(mail):
        for relay in (True, False):
            yield while_away(reporter, mail, relay=relay)


def while_away(reporter: User, mail: MailServer, *, relay: bool) -> dict[str, Any]:
    """Worker and beat are there all the time; the broker goes for the reports and comes back."""
    with ExitStack() as stack:
        broker = stack.enter_context(workers.broker())
        stack.enter_context(workers.worker(broker, mail))
        stack.enter_context(workers.beat(broker, mail))
        if relay:
            stack.enter_context(workers.relay(mail))
        stack.enter_context(override_settings(CELERY_BROKER_URL=workers.broker_url(broker)))
        poke.publisher.reset()
        peace = [timed(lambda: report_once(reporter)) for _ in range(2 * REPORTS)][REPORTS:]
        assert wait_until(lambda: not Delivery.objects.unsettled().exists(), seconds=60)
        mail.taken()
        broker.stop()
        begun = timezone.now()
        times = [timed(lambda: report_once(reporter)) for _ in range(REPORTS)]
        owed = Delivery.objects.filter(planned_at__gte=begun).exclude(channel=ChannelKind.PORTAL)
        if relay:
            assert wait_until(lambda: not owed.unsettled().exists(), seconds=60, every=0.01)
        back = timezone.now()
        broker.start()
        assert wait_until(lambda: not owed.unsettled().exists(), seconds=120, every=0.02)
        last = owed.aggregate(last=Max("sent_at"))["last"]
    poke.publisher.reset()
    letters, _ = mail.taken()
    usual = statistics.median(peace)
    assert owed.filter(sent_at=None).count() == 0
    return {
        "name": f"ten reports while the broker refuses, {'with' if relay else 'without'} relay",
        "value": round((last - (begun if relay else back)).total_seconds(), 2),
        "unit": "s from the first report to the last letter, the broker still away"
        if relay
        else "s from the broker's return to the last letter",
        "accepted": len(times),
        "letters": owed.count(),
        "at_mail_server": letters,
        "report_p50_ms": round(statistics.median(times) * 1000, 1),
        "report_worst_ms": round(max(times) * 1000, 1),
        "worst_with_broker_ms": round(max(peace) * 1000, 1),
        "added_ms": round((statistics.median(times) - usual) * 1000, 1),
        "floor": round(usual * 1000, 1),
        "ratio": round(statistics.median(times) / usual, 2),
        "floor_is": "ms of the same report while the broker is there; the ratio is of the medians",
    }
