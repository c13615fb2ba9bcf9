"""People who report without pause while the portal is updated, and count what they wait."""

import threading
import time
from dataclasses import dataclass, field

from tests.faults.reporter import Broken, Browser, NoAnswer, Page, Reporter
from tests.fixtures.district import ADA


@dataclass
class TimedBrowser(Browser):
    """Remembers its slowest request, in seconds."""

    slowest: float = 0.0

    def _ask(self, method: str, path: str, body: str) -> Page:
        page = super()._ask(method, path, body)
        self.slowest = max(self.slowest, page.seconds)
        return page


@dataclass
class Load:
    """One person on one web server; a report that fails is begun again until it succeeds.

    `longest` is how long, in seconds, nothing succeeded, or one request took.
    """

    port: int
    receipts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    longest: float = 0.0

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """After the report in hand."""
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        browser = TimedBrowser(self.port)
        person = Reporter(ADA, browser)
        person.log_in()
        failing_since: float | None = None
        while not self._stop.is_set():
            try:
                self.receipts.append(person.report())
            except (Broken, NoAnswer) as fault:
                self.faults.append(str(fault)[:300])
                failing_since = failing_since or time.monotonic()
                self.longest = max(self.longest, time.monotonic() - failing_since)
                time.sleep(0.1)
            else:
                failing_since = None
            self.longest = max(self.longest, browser.slowest)
