"""What goes outside the youth offices waits for a person, who is named."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime
from cases.models import Concern, Notice
from cases.services.release import AlreadyDecided, release_notice, withhold_notice
from network.access import Refused
from network.models import Delivery, Event
from tests.factories.cases import make_concern
from tests.people import People

FRIDAY_EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def concern(people: People) -> Concern:
    """An acute report about sexual violence, which courts or police may have to know."""
    return make_concern(people, urgency="acute", topics=("sexual_violence",))


@pytest.fixture
def waiting(concern: Concern) -> Notice:
    """A notice that a caseworker of Bornheim has to release."""
    return Notice.objects.waiting_for_release().filter(concern=concern).order_by("id")[0]


def with_ack(notice: Notice, ack: AckTime) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(ack=ack.to_data())
    notice.refresh_from_db()
    return notice


def test_nothing_has_left_before_somebody_released_it(waiting: Notice) -> None:
    assert waiting.released_at is None
    assert not Delivery.objects.filter(message_id=waiting.pk).exists()


def test_releasing_sends_it_in_the_name_of_a_person(people: People, waiting: Notice) -> None:
    at = timezone.now()

    release_notice(notice=waiting, by=people.ben.actor, at=at)

    waiting.refresh_from_db()
    assert (waiting.released_at, waiting.released_by) == (at, people.ben.user)
    assert waiting.unreached_at == at  # the directory has no address of this partner
    assert Event.objects.get(what="notice.released").on_id == waiting.pk


@pytest.mark.parametrize(
    ("ack", "ends"),
    [
        (AckTime(60), FRIDAY_EVENING.replace(hour=20)),
        (NEXT_WORKING_NOON, MONDAY_NOON),
    ],
)
def test_the_time_for_taking_over_begins_with_the_release(
    people: People, waiting: Notice, ack: AckTime, ends: datetime
) -> None:
    notice = with_ack(waiting, ack)

    release_notice(notice=notice, by=people.ben.actor, at=FRIDAY_EVENING)

    notice.refresh_from_db()
    assert notice.ack_by == ends
    assert notice.next_step_at is not None


def test_withheld_never_leaves(people: People, waiting: Notice) -> None:
    withhold_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    with pytest.raises(AlreadyDecided):
        release_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    waiting.refresh_from_db()
    assert (waiting.released_at, waiting.withdrawn_by) == (None, people.ben.user)
    assert not Delivery.objects.filter(message_id=waiting.pk).exists()


def test_what_has_left_cannot_be_withheld(people: People, waiting: Notice) -> None:
    release_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    with pytest.raises(AlreadyDecided):
        withhold_notice(notice=waiting, by=people.ben.actor, at=timezone.now())


@pytest.mark.parametrize("decide", [release_notice, withhold_notice])
@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_only_the_office_that_answers_decides(
    people: People, waiting: Notice, decide: Callable[..., Notice], who: str
) -> None:
    with pytest.raises(Refused):
        decide(notice=waiting, by=getattr(people, who).actor, at=timezone.now())
