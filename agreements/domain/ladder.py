"""How long a recipient has, and who is told next: times are frozen, persons are found later."""

from collections.abc import Iterable, Mapping
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


Ladder = tuple[LadderStep, ...]
ORDER = tuple(LadderRole)
"""From the recipient's own desk upwards; whoever stands further behind is higher up."""
ABOVE = tuple(role for role in ORDER if role is not LadderRole.REMINDER)
LONGEST_MINUTES = 7 * 24 * 60


def earliest(ladders: Iterable[Ladder]) -> Ladder:
    """One ladder that nowhere comes later than any of these, whatever their order.

    Each role at the earliest of its times, a lower role never after a higher one, and every
    reminder until the last step. So a rule can hurry the others and never hold them up.
    """
    steps = sorted({step for ladder in ladders for step in ladder}, key=place)
    first: dict[LadderRole, int] = {}
    for step in steps:
        first.setdefault(step.role, step.after_minutes)
    climb: list[LadderStep] = []
    for role in reversed(ABOVE):
        if role in first:
            above = climb[-1].after_minutes if climb else first[role]
            climb.append(LadderStep(role, min(first[role], above)))
    again = [each for each in steps if each.role is LadderRole.REMINDER]
    end = climb[0].after_minutes if climb else LONGEST_MINUTES
    return tuple(
        sorted({*climb, *(each for each in again if each.after_minutes <= end)}, key=place)
    )


def later_than(ladder: Ladder, standard: Ladder) -> LadderStep | None:
    """The first step of `standard` by whose time `ladder` has told nobody of that height.

    None: at every minute `ladder` has climbed at least as high. A step may be left out where
    somebody higher up is told by then.
    """
    return next((step for step in standard if not _reaches(ladder, step)), None)


def _reaches(ladder: Ladder, wanted: LadderStep) -> bool:
    return any(
        ORDER.index(step.role) >= ORDER.index(wanted.role)
        and step.after_minutes <= wanted.after_minutes
        for step in ladder
    )


def place(step: LadderStep) -> tuple[int, int]:
    """The order of steps: by time, at the same time from the bottom up."""
    return step.after_minutes, ORDER.index(step.role)


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
