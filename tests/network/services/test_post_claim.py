"""Claiming letters: acute first, by lease, each for one worker."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models.functions import Now
from django.test import override_settings

from network.domain.terms import Urgency
from network.models import Delivery
from network.services.post.claim import CLAIM, answer_seconds, begin_within_seconds, claim
from tests.factories.many import tidy
from tests.letters import AT, state, write, write_many

pytestmark = pytest.mark.django_db


def taken(limit: int = 10) -> list[str]:
    """The addresses one claim brings, in the order of sending."""
    claimed = claim(by="test", limit=limit)
    return [letter.address for letter in claimed.letters] if claimed else []


def test_acute_goes_before_what_has_waited_longer() -> None:
    write("standard@amt.example")
    write("eilig@amt.example", urgency=Urgency.URGENT)
    write("akut@amt.example", urgency=Urgency.ACUTE)

    assert taken() == ["akut@amt.example", "eilig@amt.example", "standard@amt.example"]


def test_acute_overtakes_two_thousand_that_wait() -> None:
    write_many(2000)
    write("akut@amt.example", urgency=Urgency.ACUTE)

    assert taken(limit=1) == ["akut@amt.example"]


def test_what_is_not_due_yet_stays() -> None:
    (later,) = write("spaeter@amt.example")
    Delivery.objects.filter(pk=later.pk).update(due_at=Now() + timedelta(minutes=1))

    assert taken() == []
    assert state(later) == "due"


def test_claimed_letter_is_nobody_elses_while_the_lease_holds() -> None:
    write("a@amt.example")

    assert (taken(), taken()) == (["a@amt.example"], [])


def test_letter_of_a_dead_worker_is_claimed_again_when_its_lease_is_over() -> None:
    (letter,) = write("a@amt.example")
    taken()
    Delivery.objects.filter(pk=letter.pk).update(lease_until=AT)

    assert taken() == ["a@amt.example"]


def test_what_a_dead_worker_left_behind_comes_after_fresh_letters() -> None:
    (left,) = write("liegen-geblieben@amt.example", urgency=Urgency.ACUTE)
    taken()
    Delivery.objects.filter(pk=left.pk).update(lease_until=AT)
    write("frisch@amt.example")

    assert taken() == ["frisch@amt.example", "liegen-geblieben@amt.example"]


def test_letters_not_begun_are_due_again_without_an_attempt() -> None:
    first, second = write("a@amt.example", "b@amt.example")
    claimed = claim(by="test", limit=10)
    assert claimed is not None

    claimed.give_back(claimed.letters[1:])

    assert (state(first), state(second)) == ("claimed", "due")
    assert taken() == ["b@amt.example"]


def test_giving_back_does_not_touch_what_somebody_else_holds_by_now() -> None:
    (letter,) = write("a@amt.example")
    slow = claim(by="slow", limit=1)
    Delivery.objects.filter(pk=letter.pk).update(lease_until=AT)
    taken()
    assert slow is not None

    slow.give_back(slow.letters)

    assert state(letter) == "claimed"


@pytest.mark.parametrize(("lease", "timeout"), [(60, 10), (6, 10), (600, 10)])
def test_lease_outlasts_a_letter_that_is_begun_late_and_answered_slowly(
    lease: int, timeout: int
) -> None:
    with override_settings(POST_LEASE_SECONDS=lease, EMAIL_TIMEOUT=timeout):
        assert begin_within_seconds() + 5 * answer_seconds() <= lease


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_time_get_different_letters() -> None:
    addresses = write_many(40)
    got: list[str] = []

    def work() -> None:
        try:
            while found := taken(limit=3):
                got.extend(found)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(got) == sorted(addresses)


@pytest.mark.django_db(transaction=True)
def test_claim_reads_the_index_of_unsettled_letters_and_little_else() -> None:
    write_many(2000)
    Delivery.objects.update(state="sent", sent_at=AT)
    write_many(500)
    Delivery.objects.unsettled().update(due_at=Now() + timedelta(minutes=9))
    write("a@amt.example", "b@amt.example")
    tidy(Delivery)
    with connection.cursor() as cursor:
        values: dict[str, int | str] = {"limit": 10, "claimant": "test", "lease": 60}
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {CLAIM}", values)
        ((plan,),) = cursor.fetchall()

    scans = nodes(plan[0]["Plan"])
    (index_scan,) = [scan for scan in scans if scan.get("Index Name") == "delivery_unsettled"]
    assert index_scan["Actual Rows"] == 2
    letters = [scan for scan in scans if scan.get("Relation Name") == "network_delivery"]
    assert "Seq Scan" not in {scan["Node Type"] for scan in letters}
    assert "Sort" not in {scan["Node Type"] for scan in scans}
    assert "due_at" in str(index_scan["Index Cond"])
    assert index_scan.get("Rows Removed by Filter", 0) == 0


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The node of a plan and all below it."""
    return [plan, *(each for part in plan.get("Plans", []) for each in nodes(part))]
