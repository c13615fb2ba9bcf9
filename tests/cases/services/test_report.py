"""Accepting a report: everything or nothing, once, with an owner for every child."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.models import RuleSet
from cases.models import Adult, Child, Concern, Decision, Draft, Notice, Ownership, Reporter
from cases.services.report import ReceivedByForeignOffice, report_concern
from network.access import NOBODY, Refused
from network.models import Delivery, Event
from tests.factories.cases import (
    ALFTER,
    BONN,
    SIEGBURG,
    a_report,
    child,
    make_concern,
    notice_to,
)
from tests.people import People

TABLES = (Concern, Reporter, Child, Adult, Ownership, Decision, Notice)


def owners(concern: Concern) -> dict[str, str]:
    held = Ownership.objects.filter(child__concern=concern).select_related("child", "office")
    return {each.child.ref: each.office.key for each in held if each.office}


def test_everything_is_written_in_one_go(people: People) -> None:
    concern = make_concern(people)

    assert [table.objects.count() for table in TABLES[:6]] == [1, 1, 1, 1, 1, 1]
    assert notice_to(concern, "bornheim").decision == concern.decisions.get()
    assert Event.objects.get(what="concern.reported").on_id == concern.pk


def test_each_child_has_its_own_office_from_the_first_instant(people: People) -> None:
    at = timezone.now()

    concern = make_concern(people, child("A"), child("B", lives=SIEGBURG), at=at)

    assert owners(concern) == {"A": "bornheim", "B": "siegburg"}
    assert {each.held.lower for each in Ownership.objects.all()} == {at}
    assert {each.held.upper for each in Ownership.objects.all()} == {None}


def test_a_child_outside_has_an_owner_in_the_network(people: People) -> None:
    concern = make_concern(people, child("A", lives=BONN))

    assert owners(concern).keys() == {"A"}


def test_the_receiving_office_must_act(people: People) -> None:
    concern = make_concern(
        people, child("A", lives=SIEGBURG), by=people.ben.actor, received_by="bornheim"
    )

    assert owners(concern) == {"A": "bornheim"}
    assert concern.received_by == people.bornheim


def test_nobody_takes_in_for_a_foreign_office(people: People) -> None:
    with pytest.raises(ReceivedByForeignOffice):
        make_concern(people, by=people.ben.actor, received_by="siegburg")


@pytest.mark.parametrize("who", ["dora", None])
def test_who_may_not_report_leaves_no_row(people: People, who: str | None) -> None:
    by = getattr(people, who).actor if who else NOBODY

    with pytest.raises(Refused):
        make_concern(people, by=by)

    assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)


def test_the_same_key_gives_the_same_concern_and_tells_nobody_again(people: People) -> None:
    key = uuid4()
    first = make_concern(people, key=key)
    told = Delivery.objects.count()

    second = make_concern(people, key=key)

    assert second == first
    assert Delivery.objects.count() == told


def test_somebody_elses_key_opens_nothing(people: People) -> None:
    key = uuid4()
    make_concern(people, key=key)

    with pytest.raises(Refused):
        make_concern(people, key=key, by=people.ben.actor, received_by="bornheim")


def test_a_fault_in_the_middle_leaves_nothing(people: People) -> None:
    taken = make_concern(people)
    report, at = a_report(at=timezone.now()), timezone.now()
    twice = type(report)(**(vars(report) | {"via": "by pigeon, which is far too long"}))

    with pytest.raises(Exception, match="too long"), transaction.atomic():
        report_concern(by=people.ada.actor, report=twice, at=at, idempotency_key=uuid4())

    assert list(Concern.objects.all()) == [taken]
    assert Event.objects.filter(what="concern.reported").count() == 1


def test_the_draft_goes_with_the_report(people: People) -> None:
    now = timezone.now()
    draft = Draft.objects.create(
        user=people.ada.user, partner=people.school, entries={}, created_at=now, updated_at=now
    )

    make_concern(people, key=draft.pk)

    assert not Draft.objects.exists()


def test_without_rules_the_fallback_office_is_told(people: People) -> None:
    before_any_rules = RuleSet.objects.get().in_force_from - timedelta(days=1)

    concern = make_concern(people, at=before_any_rules)

    notice = notice_to(concern, "kreis")
    assert notice.is_fallback
    assert notice.ack_by is not None


def test_a_child_of_the_county_office_goes_to_the_county_office(people: People) -> None:
    concern = make_concern(people, child(lives=ALFTER))

    assert owners(concern) == {"A": "kreis"}


def test_only_the_portal_remembers_who_typed(people: People) -> None:
    by_portal = make_concern(people)
    by_phone = make_concern(people, by=people.ben.actor, received_by="bornheim")

    assert by_portal.reporter.account_id == people.ada.user.pk
    assert by_phone.reporter.account_id is None


def test_two_references_are_never_the_same(people: People) -> None:
    concern = make_concern(people)
    other = make_concern(people)

    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.create(
            **{
                field.attname: getattr(other, field.attname)
                for field in Concern._meta.concrete_fields
                if field.attname not in ("id", "reference", "idempotency_key")
            },
            reference=concern.reference,
            idempotency_key=uuid4(),
        )
