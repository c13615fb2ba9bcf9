"""Time passes for some notices: their next ladder step is due now, and must come in time."""

from dataclasses import dataclass

import psycopg

from tests.faults.cluster import Cluster

FALLS_DUE = """
UPDATE cases_notice SET next_step_at = clock_timestamp() + interval '2 seconds'
WHERE id = (
    SELECT id FROM cases_notice
    WHERE released_at IS NOT NULL AND acknowledged_at IS NULL AND withdrawn_at IS NULL
        AND next_step_at > clock_timestamp() + interval '1 minute'
        AND step < jsonb_array_length(ladder)
    ORDER BY random() LIMIT 1
)
RETURNING id, step, next_step_at
"""
TAKEN = """
SELECT extract(epoch FROM min(at) - %s)::float FROM network_event
WHERE what = 'notice.escalated' AND on_id = %s AND (details ->> 'step')::int = %s
"""
TWICE = """
SELECT count(*) FROM (
    SELECT 1 FROM network_event WHERE what = 'notice.escalated'
    GROUP BY on_id, details ->> 'step' HAVING count(*) > 1
) AS repeated
"""


@dataclass(frozen=True)
class Step:
    """The ladder step that one notice has to take, and when."""

    notice: object
    number: int
    due: object


class Ladder:
    """Makes steps due, and afterwards tells how late each was taken."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.steps: list[Step] = []

    def let_one_fall_due(self) -> None:
        """One notice by chance; none while the database is away."""
        try:
            rows = self._cluster.ask(FALLS_DUE)
        except psycopg.Error:
            return
        self.steps += [Step(notice, int(str(step)) + 1, due) for notice, step, due in rows]

    def lateness(self) -> list[float | None]:
        """Seconds from due to taken for each; None for a step that was never taken."""
        found = [
            self._cluster.ask(TAKEN, each.due, each.notice, each.number) for each in self.steps
        ]
        return [None if row[0][0] is None else float(str(row[0][0])) for row in found]

    def taken_twice(self) -> int:
        """Steps that were taken more than once."""
        return int(str(self._cluster.ask(TWICE)[0][0]))
