"""Two people, two workers, the same call at the same instant; and the SMS on its real way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Acknowledgement, Notice
from cases.services.by_hand import record_call
from cases.services.escalation import escalate_due
from cases.services.release import release_notice
from network.domain.by_hand import CallOutcome
from network.models import Call, Event
from network.services import post
from tests.fixtures.district import BEN, District
from tests.fixtures.smtp import SmtpSink
from tests.flows.reports import CANARIES, ada_reports

pytestmark = pytest.mark.django_db(transaction=True)


def call_to_bonn(district: District) -> Call:
    concern = ada_reports(district, urgency="urgent")
    notice = Notice.objects.get(concern=concern, recipient_outside__district="05314")
    release_notice(notice=notice, by=district.actor(BEN), at=timezone.now())
    return Call.objects.get(message_id=notice.pk)


def test_two_who_record_at_once_leave_one_acknowledgement_and_two_attempts(
    district: District,
) -> None:
    call, ben = call_to_bonn(district), district.actor(BEN)

    def record(name: str) -> str:
        try:
            record_call(
                by=ben,
                call=call,
                number="0221 4710 300",
                called="Jugendamt Bonn",
                outcome=CallOutcome.TAKES_OVER,
                spoke_with=name,
                at=timezone.now(),
            )
        finally:
            connection.close()
        return name

    with ThreadPoolExecutor(max_workers=4) as threads:
        names = list(threads.map(record, ["Frau Nord", "Frau Ost", "Herr Süd", "Herr West"]))

    taken = Acknowledgement.objects.get(notice_id=call.message_id)
    call.refresh_from_db()
    assert taken.name.split(" (")[0] in names
    assert call.attempts.count() == len(names)
    assert (call.settlement, call.settled_at is not None) == ("done", True)


def test_four_workers_move_a_call_once(district: District) -> None:
    call = call_to_bonn(district)
    Notice.objects.update(next_step_at=None)
    Call.objects.filter(pk=call.pk).update(next_desk_at=timezone.now() - timedelta(seconds=1))

    def work(_number: int) -> None:
        try:
            escalate_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as threads:
        list(threads.map(work, range(8)))

    call.refresh_from_db()
    assert call.desk == "fallback"
    assert Event.objects.filter(what="call.moved", on_id=call.pk).count() == 1


def test_an_sms_goes_over_the_mail_line_and_says_nothing(
    district: District, smtp_sink: SmtpSink
) -> None:
    concern = ada_reports(district, urgency="acute")

    post.drain(by="test", seconds=10)

    texts = [each for each in smtp_sink.envelopes if each.recipients[0].endswith("@sms.example")]
    assert texts
    for each in texts:
        said = each.message.get_content().strip()
        assert each.message["Subject"] == "Kinderschutz-Portal"
        assert concern.reference in said
        assert len(said) <= 160
        assert "http" not in said
        assert not any(word in each.content.decode() for word in CANARIES)
