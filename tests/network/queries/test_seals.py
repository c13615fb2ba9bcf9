"""The watcher outside is told when the sealer does not keep up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from network.access import SYSTEM, acting_as
from network.models import Seal, Unsealed
from network.queries.seals import HEART, SealState, seal_state
from network.services import heartbeat

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_nothing_to_seal_is_no_alarm() -> None:
    with acting_as(SYSTEM):
        state = seal_state()

    assert (state.is_late, state.is_unwitnessed) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_late"), [(4, False), (6, True)])
def test_a_line_that_waits_too_long_is_an_alarm(minutes: int, is_late: bool) -> None:
    with acting_as(SYSTEM):
        since = timezone.now() - minutes * MINUTE
        Unsealed.objects.create(source="event", row_id=uuid4(), since=since)

        assert seal_state().is_late is is_late


@pytest.mark.django_db
def test_a_checkpoint_that_does_not_leave_is_an_alarm_until_it_does() -> None:
    with acting_as(SYSTEM):
        Seal.objects.create(
            number=1,
            source="event",
            row_id=uuid4(),
            form=1,
            row_hash=b"x",
            chain=b"x",
            sealed_at=timezone.now() - 16 * MINUTE,
        )
        assert seal_state().is_unwitnessed is True

        heartbeat.beat(HEART)

        assert seal_state().is_unwitnessed is False


def test_an_old_checkpoint_is_an_alarm() -> None:
    assert SealState(None, 16 * MINUTE, 60 * MINUTE).is_unwitnessed is True
