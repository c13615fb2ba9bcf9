"""Two windows, one text: may a page's writing be kept, or would it overwrite another's?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True)
class Writing:
    """A page that writes: the version it was made from, its own name, and how often it has written.

    A page that says nothing of itself knows no version and is nobody's.
    """

    base: int = 0
    page: str = ""
    turn: int = 0


class Verdict(Enum):
    """What becomes of a writing."""

    KEEP = auto()
    SAME = auto()  # it says what is stored already
    LATE = auto()  # the same page has said more since; the network has turned the order round
    CONFLICT = auto()  # another page has changed this step meanwhile


Written = tuple[int, str, int]
"""Who changed a step last: the version that came of it, the page, that page's count."""


def judge(last: Sequence[int | str] | None, *, is_same: bool, writing: Writing) -> Verdict:
    """Whether a writing may replace what is stored, given who wrote that (None: nobody yet)."""
    if is_same:
        return Verdict.SAME
    if last is None:
        return Verdict.KEEP
    version, page, turn = int(last[0]), str(last[1]), int(last[2])
    if page and page == writing.page:
        return Verdict.LATE if 0 < writing.turn < turn else Verdict.KEEP
    return Verdict.KEEP if version <= writing.base else Verdict.CONFLICT
