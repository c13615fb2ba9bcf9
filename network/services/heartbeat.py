"""A process says that it is alive."""

from datetime import timedelta

from network.models import Heartbeat

SILENT_AFTER = timedelta(minutes=2)


def beat(name: str) -> None:
    """Write down, by the database's clock, that the process `name` is alive."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def age(name: str) -> timedelta | None:
    """How long ago `name` gave its last sign of life; None where it never has."""
    return Heartbeat.objects.all().ages().get(name)


def is_alive(name: str) -> bool:
    """Whether the process `name` gave a sign of life in the last two minutes."""
    since = age(name)
    return since is not None and since <= SILENT_AFTER
