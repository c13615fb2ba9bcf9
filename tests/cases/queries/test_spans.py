"""Spans of time as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.queries.spans import ago, deadline

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-3, "gerade eben"),
        (0.5, "gerade eben"),
        (1, "vor 1 Minute"),
        (59.9, "vor 59 Minuten"),
        (60, "vor 1 Stunde"),
        (60 * 47, "vor 47 Stunden"),
        (60 * 48, "vor 2 Tagen"),
        (60 * 24 * 30, "vor 30 Tagen"),
    ],
)
def test_how_long_ago(minutes: float, expected: str) -> None:
    assert ago(NOW - timedelta(minutes=minutes), now=NOW) == expected


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (60, "open", "noch 1 Stunde"),
        (21, "open", "noch 21 Minuten"),
        (20, "soon", "noch 20 Minuten"),
        (0.5, "soon", "noch weniger als 1 Minute"),
        (0, "overdue", "seit weniger als 1 Minute"),
        (-5, "overdue", "seit 5 Minuten"),
        (-60 * 72, "overdue", "seit 3 Tagen"),
    ],
)
def test_how_a_deadline_of_an_hour_stands(left: float, state: str, words: str) -> None:
    by = NOW + timedelta(minutes=left)

    stands = deadline(by=by, since=by - timedelta(hours=1), done=False, now=NOW)

    assert stands
    assert (stands.state, stands.left) == (state, words)


def test_what_is_done_is_never_late() -> None:
    stands = deadline(by=NOW - timedelta(days=1), since=NOW, done=True, now=NOW)

    assert stands
    assert (stands.state, stands.left) == ("done", "")


def test_for_information_only_there_is_no_deadline() -> None:
    assert deadline(by=None, since=NOW, done=False, now=NOW) is None
