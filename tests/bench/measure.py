"""What all benchmarks share: times, and one figure beside its floor."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any


def timed(do: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def percentile(values: Sequence[float], part: int) -> float:
    """The smallest value that is not exceeded by `part` per cent."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]


def rate(
    name: str, values: Sequence[float], floors: Sequence[float], *, unit: str, floor_is: str
) -> dict[str, Any]:
    """Medians of several rounds, per second: the more the better, so the ratio is at most 1."""
    value, floor = statistics.median(values), statistics.median(floors)
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "rounds": [round(each, 1) for each in values],
        "floor": round(floor, 1),
        "ratio": round(value / floor, 2),
        "floor_is": floor_is,
    }


def milliseconds(
    name: str, seconds: float, floor: float, *, floor_is: str, digits: int = 1
) -> dict[str, Any]:
    """A duration beside its floor: the ratio says how many times as long."""
    return {
        "name": name,
        "value": round(seconds * 1000, digits),
        "unit": "ms",
        "floor": round(floor * 1000, digits + 1),
        "ratio": round(seconds / floor, 1),
        "floor_is": floor_is,
    }
