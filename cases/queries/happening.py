"""One entry of a timeline."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Happening:
    """What happened; `kind` is a colour of components/_timeline.html."""

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    kind: str = "done"
