"""What the relay does once a day: canaries always, paper only while beat is silent."""

from datetime import time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cases.management import daily
from cases.models import CanaryResult, CanaryRun, PaperKit
from kinderschutz.lib.clock import database_now
from network.models import Heartbeat
from network.services import heartbeat
from tests.factories.agreements import publish_standard
from tests.fixtures.smtp import SmtpSink
from tests.people import People, arrive

FIVE = override_settings(PAPER_KIT_AT=time(5))


@FIVE
def test_while_beat_lives_the_relay_draws_nothing(people: People) -> None:
    heartbeat.beat("beat")

    daily.make_kit()

    assert not PaperKit.objects.exists()


@FIVE
@pytest.mark.parametrize("was_alive", [True, False])
def test_without_beat_the_relay_draws_one_kit_at_a_time(people: People, was_alive: bool) -> None:
    if was_alive:
        Heartbeat.objects.create(name="beat", at=database_now() - timedelta(minutes=3))

    daily.make_kit()

    assert PaperKit.objects.count() == 1


@override_settings(CANARY_AT=time(3), CANARY_ADDRESS="probe@senke.example")
def test_the_relay_sends_the_nights_canaries(people: People) -> None:
    daily.send_canaries()
    daily.send_canaries()

    assert CanaryRun.objects.exclude(night=None).count() == 1
    assert not CanaryResult.objects.filter(concern=None).exists()


@pytest.mark.django_db(transaction=True)
@override_settings(CANARY_ADDRESS="probe@senke.example")
def test_the_command_tells_each_place(
    smtp_sink: SmtpSink, capsys: pytest.CaptureFixture[str]
) -> None:
    arrive()
    publish_standard()

    call_command("canary", deliver=True)

    said = capsys.readouterr().out
    assert said.count("gut ") == 3
    assert said.endswith("Bestanden.\n")


@pytest.mark.django_db(transaction=True)
@override_settings(CANARY_ADDRESS="probe@senke.example", CANARY_SECONDS=1)
def test_the_command_fails_where_a_place_fails(
    smtp_sink: SmtpSink, capsys: pytest.CaptureFixture[str]
) -> None:
    arrive()
    publish_standard()
    smtp_sink.answer("probe@senke.example", "550 5.1.1 unknown")

    with pytest.raises(CommandError, match="nicht bestanden"):
        call_command("canary", deliver=True)

    assert capsys.readouterr().out.count("E-Mail nicht angenommen") == 3


@pytest.mark.django_db
def test_without_a_network_the_command_says_so() -> None:
    with pytest.raises(CommandError, match="load_network"):
        call_command("canary")
