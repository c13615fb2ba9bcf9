"""What is done with a notice or a letter is written down with the time of the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.models import Notice
from network.models import Event
from tests.cases.views.walking import client_of
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.people import People

WRONG = timedelta(minutes=20)


def is_right(at: datetime | None) -> bool:
    return at is not None and abs(at - datetime.now(UTC)) < WRONG / 2


@pytest.mark.parametrize("deed", ["take_over", "release"])
def test_a_web_server_with_a_wrong_clock_writes_the_right_time(people: People, deed: str) -> None:
    concern = make_concern(people, child(whereabouts=BONN))
    waiting = Notice.objects.get(concern=concern, recipient_kind="outside")
    notice = notice_to(concern, "bornheim") if deed == "take_over" else waiting
    ben = client_of(people.ben)

    with time_machine.travel(timezone.now() + WRONG, tick=True):
        assert ben.post(reverse(f"cases:{deed}", args=[notice.pk])).status_code == 302

    notice.refresh_from_db()
    assert is_right(notice.acknowledged_at if deed == "take_over" else notice.released_at)
    assert all(is_right(each.at) for each in Event.objects.filter(on_id=notice.pk))
