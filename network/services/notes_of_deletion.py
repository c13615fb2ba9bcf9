"""Whether lines of the logs went lawfully, as the note on their deletion says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from network.domain.checkpoints import Line
from network.models import Forgotten

KEPT_AT_LEAST = timedelta(days=365)
"""Nothing younger is ever deleted from the logs; the database refuses it, too."""


def is_borne_out(note: Forgotten, lines: Sequence[Line], *, now: datetime) -> bool:
    """Whether a signature vouches that what went was a year old by then at least.

    Whoever writes into the database can file a note and date it as they like, but cannot sign. So a
    signed line older than `before` must know the very head that the note names; none that is
    younger may speak of less, and nothing counts as old that is not so today (`now`).
    """
    told = [(line, datetime.fromisoformat(line.at)) for line in lines]
    is_old_enough = note.before <= min(note.at, now) - KEPT_AT_LEAST
    is_witnessed = any(_is_head(line, note) and at < note.before for line, at in told)
    is_contradicted = any(
        line.seal <= note.up_to and at >= note.before and not _is_head(line, note)
        for line, at in told
    )
    return is_old_enough and is_witnessed and not is_contradicted


def _is_head(line: Line, note: Forgotten) -> bool:
    return (line.seal, line.head) == (note.up_to, note.chain)
