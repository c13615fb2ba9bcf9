"""Calls and letters as pages show them: as many queries for many as for one."""

from datetime import UTC, datetime
from typing import Any

from cases.models import Notice
from cases.queries.by_hand import calls_for, calls_of_notices, calls_of_report, letters_for
from cases.queries.reach import reach_of
from cases.services.by_hand import record_call
from cases.services.release import release_notice
from network.domain.by_hand import CallOutcome
from network.models import Call, ContactKind
from tests.factories import network as make
from tests.factories.cases import BONN, child, make_concern, notice_to
from tests.people import People

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def notice_to_bonn(people: People) -> Notice:
    concern = make_concern(people, child(whereabouts=BONN), at=AT)
    notice = Notice.objects.get(concern=concern, recipient_kind="outside")
    return release_notice(notice=notice, by=people.ben.actor, at=AT)


def test_calls_and_letters_cost_the_same_however_many(
    people: People, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    ben = people.ben.actor
    notice_to_bonn(people)
    calls_for(ben, AT)  # the directory is warm from here on
    with django_assert_max_num_queries(3) as calls:
        assert len(calls_for(ben, AT)) == 1
    with django_assert_max_num_queries(2) as letters:
        assert len(letters_for(ben)) == 1

    for _ in range(3):
        notice_to_bonn(people)

    with django_assert_num_queries(len(calls)):
        assert len(calls_for(ben, AT)) == 4
    with django_assert_num_queries(len(letters)):
        assert len(letters_for(ben)) == 4


def test_reach_costs_as_many_queries_however_many(
    people: People, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        notice_to_bonn(people)
    notices = list(Notice.objects.select_related("acknowledgement"))

    with django_assert_num_queries(6):
        assert len(reach_of(notices)) == len(notices)


def test_who_is_on_call_comes_before_the_office_and_the_most_pressing_call_first(
    people: People,
) -> None:
    outside = Notice.objects.get(pk=notice_to_bonn(people).pk).recipient_outside
    make.make_contact("0221 4710 300", outside=outside, kind=ContactKind.PHONE, label="Zentrale")
    concern = make_concern(people, child(whereabouts=BONN), at=AT, urgency="acute")

    found = calls_for(people.ben.actor, AT)

    assert [each.urgency for each in found] == ["acute", "urgent"]
    assert found[0].reference == concern.reference
    assert [each.number for each in found[0].telephones] == ["0221 4710 300"]


def test_a_reporter_reads_the_own_attempts_and_the_calls_of_one_report(people: People) -> None:
    concern = make_concern(people, at=AT, urgency="acute")
    make_concern(people, at=AT, urgency="acute")
    notice = notice_to(concern, "bornheim")
    (call,) = calls_of_report(people.ada.actor, concern.reference, AT)

    record_call(
        by=people.ada.actor,
        call=Call.objects.get(message_id=notice.pk),
        number="0221 4710 001",
        called="Bereitschaft",
        outcome=CallOutcome.VOICEMAIL,
        spoke_with=None,
        at=AT,
    )

    (again,) = calls_of_notices(people.ada.actor, [notice.pk], AT)
    assert again is not None
    assert again.call_id == call.call_id
    assert [(each.by, each.outcome_words) for each in again.attempts] == [
        ("mitteilende Person", "Auf den Anrufbeantworter gesprochen, ohne Inhalt")
    ]
