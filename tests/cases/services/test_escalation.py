"""While nobody takes over: step by step up the frozen ladder, and a red line at its end.

No clock is moved: the rows are moved back, the database tells the time.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from kinderschutz.lib.clock import database_now
from network.domain.post import DeliveryState
from network.domain.terms import Role
from network.models import ContactPoint, Delivery, Event
from tests.factories.cases import make_concern, notice_to, overdue
from tests.factories.network import changed_directory
from tests.people import People, person

MAILBOX = "eingang@jugendamt-bornheim.example"
FALLBACK = "eingang@jugendamt-kreis.example"
LAST = 5
"""The last step of the acute ladder: reminder, deputy, head, reminder, fallback office."""


@pytest.fixture
def notice(people: People) -> Notice:
    """An acute notice to Bornheim: fifteen minutes, then five steps."""
    return notice_to(make_concern(people, urgency="acute"), "bornheim")


def with_deputy_and_head(people: People) -> None:
    person("Vera Vogt", Role.DEPUTY, people.bornheim)
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)


def written_to(notice: Notice) -> list[str]:
    later = Delivery.objects.filter(message_id=notice.pk).exclude(kind__in=["notice", "call"])
    return list(later.order_by("step").values_list("address", flat=True))


def bounce(notice: Notice) -> None:
    """The first letter came back for good."""
    letter = Delivery.objects.get(message_id=notice.pk, channel="email", kind="notice")
    letter.state, letter.failed_at = DeliveryState.FAILED, database_now()
    letter.save(update_fields=["state", "failed_at"])


def minutes_of(notice: Notice, step: int) -> int:
    return int(notice.ladder[step - 1]["after_minutes"])


def test_nothing_happens_while_there_is_time(people: People, notice: Notice) -> None:
    assert escalate_due() == 0
    assert written_to(notice) == []


def test_silent_office_climbs_the_ladder(people: People, notice: Notice) -> None:
    with_deputy_and_head(people)
    overdue(notice, minutes=minutes_of(notice, 3))

    escalate_due()

    assert written_to(notice) == [MAILBOX, "vera@leute.example", "heinz@leute.example"]


def test_the_next_step_waits_for_its_own_time(people: People, notice: Notice) -> None:
    with_deputy_and_head(people)
    overdue(notice)

    escalate_due()

    notice.refresh_from_db()
    assert notice.ack_by
    assert notice.step == 1
    assert notice.next_step_at == notice.ack_by + timedelta(minutes=minutes_of(notice, 2))


def test_a_step_that_reaches_nobody_goes_on_at_once(people: People, notice: Notice) -> None:
    person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    overdue(notice, minutes=minutes_of(notice, 2))

    escalate_due()

    assert written_to(notice) == [MAILBOX, "heinz@leute.example"]


def test_somebody_who_has_left_is_not_written_to(people: People, notice: Notice) -> None:
    vera = person("Vera Vogt", Role.DEPUTY, people.bornheim)
    vera.user.is_active = False
    vera.user.save()
    overdue(notice, minutes=minutes_of(notice, 2))

    escalate_due()

    assert "vera@leute.example" not in written_to(notice)


def test_at_the_end_the_alarm_stays(people: People, notice: Notice) -> None:
    overdue(notice, minutes=minutes_of(notice, LAST))

    escalate_due()

    notice.refresh_from_db()
    assert (notice.next_step_at, notice.step) == (None, LAST)
    assert list(Notice.objects.exhausted().filter(pk=notice.pk)) == [notice]
    assert escalate_due() == 0


def test_the_fallback_office_is_alarmed_once_about_one_silence(people: People) -> None:
    concern = make_concern(people, urgency="acute")
    notice = notice_to(concern, "bornheim")
    for _ in range(2):
        Notice.objects.filter(pk=notice.pk).update(step=0, exhausted_at=None)
        notice.refresh_from_db()
        overdue(notice, minutes=minutes_of(notice, LAST))
        Notice.objects.filter(pk=notice.pk).update(next_step_at=notice.ack_by)
        escalate_due()

    alarms = Notice.objects.filter(concern=concern, cause="alarm")
    assert [alarm.recipient_name for alarm in alarms] == ["Kreisjugendamt"]
    assert Delivery.objects.filter(address=FALLBACK, kind="notice").count() == 1


def test_the_alarm_names_who_keeps_silent_and_nothing_of_the_case(
    people: People, notice: Notice
) -> None:
    overdue(notice, minutes=minutes_of(notice, LAST))

    escalate_due()

    alarm = Notice.objects.get(cause="alarm")
    assert "Jugendamt Bornheim" in alarm.because
    assert (alarm.content_level, alarm.content) == ("signal", {})


def test_taking_over_on_the_last_step_ends_the_alarm(people: People, notice: Notice) -> None:
    overdue(notice, minutes=minutes_of(notice, LAST))
    escalate_due()
    notice.refresh_from_db()

    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    assert not Notice.objects.alarming().filter(pk=notice.pk).exists()


def test_a_letter_that_came_back_starts_the_ladder_before_its_time(
    people: People, notice: Notice
) -> None:
    bounce(notice)

    escalate_due()

    notice.refresh_from_db()
    assert notice.unreached_at is not None
    assert notice.step == 1
    assert not Delivery.objects.failed_unanswered().exists()


def test_a_letter_that_came_back_after_taking_over_bothers_nobody(
    people: People, notice: Notice
) -> None:
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())
    bounce(notice)

    escalate_due()

    notice.refresh_from_db()
    assert (notice.step, written_to(notice)) == (0, [])


def test_an_office_without_a_verified_mailbox_is_red_from_the_first_instant(
    people: People,
) -> None:
    ContactPoint.objects.filter(office=people.bornheim).update(verified_at=None, verified_by="")
    changed_directory()

    notice = notice_to(make_concern(people), "bornheim")

    assert notice.unreached_at is not None
    assert escalate_due() == 1


def test_many_due_notices_are_taken_in_portions(people: People) -> None:
    for _ in range(3):
        overdue(notice_to(make_concern(people), "bornheim"))

    assert [escalate_due(limit=2), escalate_due(limit=2), escalate_due(limit=2)] == [2, 1, 0]


def test_the_most_urgent_is_taken_first(people: People) -> None:
    for urgency in ("standard", "urgent", "acute"):
        overdue(notice_to(make_concern(people, urgency=urgency), "bornheim"))

    escalate_due(limit=1)

    stepped = Event.objects.get(what="notice.escalated")
    assert Notice.objects.get(pk=stepped.on_id).urgency == "acute"


def test_every_step_is_on_record(people: People, notice: Notice) -> None:
    overdue(notice, minutes=minutes_of(notice, LAST))

    escalate_due()

    events = Event.objects.filter(on_id=notice.pk, is_system=True).order_by("at", "recorded_at")
    assert [each.details["step"] for each in events if each.what == "notice.escalated"] == [
        1,
        2,
        3,
        4,
        LAST,
    ]
    assert [each.what for each in events][-1] == "notice.exhausted"
