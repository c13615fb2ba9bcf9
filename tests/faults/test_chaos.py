"""Everything breaks at random: a short run here, a long one in `make chaos`."""

from pathlib import Path

from tests.faults.chaos.run import Plan, run
from tests.faults.cluster import copied

SHORT = Plan(seconds=8, healthy_reports=5, lease=6)


def test_what_was_promised_holds_after_some_seconds_of_chaos(prepared_cluster: Path) -> None:
    found = run(SHORT, copied(prepared_cluster))

    assert found["broken"] == [], found
