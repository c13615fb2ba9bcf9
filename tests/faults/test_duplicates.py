"""F10: the same work comes to many hands at once; it is done once. See also test_workers."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from cases.models import Notice
from cases.services.escalation import escalate_due
from network.models import Event
from tests.faults.sink import FaultySink
from tests.fixtures.district import District
from tests.flows.reports import ada_reports

HANDS = 10


def test_ten_sweeps_at_the_same_instant_take_a_step_once(
    sink: FaultySink, district: District
) -> None:
    concern = ada_reports(district)
    notices = Notice.objects.filter(concern=concern, released_at__isnull=False)
    late = notices.update(next_step_at="2026-01-01T00:00Z")

    def sweep(_number: int) -> int:
        try:
            return escalate_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=HANDS) as threads:
        moved = sum(threads.map(sweep, range(HANDS)))

    steps = Event.objects.filter(what="notice.escalated", on_id__in=notices.values("pk"))
    taken = list(steps.values_list("on_id", "details__step"))
    assert moved == late
    assert taken
    assert len(taken) == len(set(taken))
