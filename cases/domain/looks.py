"""What is asked of the read log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Sought:
    """Lines of some offices in a span of time, perhaps of one concern or one person only."""

    offices: frozenset[UUID]
    since: datetime
    until: datetime
    concern: UUID | None = None
    person: UUID | None = None
