"""Sending what is due, against a real SMTP server."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from network.models import Attempt, Delivery, Event
from network.services import post
from tests.fixtures.smtp import SmtpSink
from tests.letters import (
    AT,
    PORTAL,
    a_letter,
    make_due,
    outcomes,
    state,
    write,
    write_many,
)

pytestmark = pytest.mark.django_db


def test_due_letter_is_sent_and_says_so(smtp_sink: SmtpSink) -> None:
    (letter,) = write("a@amt.example")

    assert post.deliver_due(by="test") == 1

    assert smtp_sink.recipients() == ["a@amt.example"]
    assert (state(letter), outcomes(letter)) == ("sent", [("sent", "")])


def test_letter_carries_reference_and_link_and_nothing_else_of_the_case(
    smtp_sink: SmtpSink,
) -> None:
    (letter,) = write("a@amt.example")

    post.deliver_due(by="test")

    (taken,) = smtp_sink.envelopes
    assert str(taken.message["Subject"]) == "Kinderschutz-Portal: neue Mitteilung"
    assert f"http://localhost:8000/eingang/{letter.message_id}/" in taken.message.get_content()
    assert "Zeichen: KS-2345-6789-ABCD" in taken.message.get_content()


def test_nothing_due_opens_no_connection(smtp_sink: SmtpSink) -> None:
    post.plan(a_letter(), [PORTAL], at=AT)

    assert (post.deliver_due(by="test"), smtp_sink.connections) == (0, 0)


def test_batch_is_ten_letters_over_one_connection(smtp_sink: SmtpSink) -> None:
    write_many(12)

    assert [post.deliver_due(by="test") for _ in range(3)] == [10, 2, 0]
    assert smtp_sink.connections == 2


def test_sending_inside_a_transaction_is_refused(smtp_sink: SmtpSink) -> None:
    write("a@amt.example")

    with transaction.atomic(), pytest.raises(RuntimeError):
        post.deliver_due(by="test")

    assert smtp_sink.envelopes == []


def test_temporary_failure_is_due_again_after_a_wait(smtp_sink: SmtpSink) -> None:
    (letter,) = write("voll@amt.example")
    smtp_sink.answer("voll@amt.example", "452 4.2.2 full")

    post.deliver_due(by="test")

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.claimed_by) == ("due", 1, "")
    waits = Delivery.objects.filter(
        due_at__gte=Now() + timedelta(seconds=3), due_at__lte=Now() + timedelta(seconds=5)
    )
    assert waits.filter(pk=letter.pk).exists()


def test_temporary_failures_never_end_and_then_succeed(smtp_sink: SmtpSink) -> None:
    (letter,) = write("voll@amt.example")
    smtp_sink.answer("voll@amt.example", "450 4.2.0 later")
    for _ in range(12):
        make_due()
        post.deliver_due(by="test")
    smtp_sink.behave()
    make_due()

    post.deliver_due(by="test")

    assert state(letter) == "sent"
    assert outcomes(letter) == [("temporary", "450")] * 12 + [("sent", "")]


def test_refused_recipient_fails_visibly_and_the_others_get_their_letters(
    smtp_sink: SmtpSink,
) -> None:
    first, refused, third = write("a@amt.example", "weg@amt.example", "c@amt.example")
    smtp_sink.answer("weg@amt.example", "550 5.1.1 unknown")

    post.deliver_due(by="test")

    assert [state(each) for each in (first, refused, third)] == ["sent", "failed", "sent"]
    assert list(post.failed_unanswered()) == [refused]
    event = Event.objects.get(what="delivery.failed")
    assert (event.on_id, event.office_id) == (refused.pk, refused.office_id)
    assert event.details == {"code": "550", "channel": "email"}


def test_failure_that_went_another_way_is_no_longer_unanswered(smtp_sink: SmtpSink) -> None:
    write("weg@amt.example")
    smtp_sink.answer("weg@amt.example", "550 5.1.1 unknown")
    post.deliver_due(by="test")

    post.failed_unanswered().update(passed_on_at=AT)

    assert not post.failed_unanswered().exists()


def test_dead_server_touches_no_letter(smtp_sink: SmtpSink) -> None:
    letters = write("a@amt.example", "b@amt.example")
    smtp_sink.stop()

    assert post.deliver_due(by="test") == 0

    assert [state(each) for each in letters] == ["due", "due"]
    assert not Attempt.objects.exists()
    assert Delivery.objects.claimable().count() == 2


def test_broken_connection_costs_only_the_letter_under_which_it_broke(
    smtp_sink: SmtpSink,
) -> None:
    broken, second, third = write("bricht@amt.example", "b@amt.example", "c@amt.example")
    smtp_sink.drop("bricht@amt.example")

    assert post.deliver_due(by="test") == 1
    assert [state(each) for each in (broken, second, third)] == ["due", "due", "due"]
    assert post.deliver_due(by="test") == 2

    assert outcomes(broken) == [("temporary", "dropped")]
    assert smtp_sink.recipients() == ["b@amt.example", "c@amt.example"]


def test_ill_server_is_left_alone_after_three_breaks(smtp_sink: SmtpSink) -> None:
    for address in write_many(20):
        smtp_sink.drop(address)

    more = post.drain(by="test", seconds=10)

    assert (more, Attempt.objects.count()) == (False, 3)


def test_drain_sends_all_there_is(smtp_sink: SmtpSink) -> None:
    addresses = write_many(120)

    assert post.drain(by="test", seconds=30) is False
    assert sorted(smtp_sink.recipients()) == sorted(addresses)


def test_drain_says_when_the_time_was_too_short(smtp_sink: SmtpSink) -> None:
    write("a@amt.example")

    assert post.drain(by="test", seconds=0) is True
    assert smtp_sink.envelopes == []


def test_drain_stops_when_asked(smtp_sink: SmtpSink) -> None:
    write_many(25)

    post.drain(by="test", seconds=10, stop=lambda: len(smtp_sink.envelopes) >= 10)

    assert len(smtp_sink.envelopes) == 10
    assert Delivery.objects.claimable().count() == 15


def test_address_that_cannot_be_written_does_not_hold_up_the_next(smtp_sink: SmtpSink) -> None:
    poisoned, healthy = write("a@amt.example", "b@amt.example")
    Delivery.objects.filter(pk=poisoned.pk).update(address="a@amt.example\nBcc: x@y.example")

    post.deliver_due(by="test")

    assert (state(poisoned), state(healthy)) == ("failed", "sent")
    assert outcomes(poisoned) == [("permanent", "address")]


def test_letter_whose_text_crashes_is_tried_again_and_does_not_hold_up_the_next(
    smtp_sink: SmtpSink, settings: Settings, tmp_path: Path
) -> None:
    poisoned, healthy = write("a@amt.example", "b@amt.example")
    Delivery.objects.filter(pk=poisoned.pk).update(path="")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "outside.txt").write_text("{% include 'mail/fehlt.txt' %}")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    post.deliver_due(by="test")

    assert (state(poisoned), state(healthy)) == ("due", "sent")
    assert outcomes(poisoned) == [("temporary", "unwritable")]


def test_letters_that_would_outlive_the_lease_are_given_back(
    smtp_sink: SmtpSink, settings: Settings
) -> None:
    settings.POST_LEASE_SECONDS = 1.8  # a letter may be begun in the first 0.3 s
    for address in write_many(10):
        smtp_sink.stall(address, 0.2)

    settled = post.deliver_due(by="test")

    assert settled == 2
    assert Delivery.objects.filter(sent_at__isnull=False).count() == 2
    assert Delivery.objects.claimable().count() == 8
    assert Attempt.objects.count() == 2


def test_questions_tell_what_waits_and_what_is_stuck(smtp_sink: SmtpSink) -> None:
    (late,) = write("a@amt.example")
    Delivery.objects.filter(pk=late.pk).update(planned_at=Now() - timedelta(minutes=11))

    waiting = post.waiting()

    assert waiting.letters == 1
    assert waiting.oldest is not None
    assert waiting.oldest >= timedelta(minutes=11)
    assert list(post.stuck(longer_than=timedelta(minutes=10))) == [late]
    assert not post.stuck(longer_than=timedelta(minutes=12)).exists()


def test_nothing_waiting_has_no_oldest() -> None:
    assert (post.waiting().letters, post.waiting().oldest) == (0, None)
