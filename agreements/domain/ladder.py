"""How long a recipient has, and who is told next: times are frozen, persons are found later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from network.domain.terms import LadderRole


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Who is told while nobody has taken over.

    `after_minutes` is counted from the end of the acknowledgement time.
    """

    role: LadderRole
    after_minutes: int


@dataclass(frozen=True, slots=True)
class AckTime:
    """Until when a named person must have taken over: minutes, or the next working day's noon.

    `minutes` is None for noon. It counts from the telling: at once, or the release by a caseworker.
    """

    minutes: int | None

    def ends(self, *, at: datetime, next_noon: datetime) -> datetime:
        """The instant at which the time is over, in UTC, for a notice told at `at`."""
        if self.minutes is None:
            return next_noon.astimezone(UTC)
        return at.astimezone(UTC) + timedelta(minutes=self.minutes)

    def to_data(self) -> dict[str, Any]:
        """As JSON, to be kept with a notice."""
        return {"until": "next_working_noon"} if self.minutes is None else {"minutes": self.minutes}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As it was kept. Raises KeyError or ValueError for what `to_data` does not write."""
        if data.get("until") == "next_working_noon":
            return cls(None)
        return cls(int(data["minutes"]))


NEXT_WORKING_NOON = AckTime(None)


def ack_by(ack: AckTime | None, *, at: datetime, next_noon: datetime) -> datetime | None:
    """When a notice told at `at` must have been taken over; None where nobody has to."""
    return ack.ends(at=at, next_noon=next_noon) if ack else None
