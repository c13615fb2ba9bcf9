"""The relay's jobs among themselves: none keeps another from its work."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError

from cases.management.commands.relay import Often, Relay, Stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def stop() -> Iterator[Stop]:
    """A request to end that can be made by hand."""
    stop = Stop()
    yield stop
    stop.close()


def test_job_that_crashes_leaves_the_others_their_turn(
    stop: Stop, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def crash() -> bool:
        raise ZeroDivisionError

    def work() -> bool:
        done.append("work")
        return False

    go_on = Relay([crash, work, crash, work], stop).once()

    assert (done, go_on) == (["work", "work"], False)
    assert caplog.messages == ["Eine Aufgabe des Relays ist gescheitert"] * 2


def test_lost_database_is_for_the_loop_to_repair(stop: Stop) -> None:
    def lost() -> bool:
        raise OperationalError

    with pytest.raises(OperationalError):
        Relay([lost], stop).once()


def test_job_with_more_to_do_has_its_next_turn_at_once(stop: Stop) -> None:
    assert Relay([lambda: False, lambda: True, lambda: False], stop).once() is True


def test_job_that_is_done_often_enough_waits(stop: Stop) -> None:
    done: list[int] = []

    def work() -> bool:
        done.append(1)
        return True

    often = Often(work, seconds=60)

    assert (often(), often(), len(done)) == (True, False, 1)
