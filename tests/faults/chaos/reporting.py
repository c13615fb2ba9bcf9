"""People who report while everything breaks, and remember what they were told."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.faults.reporter import BORNHEIM, SIEGBURG, Broken, Browser, NoAnswer, Reporter

EMAILS = (
    "ada.muster@musterschule-siegburg.example",
    "kim.muster@kita-musterstrolche.example",
    "praxis@praxis-musterfrau.example",
    "wache@polizei-musterstadt.example",
)
HOMES = (BORNHEIM, SIEGBURG)
PAUSE_SECONDS = 0.4


@dataclass
class Told:
    """One report: its key, where the child lives, and every reference its receipts have named."""

    key: str
    email: str
    home: str
    references: set[str] = field(default_factory=set)


@dataclass
class Crowd:
    """Several reporters at once, each in a thread, until asked to finish what they began."""

    port: int
    told: list[Told] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)
    give_up: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._threads = [
            threading.Thread(target=self._report_on, args=[email], daemon=True) for email in EMAILS
        ]

    def begin(self) -> None:
        """Let them report."""
        for thread in self._threads:
            thread.start()

    def finish(self, seconds: float) -> None:
        """No new reports; what was begun is repeated until it is received, or time is over."""
        self.stop.set()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self.give_up.set()
        for thread in self._threads:
            thread.join(30)

    def _report_on(self, email: str) -> None:
        reporter = Reporter(email, Browser(self.port))
        reporter.browser.answers = self.answers
        chance = random.Random(email)
        self._insist(reporter.log_in)
        finished = False
        while not finished:  # at least one report each, however short the run
            told = Told("", email, chance.choice(HOMES))
            self._insist(partial(begin, reporter, told))
            if not told.key:
                return
            self.told.append(told)
            self._insist(partial(reporter.fill, told.key, home=told.home))
            self._insist(partial(send, reporter, told))
            if chance.random() < 0.1:  # somebody presses the button again later
                self._insist(partial(send, reporter, told))
            finished = self.stop.wait(chance.uniform(0, 2 * PAUSE_SECONDS))

    def _insist(self, deed: Callable[[], object]) -> None:
        """Repeat until it works."""
        while not self.give_up.is_set():
            try:
                deed()
            except (NoAnswer, Broken):
                time.sleep(PAUSE_SECONDS)
            else:
                return


def begin(reporter: Reporter, told: Told) -> None:
    """Begin, and keep the key."""
    told.key = reporter.begin()


def send(reporter: Reporter, told: Told) -> None:
    """Send, and keep the reference on the receipt."""
    told.references.add(reporter.send(told.key))
