"""The relay deletes what is due when worker and beat do not, and goes on with its work."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.db.models.functions import Now

from cases.management import daily
from cases.management.commands.relay import Relay, Stop
from cases.models import Concern
from network.models import Heartbeat
from network.services import heartbeat
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.factories.retention import close, publish_rules, settle
from tests.people import arrive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not portal.DATABASE_DELETION, reason="needs a role that deletes"),
]


@pytest.fixture
def due(transactional_db: None, settings: Any, tmp_path: Path) -> Concern:
    settings.DELETION_JOURNAL = tmp_path / "deletions.journal"
    people = arrive()
    publish_standard()
    publish_rules()
    concern = make_concern(people)
    settle(concern, people.ben.user)
    close(concern, people.bornheim, people.ben.user)
    return concern


def turn(*more: Callable[[], bool]) -> None:
    stop = Stop()
    Relay([daily.delete, *more], stop).once()
    stop.close()


def test_where_nobody_has_deleted_yet_the_relay_does(due: Concern) -> None:
    turn()

    assert not Concern.objects.filter(pk=due.pk).exists()


def test_the_job_after_it_sees_every_row_again(due: Concern) -> None:
    seen: list[bool] = []

    def look() -> bool:
        seen.append(Heartbeat.objects.filter(name="deletion").exists())
        return False

    turn(look)

    assert seen == [True]


def test_while_the_worker_deletes_the_relay_does_not(due: Concern) -> None:
    heartbeat.beat("deletion")

    turn()

    assert Concern.objects.filter(pk=due.pk).exists()


def test_after_hours_of_silence_it_takes_over(due: Concern) -> None:
    Heartbeat.objects.create(name="deletion", at=Now() - timedelta(hours=4))

    turn()

    assert not Concern.objects.filter(pk=due.pk).exists()


def test_a_relay_that_knows_no_such_role_leaves_it(due: Concern, settings: Any) -> None:
    settings.DATABASE_DELETION = {}

    turn()

    assert Concern.objects.filter(pk=due.pk).exists()
