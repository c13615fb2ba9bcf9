"""Acknowledgement times: minutes elapse whatever the clock shows, noon is a wall clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime, ack_by

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, tzinfo=BERLIN)


def test_minutes_are_counted_from_the_telling() -> None:
    at = datetime(2026, 11, 21, 22, 40, tzinfo=BERLIN)

    assert AckTime(15).ends(at=at, next_noon=NOON) == datetime(2026, 11, 21, 22, 55, tzinfo=BERLIN)


def test_an_hour_is_an_hour_in_the_night_the_clocks_go_back() -> None:
    at = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)

    ends = AckTime(60).ends(at=at, next_noon=NOON)

    assert ends == datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN).astimezone(UTC)


def test_noon_is_the_given_noon() -> None:
    at = datetime(2026, 11, 21, 22, 40, tzinfo=BERLIN)

    assert NEXT_WORKING_NOON.ends(at=at, next_noon=NOON) == NOON


def test_where_nobody_has_to_take_over_there_is_no_end() -> None:
    assert ack_by(None, at=NOON, next_noon=NOON) is None


@pytest.mark.parametrize("ack", [AckTime(15), AckTime(1440), NEXT_WORKING_NOON])
def test_what_is_kept_with_a_notice_is_read_back(ack: AckTime) -> None:
    assert AckTime.from_data(ack.to_data()) == ack


@pytest.mark.parametrize("data", [{}, {"until": "morgen"}, {"minutes": "bald"}])
def test_anything_else_is_refused(data: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        AckTime.from_data(data)
