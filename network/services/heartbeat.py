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


def is_alive(name: str) -> bool:
    """Whether the process `name` gave a sign of life in the last two minutes."""
    age = Heartbeat.objects.all().ages().get(name)
    return age is not None and age <= SILENT_AFTER
