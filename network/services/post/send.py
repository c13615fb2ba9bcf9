"""Sending: what is due leaves the house, letter by letter, outside any transaction."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kinderschutz.lib.log_fields import Known
from network import messages
from network.channels import email
from network.channels.base import ChannelFailure, Line, Message, TemporaryFailure, Unreachable
from network.models import Delivery
from network.services.post import settle
from network.services.post.claim import (
    Claim,
    answer_seconds,
    begin_within_seconds,
    claim,
)

logger = logging.getLogger(__name__)

BATCH = 10
BATCHES_ON_A_LINE = 10
BREAKS_IN_A_ROW = 3


@dataclass
class Round:
    """What came of one connection: letters with an answer, and whether it broke under one."""

    settled: int = 0
    broken: bool = False


def deliver_due(*, by: str, limit: int = BATCH) -> int:
    """Deliver up to `limit` due letters over one connection; returns how many got an answer.

    0 means that there is nothing to do now: nothing is due, or the other side cannot be reached, in
    which case no letter was touched. Must not be called inside a transaction (RuntimeError).
    """
    return _deliver(by=by, limit=limit, batches=1, until=float("inf")).settled


def drain(*, by: str, seconds: float, stop: Callable[[], bool] = lambda: False) -> bool:
    """Deliver until nothing is due, `seconds` are over or `stop()` says so; True: there is more.

    Ends early, and without more, when the connection breaks three times in a row: the other side is
    ill, and each break costs one letter a longer wait.
    """
    until = time.monotonic() + seconds
    breaks = 0
    while not stop():
        if time.monotonic() >= until:
            return True
        done = _deliver(by=by, limit=BATCH, batches=BATCHES_ON_A_LINE, until=until, stop=stop)
        breaks = breaks + 1 if done.broken else 0
        if not done.settled or breaks == BREAKS_IN_A_ROW:
            return False
    return True


def _deliver(
    *,
    by: str,
    limit: int,
    batches: int,
    until: float,
    stop: Callable[[], bool] = lambda: False,
) -> Round:
    done = Round()
    if not Delivery.objects.claimable().exists():
        return done
    try:
        with email.open_line(timeout=answer_seconds()) as line:
            for _ in range(batches):
                begun = time.monotonic()
                batch = claim(by=by, limit=limit)
                if batch is None:
                    break
                _send_all(line, batch, begun=begun, done=done)
                if done.broken or time.monotonic() > until or stop():
                    break
    except Unreachable as failure:
        logger.warning("Mailserver nicht erreichbar (%s)", Known(failure.code))
    return done


def _send_all(line: Line, batch: Claim, *, begun: float, done: Round) -> None:
    for number, letter in enumerate(batch.letters):
        if done.broken or time.monotonic() - begun > begin_within_seconds():
            batch.give_back(batch.letters[number:])
            return
        done.broken = _send(line, letter, batch)
        done.settled += 1


def _send(line: Line, letter: Delivery, batch: Claim) -> bool:
    """Send one letter and write down the answer; True when the connection did not survive it."""
    try:
        line.send(_compose(letter, at=batch.at))
    except ChannelFailure as failure:
        settle.not_sent(letter, failure, by=batch.by)
        return failure.line_is_down
    settle.sent(letter)
    return False


def _compose(letter: Delivery, *, at: datetime) -> Message:
    try:
        return messages.compose(letter, at=at)
    except Exception as crash:  # a letter that cannot be written must not hold up the others
        logger.exception("Brief %s lässt sich nicht schreiben", letter.pk)
        raise TemporaryFailure("unwritable", type(crash).__name__[:40]) from crash
