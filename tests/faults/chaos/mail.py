"""A mail server in a bad mood: every few letters it does what mail servers do on bad days."""

import asyncio
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.sink import FaultySink, hang_up
from tests.fixtures.smtp import Taken

MOODS = {
    "451": 0.10,
    "550": 0.03,
    "stall": 0.05,
    "drop before": 0.05,
    "drop after": 0.05,
}
STALL_SECONDS = 4.0


@dataclass(frozen=True)
class Arrived:
    """One letter that was taken, and when (monotonic seconds)."""

    at: float
    letter: str
    address: str


class MoodySink(FaultySink):
    """Takes letters, or not. `moody` may be switched at any time; what it did is counted."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.moody = False
        self.did: Counter[str] = Counter()
        self._arrived: list[Arrived] = []
        self._lock = threading.Lock()
        self._chance = random.Random()

    def arrived(self) -> list[Arrived]:
        """All letters so far."""
        with self._lock:
            return list(self._arrived)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """By chance: temporary or final refusal, silence, a line that breaks before or after."""
        mood = self._mood()
        if mood:
            self.did[mood] += 1
        match mood:
            case "451":
                return "451 4.3.0 try again later"
            case "550":
                return "550 5.1.1 no such user"
            case "drop before":
                hang_up(server)
                return "421 4.0.0 gone"
            case "stall":
                await asyncio.sleep(STALL_SECONDS)
        self._take(envelope)
        if mood == "drop after":
            hang_up(server)
        return "250 2.0.0 kept"

    def _mood(self) -> str:
        if not self.moody:
            return ""
        number = self._chance.random()
        for mood, share in MOODS.items():
            if number < share:
                return mood
            number -= share
        return ""

    def _take(self, envelope: Envelope) -> None:
        taken = Taken(
            envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.original_content or b""
        )
        letter = str(taken.message["Message-ID"]).strip("<>").partition("@")[0]
        with self._lock:
            self._arrived += [Arrived(time.monotonic(), letter, to) for to in taken.recipients]
