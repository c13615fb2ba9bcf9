"""Letters that do not arrive and notices that nobody releases are not forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from cases.models import Notice
from cases.services.escalation import escalate_due
from cases.services.notices import recipient_of
from cases.services.reaching import plan_last_call
from cases.services.release import release_notice, withhold_notice
from cases.services.telling import tell_fallback_desk
from cases.services.watching import answer_each
from network.models import Call, ContactPoint, Delivery, Event
from network.services import post
from tests.factories.cases import make_concern, notice_to
from tests.fixtures.district import BEN, District
from tests.flows.reports import ada_reports
from tests.letters import write
from tests.people import People

HEAD = "deniz.musterberg@jugendamt-bornheim.example"


def to_bornheim(district: District) -> Notice:
    return Notice.objects.get(concern=ada_reports(district), recipient_office__key="bornheim")


def prepared(district: District) -> Notice:
    """The notice to Bonn, which Bornheim has to release."""
    return Notice.objects.get(concern=ada_reports(district), release="confirm")


def age(notice: Notice, **by: float) -> None:
    """Move the notice's next step into the past."""
    Notice.objects.filter(pk=notice.pk).update(next_step_at=F("next_step_at") - timedelta(**by))


def letters_of(notice: Notice) -> "list[Delivery]":
    mails = Delivery.objects.filter(message_id=notice.pk, channel="email")
    return list(mails.exclude(kind="call"))


def test_a_letter_that_is_late_marks_the_notice_and_hurries_nobody(district: District) -> None:
    notice = to_bornheim(district)
    Delivery.objects.filter(message_id=notice.pk, channel="email").update(
        planned_at=timezone.now() - timedelta(minutes=11)
    )

    escalate_due()

    notice.refresh_from_db()
    assert notice.unreached_at is not None
    assert notice.step == 0


def test_a_letter_that_arrives_after_all_takes_the_mark_away(district: District) -> None:
    notice = to_bornheim(district)
    late = Delivery.objects.filter(message_id=notice.pk, channel="email")
    late.update(planned_at=timezone.now() - timedelta(minutes=11))
    escalate_due()

    late.update(state="sent", sent_at=timezone.now())
    escalate_due()

    notice.refresh_from_db()
    assert notice.unreached_at is None


def test_a_letter_that_comes_back_takes_the_next_step_at_once(district: District) -> None:
    notice = to_bornheim(district)
    letter = letters_of(notice)[0]
    Delivery.objects.filter(pk=letter.pk).update(state="failed", failed_at=timezone.now())

    escalate_due()

    notice.refresh_from_db()
    assert notice.unreached_at is not None
    assert notice.step == 1


def test_a_prepared_notice_is_remembered_first_by_mail_then_by_the_head(
    district: District,
) -> None:
    notice = prepared(district)

    for _ in range(2):
        age(notice, hours=1, seconds=5)
        escalate_due()

    notice.refresh_from_db()
    asked = {letter.address for letter in letters_of(notice) if letter.kind == "release"}
    assert {"eingang@jugendamt-bornheim.example", HEAD} <= asked
    assert notice.next_step_at is None
    assert notice.released_at is None


def test_before_its_time_nobody_is_reminded_of_a_prepared_notice(district: District) -> None:
    notice = prepared(district)

    escalate_due()

    assert letters_of(notice) == []


@pytest.mark.parametrize("reminders", [0, 1, 2])
def test_releasing_begins_the_ladder_at_its_first_step(district: District, reminders: int) -> None:
    notice = prepared(district)
    for _ in range(reminders):
        age(notice, hours=1, seconds=5)
        escalate_due()
    notice.refresh_from_db()

    released = release_notice(notice=notice, by=district.actor(BEN), at=timezone.now())

    assert (released.step, released.exhausted_at) == (0, None)
    assert released.ack_by is not None
    assert released.next_step_at == released.ack_by


def test_what_is_withheld_is_not_asked_for_again(district: District) -> None:
    notice = prepared(district)

    withheld = withhold_notice(notice=notice, by=district.actor(BEN), at=timezone.now())

    assert withheld.next_step_at is None


def test_a_prepared_notice_that_nobody_decides_ends_in_a_red_line(district: District) -> None:
    notice = prepared(district)

    for _ in range(2):
        age(notice, hours=1, seconds=5)
        escalate_due()

    assert Notice.objects.alarming().filter(pk=notice.pk).exists()


def test_a_bounced_reminder_of_a_release_does_not_mark_the_recipient(district: District) -> None:
    notice = prepared(district)
    age(notice, hours=1, seconds=5)
    escalate_due()
    Delivery.objects.filter(message_id=notice.pk, kind="release").update(
        state="failed", failed_at=timezone.now()
    )

    escalate_due()

    notice.refresh_from_db()
    assert notice.unreached_at is None
    assert notice.step == 2


def test_a_notice_that_does_not_open_stops_no_other(district: District) -> None:
    damaged, healthy = to_bornheim(district), to_bornheim(district)
    past = timezone.now() - timedelta(minutes=1)
    for notice in (damaged, healthy):
        Notice.objects.filter(pk=notice.pk).update(ack_by=past, next_step_at=past)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_notice SET headline = '\\x0109'::bytea, content = '\\x0109'::bytea,"
            ' ladder = \'[{"role": "nobody"}]\' WHERE id = %s',
            [damaged.pk],
        )

    escalate_due()

    healthy.refresh_from_db()
    assert healthy.step == 1
    assert Notice.objects.alarming().filter(pk=damaged.pk).exists()


def test_a_row_that_does_not_open_is_shown_as_such_in_the_inbox(district: District) -> None:
    damaged = to_bornheim(district)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_notice SET headline = '\\x0109'::bytea WHERE id = %s", [damaged.pk]
        )
    client = Client()
    client.force_login(district.user(BEN))

    page = client.get(reverse("cases:inbox"))

    assert page.status_code == 200
    assert "Nicht lesbar" in page.content.decode()


def test_a_partner_without_an_account_is_asked_to_call(district: District) -> None:
    concern = ada_reports(district, urgency="acute", topics=("domestic_violence",))
    notice = Notice.objects.filter(concern=concern, recipient_partner__isnull=False)[0]

    release_notice(notice=notice, by=district.actor(BEN), at=timezone.now())

    letters = Delivery.objects.filter(message_id=notice.pk)
    assert {(letter.channel, letter.path) for letter in letters} == {("email", "")}


def test_a_letter_of_the_fallback_desk_that_comes_back_is_told_to_the_operators_alone(
    district: District, settings: Settings
) -> None:
    settings.OPERATORS_ADDRESS = "betrieb@portal.example"
    notice = to_bornheim(district)
    letter = letters_of(notice)[0]
    failed = Delivery.objects.filter(pk=letter.pk)
    failed.update(kind="call", state="failed", failed_at=timezone.now())

    escalate_due()

    notice.refresh_from_db()
    assert (notice.step, notice.unreached_at) == (0, None)
    alarm = Delivery.objects.get(kind="desk_alarm")
    assert (alarm.address, alarm.message_id) == ("betrieb@portal.example", letter.pk)
    assert Event.objects.filter(what="notice.desk_not_reached", on_id=notice.pk).exists()


def test_more_broken_rows_than_the_limit_keep_no_letter_from_its_turn(db: None) -> None:
    letters = write(*(f"stelle-{number}@amt.example" for number in range(4)))
    Delivery.objects.update(state="failed", failed_at=timezone.now())
    answered = []

    def answer(letter: Delivery) -> None:
        if letter.pk != letters[-1].pk:
            raise ValueError("this row is broken")
        answered.append(letter.pk)

    for _ in range(2):
        answer_each(post.failed_unanswered(), answer, limit=2)

    assert letters[-1].pk in answered


def test_a_fallback_office_without_an_address_is_an_error_in_the_log(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    ContactPoint.objects.filter(office=people.kreis).delete()
    notice = notice_to(make_concern(people), "bornheim")
    plan_last_call(notice, recipient_of(notice), at=timezone.now())
    call = Call.objects.open().get(message_id=notice.pk)

    tell_fallback_desk(call, timezone.now())

    errors = {each.getMessage() for each in caplog.records if each.levelname == "ERROR"}
    assert errors == {f"the fallback office has no address to be told of call {call.pk}"}
