"""A round of canaries in the small network, with as much time as a test wants."""

from datetime import timedelta

from cases.models import CanaryRun, Notice
from cases.services import canary
from network.access import SYSTEM, acting_as
from network.models import Delivery
from network.services import post

ONE_HOUR = timedelta(hours=1)


def reported() -> CanaryRun:
    """A round whose canaries were all reported; no letter has left yet."""
    with acting_as(SYSTEM):
        run = canary.begin()
        assert run is not None
        while canary.take_turn():
            pass
    return run


def judged(run: CanaryRun) -> CanaryRun:
    """As if the time to arrive were over: the rows move back, no clock is touched."""
    for result in run.results.all():
        if result.begun_at:
            result.begun_at -= ONE_HOUR
            result.save(update_fields=["begun_at"])
    with acting_as(SYSTEM):
        canary.take_turn()
    run.refresh_from_db()
    return run


def delivered(run: CanaryRun) -> CanaryRun:
    """The letters leave, and the round is judged."""
    post.drain(by="test", seconds=5)
    with acting_as(SYSTEM):
        canary.take_turn()
    run.refresh_from_db()
    return run


def letters() -> list[Delivery]:
    """Every delivery of a canary."""
    keys = Notice.objects.filter(is_canary=True).values("pk")
    return list(Delivery.objects.filter(message_id__in=keys))
