"""Signs of life."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from network.models import Heartbeat
from network.services.heartbeat import beat

pytestmark = pytest.mark.django_db


def test_beating_twice_keeps_one_row_with_the_later_time() -> None:
    beat("relay")
    first = Heartbeat.objects.get().at

    beat("relay")

    assert Heartbeat.objects.get().at > first


def test_age_is_told_by_the_clock_of_the_database() -> None:
    beat("relay")
    beat("worker")
    Heartbeat.objects.filter(name="worker").update(at=Now() - timedelta(seconds=100))

    ages = Heartbeat.objects.ages()

    assert list(ages) == ["relay", "worker"]
    assert ages["relay"] < timedelta(seconds=5)
    assert timedelta(seconds=100) <= ages["worker"] < timedelta(seconds=105)
    assert Heartbeat.objects.silent(longer_than=timedelta(seconds=90)) == ["worker"]
