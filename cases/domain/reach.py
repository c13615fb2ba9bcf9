"""Whom a notice has reached, as the facts say it: by name, told but silent, or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from network.domain.by_hand import ENDS_THE_CALL, CallOutcome, LetterStage
from network.domain.post import DeliveryState
from network.domain.terms import ChannelKind


class Reach(StrEnum):
    """How far a notice has come with its recipient."""

    WITHHELD = "withheld"
    """A caseworker decided that it does not leave."""
    NOT_YET = "not_yet"
    """It waits for its release."""
    REACHED = "reached"
    """A person there, known by name, has it or has been spoken with."""
    SILENT = "silent"
    """Told by portal, mail, SMS, letter or voicemail; nobody has given a name."""
    NOT_REACHED = "not_reached"
    """Nothing says that anybody there knows of it."""


@dataclass(frozen=True)
class CallMade:
    """One attempt at a call."""

    at: datetime
    outcome: CallOutcome
    spoke_with: str = ""


@dataclass(frozen=True)
class Sent:
    """One delivery by the portal itself; `at` is set once it was handed over."""

    channel: ChannelKind
    state: DeliveryState
    at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """All that is known of a notice's way to its recipient; only ways to the recipient itself."""

    released_at: datetime | None
    withdrawn_at: datetime | None = None
    unreached_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: str = ""
    taken_how: ChannelKind | None = None
    calls: tuple[CallMade, ...] = ()
    sent: tuple[Sent, ...] = ()
    letter: LetterStage | None = None
    letter_at: datetime | None = None


@dataclass(frozen=True)
class Reached:
    """How far it is, and how that is known. `who` is set exactly for REACHED."""

    reach: Reach
    who: str = ""
    at: datetime | None = None
    how: ChannelKind | None = None


def reached(facts: Facts) -> Reached:
    """Where a notice stands with its recipient; the surest that is known comes first."""
    if facts.taken_at:
        return Reached(Reach.REACHED, facts.taken_by, facts.taken_at, facts.taken_how)
    if spoken := _last(each for each in facts.calls if each.outcome in ENDS_THE_CALL):
        return Reached(Reach.REACHED, spoken.spoke_with, spoken.at, ChannelKind.PHONE)
    if facts.withdrawn_at:
        return Reached(Reach.WITHHELD, at=facts.withdrawn_at)
    if facts.released_at is None:
        return Reached(Reach.NOT_YET)
    if voicemail := _last(each for each in facts.calls if each.outcome is CallOutcome.VOICEMAIL):
        return Reached(Reach.SILENT, at=voicemail.at, how=ChannelKind.PHONE)
    if facts.letter in {LetterStage.POSTED, LetterStage.CONFIRMED}:
        return Reached(Reach.SILENT, at=facts.letter_at, how=ChannelKind.LETTER)
    arrived = [each for each in facts.sent if each.state is DeliveryState.SENT and each.at]
    if facts.unreached_at or not arrived:
        return Reached(Reach.NOT_REACHED, at=facts.unreached_at)
    first = min(arrived, key=lambda each: (each.at or facts.released_at, each.channel))
    return Reached(Reach.SILENT, at=first.at, how=first.channel)


def _last(calls: Iterable[CallMade]) -> CallMade | None:
    return max(calls, key=lambda each: each.at, default=None)
