"""What must not get out: looked for by canary words in every row that is told, sent or logged."""

import json
import logging

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from cases.services.release import release_notice
from cases.services.reporter import reveal_reporter
from network.domain.terms import Duty, RecipientKind
from network.models import Delivery, Event
from network.services import post
from tests.factories.cases import (
    ACCOUNT,
    BONN,
    CASE_CANARIES,
    REPORTER,
    SIEGBURG,
    child,
    make_concern,
    notice_to,
    overdue,
)
from tests.fixtures.smtp import SmtpSink
from tests.people import People

SCHOOL_WORDS = ("Ada Anker", "Schule Siegburg", "schule-siegburg")


@pytest.fixture
def told(people: People) -> Concern:
    """Two children, and everything that may happen to their concern."""
    concern = make_concern(
        people,
        child("A", whereabouts=BONN),
        child("B", lives=SIEGBURG),
        urgency="acute",
        topics=("sexual_violence",),
    )
    ben, now = people.ben.actor, timezone.now()
    for waiting in Notice.objects.waiting_for_release().filter(office=people.bornheim):
        release_notice(notice=waiting, by=ben, at=now)
    overdue(notice_to(concern, "bornheim"), minutes=500)
    escalate_due()
    reveal_reporter(concern=concern, by=ben, purpose="callback", reason="Rückfrage.", at=now)
    overrule(
        concern=concern,
        by=ben,
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason="Kanariengrund",
        at=now,
    )
    forward(
        concern=concern, by=ben, sender=people.bornheim, to="kreis", reason="Kanariengrund", at=now
    )
    return concern


def text_of(notice: Notice) -> str:
    return json.dumps(
        [notice.headline, notice.content, notice.because, notice.legal_basis], ensure_ascii=False
    )


def test_the_reporter_is_in_no_notice(people: People, told: Concern) -> None:
    notices = list(Notice.objects.all())

    assert len(notices) > 4
    for notice in notices:
        assert not [word for word in (*REPORTER, *SCHOOL_WORDS) if word in text_of(notice)]


def test_a_full_notice_has_the_account_and_the_names(people: People, told: Concern) -> None:
    content = notice_to(told, "bornheim").content

    assert content["account"] == ACCOUNT
    assert content["children"][0]["name"] == "Kanarienkind A"
    assert content["adults"][0]["name"] == "Kanarienmutter"


def test_the_other_childs_office_gets_its_own_child_only(people: People, told: Concern) -> None:
    content = notice_to(told, "bornheim").content

    assert [each["name"] for each in content["children"]] == ["Kanarienkind A"]
    assert content["siblings_elsewhere"] == 1


def test_a_minimal_notice_has_no_account(people: People, told: Concern) -> None:
    minimal = Notice.objects.filter(content_level="minimal")

    assert minimal.exists()
    for notice in minimal:
        assert ACCOUNT not in text_of(notice)
        assert "Kanarienmutter" not in text_of(notice)


def test_a_signal_has_nothing(people: People, told: Concern) -> None:
    signals = Notice.objects.filter(content_level="signal")

    assert signals.exists()
    for notice in signals:
        assert notice.content == {}
        assert not [word for word in CASE_CANARIES if word in text_of(notice)]


def test_partners_get_no_names_but_police_and_court(people: People, told: Concern) -> None:
    partners = Notice.objects.filter(recipient_kind=RecipientKind.PARTNER)
    without = partners.exclude(recipient_partner__category__in=["police", "family_court"])

    for notice in without:
        assert "Kanarienkind" not in text_of(notice)


def test_deliveries_and_events_hold_ids_and_codes_only(people: People, told: Concern) -> None:
    words = (*CASE_CANARIES, *REPORTER, "Kanarien", "Ada Anker", "Schule Siegburg")
    for table in (Delivery, Event):
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"SELECT string_agg(each::text, ' ') FROM {name} each")
            (text,) = cursor.fetchone()
        assert text
        assert not [word for word in words if word in text]


@pytest.mark.parametrize(
    "table",
    [
        "cases_concern",
        "cases_reporter",
        "cases_child",
        "cases_adult",
        "cases_decision",
        "cases_notice",
    ],
)
def test_names_and_texts_are_sealed_in_the_database(
    people: People, told: Concern, table: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(each::text, ' ') FROM {table} each")
        (text,) = cursor.fetchone()

    assert "Kanarien" not in text
    assert ACCOUNT.encode().hex() not in text


@pytest.mark.django_db(transaction=True)
def test_mails_say_nothing_of_the_case(
    people: People, told: Concern, smtp_sink: SmtpSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    post.drain(by="test", seconds=10)

    words = ("Kanarien", "Ada Anker", "Schule Siegburg", "sexuell", "Gewalt")
    texts = [taken.content.decode() for taken in smtp_sink.envelopes]
    assert len(texts) > 3
    assert not [word for word in words for text in (*texts, caplog.text) if word in text]
