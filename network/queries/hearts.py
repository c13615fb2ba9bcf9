"""Which processes work behind the pages, and when each gave its last sign of life."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from network.models import Heartbeat

SILENT_AFTER = timedelta(seconds=90)
"""After so long a process counts as dead; each gives a sign at least every 30 seconds."""


@dataclass(frozen=True)
class Heart:
    """One process; `age` is None where it has never been alive."""

    name: str
    age: timedelta | None

    @property
    def is_silent(self) -> bool:
        """Whether it must be looked after."""
        return self.age is None or self.age > SILENT_AFTER

    @property
    def seconds(self) -> int | None:
        """The age in whole seconds."""
        return None if self.age is None else round(self.age.total_seconds())


def relay_name(number: int) -> str:
    """The name of the relay that holds this place; places are counted from 1."""
    return "relay" if number == 1 else f"relay-{number}"


def expected() -> tuple[str, ...]:
    """Every process that must be alive: beat, scan, worker, and as many relays as should run."""
    return (
        "beat",
        "scan",
        "worker",
        *(relay_name(number + 1) for number in range(settings.RELAYS)),
    )


def hearts() -> tuple[Heart, ...]:
    """All that is expected, whether it has ever been alive or not (one query)."""
    ages = Heartbeat.objects.all().ages()
    return tuple(Heart(name, ages.get(name)) for name in expected())
