"""What channels share: a message without content, a line to send it on, two kinds of failure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Message:
    """One letter as a channel sees it. `delivery_id` makes it recognisable when it comes twice."""

    delivery_id: UUID
    address: str
    subject: str
    text: str
    at: datetime


class ChannelFailure(Exception):
    """A letter did not get through. `code` and `detail` are codes, never text of the other side."""

    def __init__(self, code: str, detail: str = "", *, line_is_down: bool = False) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.line_is_down = line_is_down


class TemporaryFailure(ChannelFailure):
    """It may work later: full, busy, dropped, too slow. Tried again, without end."""


class Unreachable(TemporaryFailure):
    """The other side could not be reached at all. Says nothing about any one letter."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail, line_is_down=True)


class PermanentFailure(ChannelFailure):
    """It will never work this way: recipient or letter was refused. Another way must be found."""


class Line(Protocol):
    """An open connection on which letters are sent one after the other."""

    def send(self, message: Message) -> None:
        """Hand the letter over; it was accepted unless a ChannelFailure is raised."""
