"""The same report sent again and again, also at the same instant: one concern, one receipt."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.report import report_concern
from network.access import Refused
from network.models import Delivery
from tests.fixtures.district import CARLA, District
from tests.flows.reports import a_report, ada_reports

TIMES = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_submits_at_once_make_one_concern_and_tell_once(district: District) -> None:
    key = uuid4()

    def submit(_number: int) -> str:
        try:
            return ada_reports(district, key=key).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        references = set(threads.map(submit, range(TIMES)))

    notices = Notice.objects.filter(recipient_office__key="bornheim")
    assert references == {Concern.objects.get().reference}
    assert notices.count() == 1
    assert Delivery.objects.filter(message_id=notices.get().pk, channel="portal").count() == 1


def test_twenty_submits_one_after_the_other_give_the_same_receipt(district: District) -> None:
    key = uuid4()

    references = {ada_reports(district, key=key).reference for _ in range(TIMES)}

    assert len(references) == 1


def test_somebody_elses_key_opens_nothing(district: District) -> None:
    key: UUID = uuid4()
    ada_reports(district, key=key)
    now = timezone.now()

    with pytest.raises(Refused):
        report_concern(
            by=district.actor(CARLA), report=a_report(at=now), at=now, idempotency_key=key
        )
