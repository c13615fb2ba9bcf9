"""Planning letters: rows in the transaction of what they tell about."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from network.domain.terms import Urgency
from network.models import Attempt, Delivery
from network.services import post
from tests.letters import AT, PORTAL, a_letter, mailbox, state, write

pytestmark = pytest.mark.django_db


def test_in_the_portal_a_message_has_arrived_with_its_row() -> None:
    (delivery,) = post.plan(a_letter(), [PORTAL], at=AT)

    assert (delivery.state, delivery.sent_at, delivery.attempts) == ("sent", AT, 0)


def test_email_is_due_by_the_clock_of_the_database_whatever_the_caller_thinks() -> None:
    (delivery,) = post.plan(a_letter(), [mailbox("a@amt.example")], at=AT.replace(year=2099))

    assert delivery.state == "due"
    assert Delivery.objects.claimable().filter(pk=delivery.pk).exists()


def test_planning_the_same_letter_twice_changes_nothing() -> None:
    letter, contacts = a_letter(), [PORTAL, mailbox("a@amt.example")]

    first = post.plan(letter, contacts, at=AT)
    second = post.plan(letter, contacts, at=AT)

    assert [row.pk for row in first] == [row.pk for row in second]
    assert Delivery.objects.count() == 2


def test_two_spellings_of_one_mailbox_get_one_letter() -> None:
    planned = post.plan(a_letter(), [mailbox("A@Amt.example"), mailbox(" A@amt.EXAMPLE")], at=AT)

    assert [row.address for row in planned] == ["A@amt.example"]


def test_nobody_to_tell_gives_no_rows_and_no_poke() -> None:
    with CaptureQueriesContext(connection) as queries:
        post.plan_all([], at=AT)

    assert len(queries) == 0


def test_letters_of_one_report_take_as_many_queries_as_one() -> None:
    letters = [(a_letter(), [PORTAL, mailbox("a@amt.example")]) for _ in range(3)]

    with CaptureQueriesContext(connection) as one:
        post.plan_all(letters[:1], at=AT)
    with CaptureQueriesContext(connection) as three:
        post.plan_all(letters, at=AT)

    assert len(one) == len(three) == 2


def test_letter_of_a_transaction_that_fails_was_never_written() -> None:
    letter = a_letter()

    with transaction.atomic():
        post.plan(letter, [PORTAL, mailbox("a@amt.example")], at=AT)
        transaction.set_rollback(True)

    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sent"},
        {"state": "claimed"},
        {"failed_at": AT},
        {"state": "failed", "sent_at": AT},
        {"recipient_office": None},
        {"channel": "brief"},
        {"priority": 7},
    ],
)
def test_database_refuses_rows_that_contradict_themselves(change: dict[str, object]) -> None:
    (delivery,) = write("a@amt.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**change)

    assert state(delivery) == "due"


def test_portal_delivery_cannot_be_anything_but_sent() -> None:
    (delivery,) = post.plan(a_letter(), [PORTAL], at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(state="due", sent_at=None)


def test_attempts_are_never_changed_or_deleted() -> None:
    (delivery,) = write("a@amt.example")
    attempt = Attempt.objects.create(delivery=delivery, outcome="temporary", code="450")

    with pytest.raises(ProgrammingError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(outcome="sent")
    with pytest.raises(ProgrammingError), transaction.atomic():
        attempt.delete()

    assert Attempt.objects.get().outcome == "temporary"


def test_priority_follows_urgency() -> None:
    rows = [write("a@amt.example", urgency=each)[0] for each in Urgency]

    assert [row.priority for row in rows] == [0, 1, 2]
