"""When the time of an own copy ends: what the deletion run itself would say, and nothing else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cases.domain.retention_rules import Kind
from cases.queries.due import ended_copies
from network.access import all_rows

AT_ANY_TIME = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OwnTime:
    """`began` is the deed that counts, which may be later than the closing; `is_held`: it stays."""

    began: datetime
    due_at: datetime
    is_held: bool


def own_time(concern_id: UUID, office_id: UUID, kind: Kind) -> OwnTime | None:
    """Of one office's copy; None where its time does not run, or no rules are in force."""
    with all_rows("the date on the page is the one of the run, which sees every row"):
        found = ended_copies(
            until=AT_ANY_TIME, concerns=[concern_id], offices=[office_id], with_held=True
        )
    mine = next((each for each in found if each.kind is kind), None)
    return OwnTime(mine.began, mine.due_at, mine.is_held) if mine else None
