"""Conditions compiled to bit masks: one look-up per dimension instead of one test per rule.

Bit n of a mask stands for condition n. Each dimension keeps one mask per value, with the conditions
that do not ask for this dimension already in it; what applies is the AND over all dimensions.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agreements.domain.conditions import Condition, Situation


@dataclass(frozen=True, slots=True)
class Dimension:
    """`by_value[v]` are the conditions that fit value v; `otherwise` those that fit any value."""

    by_value: Mapping[Hashable, int]
    otherwise: int

    def one(self, value: Hashable) -> int:
        """Conditions that fit this value."""
        return self.by_value.get(value, self.otherwise)

    def some(self, values: Iterable[Hashable]) -> int:
        """Conditions that fit at least one of these values, or any."""
        mask = self.otherwise
        for value in values:
            mask |= self.by_value.get(value, 0)
        return mask


@dataclass(frozen=True, slots=True)
class Index:
    """All dimensions of one set of conditions."""

    topics: Dimension
    urgencies: Dimension
    age_bands: Dimension
    reporters: Dimension
    offices: Dimension
    municipalities: Dimension
    hours: Dimension
    several_offices: Dimension
    child_outside: Dimension

    def numbers(self, situation: Situation) -> list[int]:
        """Positions of the conditions that apply, ascending."""
        mask = (
            self.topics.some(situation.topics)
            & self.urgencies.one(situation.urgency)
            & self.age_bands.one(situation.age_band)
            & self.reporters.one(situation.reporter)
            & self.offices.one(situation.office)
            & self.municipalities.some(situation.municipalities)
            & self.hours.one(situation.hours)
            & self.several_offices.one(situation.several_offices)
            & self.child_outside.one(situation.child_outside)
        )
        found = []
        while mask:
            lowest = mask & -mask
            found.append(lowest.bit_length() - 1)
            mask ^= lowest
        return found


def build(conditions: Sequence[Condition]) -> Index:
    """Compile the conditions; work grows with their number, once per version of a set."""

    def dimension(asked: Callable[[Condition], Iterable[Hashable]]) -> Dimension:
        return _dimension([tuple(asked(condition)) for condition in conditions])

    return Index(
        topics=dimension(lambda c: c.topics),
        urgencies=dimension(lambda c: c.urgencies),
        age_bands=dimension(lambda c: c.age_bands),
        reporters=dimension(lambda c: c.reporters),
        offices=dimension(lambda c: c.offices),
        municipalities=dimension(lambda c: c.municipalities),
        hours=dimension(lambda c: () if c.hours is None else (c.hours,)),
        several_offices=dimension(
            lambda c: () if c.several_offices is None else (c.several_offices,)
        ),
        child_outside=dimension(lambda c: () if c.child_outside is None else (c.child_outside,)),
    )


def _dimension(asked: Sequence[tuple[Hashable, ...]]) -> Dimension:
    otherwise = sum(1 << number for number, values in enumerate(asked) if not values)
    by_value: dict[Hashable, int] = {}
    for number, values in enumerate(asked):
        for value in values:
            by_value[value] = by_value.get(value, otherwise) | 1 << number
    return Dimension(by_value, otherwise)
