"""Forwarding tells another office and releases nobody."""

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Concern, Notice, Ownership
from cases.services.forwarding import CannotForward, forward
from network.access import Refused
from network.models import Delivery, Event
from tests.factories.cases import ACCOUNT, make_concern, notice_to
from tests.people import People

REASON = "Kanariengrund: Die Familie zieht morgen nach Siegburg."


@pytest.fixture
def concern(people: People) -> Concern:
    """Bornheim must act."""
    return make_concern(people)


def forwarded(people: People, concern: Concern, to: str = "siegburg") -> Notice:
    return forward(
        concern=concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to=to,
        reason=REASON,
        at=timezone.now(),
    )


def test_the_other_office_gets_the_whole_report_and_the_reason(
    people: People, concern: Concern
) -> None:
    notice = forwarded(people, concern)

    assert (notice.recipient_name, notice.content_level) == ("Jugendamt Siegburg", "full")
    assert (notice.content["account"], notice.content["note"]) == (ACCOUNT, REASON)
    assert Delivery.objects.filter(message_id=notice.pk, channel="portal").exists()


def test_the_own_office_stays_responsible(people: People, concern: Concern) -> None:
    before = list(Ownership.objects.values("office", "held"))

    forwarded(people, concern)

    assert list(Ownership.objects.values("office", "held")) == before
    assert Concern.objects.get().office == people.bornheim


def test_it_must_be_taken_over_in_the_same_time(people: People, concern: Concern) -> None:
    own = notice_to(concern, "bornheim")

    notice = forwarded(people, concern)

    assert (notice.ack, notice.ladder) == (own.ack, own.ladder)
    assert None not in (notice.ack_by, notice.next_step_at)


def test_who_forwarded_is_on_record_without_a_word_of_the_case(
    people: People, concern: Concern
) -> None:
    notice = forwarded(people, concern)

    event = Event.objects.get(what="concern.forwarded")
    assert (event.actor_id, event.on_id, event.details) == (people.ben.user.pk, notice.pk, {})


def test_the_reason_is_sealed_in_the_database(people: People, concern: Concern) -> None:
    notice = forwarded(people, concern)

    with connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM cases_notice n WHERE id = %s", [notice.pk])
        (row,) = cursor.fetchone()
    assert "Kanariengrund" not in row


@pytest.mark.parametrize("to", ["bornheim", "siegburg"])
def test_nobody_is_told_twice(people: People, concern: Concern, to: str) -> None:
    forwarded(people, concern, to="siegburg")

    with pytest.raises(CannotForward):
        forwarded(people, concern, to=to)


def test_a_partner_is_no_office(people: People, concern: Concern) -> None:
    with pytest.raises(CannotForward):
        forwarded(people, concern, to="pp-bonn")


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_only_the_office_with_the_case_forwards(people: People, concern: Concern, who: str) -> None:
    with pytest.raises(Refused):
        forward(
            concern=concern,
            by=getattr(people, who).actor,
            sender=people.bornheim,
            to="kreis",
            reason=REASON,
            at=timezone.now(),
        )


def test_nobody_forwards_in_another_offices_name(people: People, concern: Concern) -> None:
    with pytest.raises(Refused):
        forward(
            concern=concern,
            by=people.ben.actor,
            sender=people.siegburg,
            to="kreis",
            reason=REASON,
            at=timezone.now(),
        )


def test_who_was_told_by_forwarding_does_not_see_the_concern(
    people: People, concern: Concern
) -> None:
    forwarded(people, concern)

    with pytest.raises(Refused):
        forward(
            concern=concern,
            by=people.carla.actor,
            sender=people.siegburg,
            to="kreis",
            reason=REASON,
            at=timezone.now(),
        )


def test_an_office_whose_copy_is_gone_by_rule_is_told_again(
    people: People, concern: Concern
) -> None:
    before = forwarded(people, concern)
    Notice.objects.filter(pk=before.pk).update(erased_at=timezone.now())

    again = forwarded(people, concern)

    assert again.content["account"] == ACCOUNT
    assert Delivery.objects.filter(message_id=again.pk, channel="portal").exists()
