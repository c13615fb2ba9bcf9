"""When the post tries again."""

from datetime import timedelta

import pytest

from network.domain.post import LONGEST_WAIT, PRIORITY, back_off
from network.domain.terms import Urgency


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 15), (3, 45), (4, 90), (40, 90), (41, 600), (42, 600)]
)
def test_waits_grow_threefold_stay_short_for_an_hour_and_long_after_it(
    attempts: int, seconds: int
) -> None:
    assert back_off(attempts=attempts, jitter=0) == timedelta(seconds=seconds)


def test_nobody_gives_up_after_a_year_of_attempts() -> None:
    assert back_off(attempts=60_000, jitter=0) == LONGEST_WAIT


@pytest.mark.parametrize("attempts", [1, 3, 6])
def test_jitter_only_shortens_and_by_no_more_than_a_fifth(attempts: int) -> None:
    longest = back_off(attempts=attempts, jitter=0)

    assert back_off(attempts=attempts, jitter=1) == longest * 0.8


def test_acute_goes_before_everything_else() -> None:
    assert sorted(Urgency, key=PRIORITY.__getitem__) == [
        Urgency.ACUTE,
        Urgency.URGENT,
        Urgency.STANDARD,
    ]
