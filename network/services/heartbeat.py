"""A process says that it is alive."""

from network.models import Heartbeat


def beat(name: str) -> None:
    """Write down, by the database's clock, that the process `name` is alive."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
