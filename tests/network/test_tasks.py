"""What Celery runs for the network."""

import pytest

from network.models import Heartbeat
from network.tasks import beat_heartbeat, deliver_due
from tests.fixtures.smtp import SmtpSink
from tests.letters import write_many

pytestmark = pytest.mark.django_db(transaction=True)  # tasks look after connections


def test_delivering_sends_everything_and_is_a_sign_of_life(smtp_sink: SmtpSink) -> None:
    addresses = write_many(12)

    deliver_due()

    assert sorted(smtp_sink.recipients()) == sorted(addresses)
    assert list(Heartbeat.objects.ages()) == ["worker"]


def test_arguments_of_an_older_release_are_passed_over(smtp_sink: SmtpSink) -> None:
    (address,) = write_many(1)

    deliver_due(delivery_id="was früher galt")
    beat_heartbeat(at="irgendwann")

    assert smtp_sink.recipients() == [address]
    assert list(Heartbeat.objects.ages()) == ["beat", "worker"]
