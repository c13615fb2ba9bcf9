"""One run: healthy, then under fire, then quiet; figures and which promises were broken."""

import math
import statistics
import time
from dataclasses import dataclass
from typing import Any

import psycopg

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.chaos import invariants
from tests.faults.chaos.ladder import Ladder
from tests.faults.chaos.mail import MoodySink
from tests.faults.chaos.reporting import HOMES, Crowd
from tests.faults.chaos.sabotage import Saboteur
from tests.faults.cluster import Cluster
from tests.faults.portal import EVERYTHING, Portal
from tests.faults.reporter import BORNHEIM, Browser, Reporter

ADA = "ada.muster@musterschule-siegburg.example"
READER = "ben.muster@jugendamt-bornheim.example"
LAST_MAIL_SECONDS, LATEST_STEP_SECONDS, PORTAL_SECONDS = 120.0, 60.0, 2.0
OPEN = "SELECT count(*) FROM network_delivery WHERE sent_at IS NULL AND failed_at IS NULL"
UNANSWERED = """
SELECT count(*) FROM network_delivery WHERE failed_at IS NOT NULL AND passed_on_at IS NULL
"""
ALWAYS_ZERO = (
    "concerns_missing", "concerns_twice", "not_received_in_the_end", "notices_missing",
    "notices_unexpected", "portal_twice", "mails_missing", "mails_unsettled",
    "mails_came_back_unanswered", "recipients_without_mail", "steps_never_taken", "steps_twice",
    "pages_500", "pages_with_trace",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How long each part takes, in seconds, and how often something breaks."""

    seconds: float = 180
    healthy_reports: int = 40
    every: tuple[float, float] = (0.8, 1.8)
    lease: int = 60


def run(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    """All figures; `broken` names the promises that did not hold."""
    sink = MoodySink()
    sink.start()
    portal = Portal(cluster, mail=sink.url, POST_LEASE_SECONDS=str(plan.lease))
    try:
        portal.start(*EVERYTHING)
        return _Run(plan, portal, sink).figures()
    except BaseException:
        print(portal.log.tail())  # noqa: T201 the last words of the processes
        raise
    finally:
        portal.end()
        sink.end()


class _Run:
    def __init__(self, plan: Plan, portal: Portal, sink: MoodySink) -> None:
        self.plan, self.portal, self.sink = plan, portal, sink
        self.cluster = portal.cluster
        self.ladder = Ladder(self.cluster)
        self.saboteur = Saboteur(portal, sink, every=plan.every)
        self.crowd = Crowd(portal.port)
        self.since = self.cluster.ask("SELECT clock_timestamp()")[0][0]
        self.reference: dict[str, str] = {}

    def figures(self) -> dict[str, Any]:
        """Do it, and say what was seen."""
        before = self._healthy()
        self._under_fire()
        quiet = self._quiet()
        after = self._healthy()
        wait_until(lambda: not self._is_owed(), seconds=30)
        books = invariants.Books.read(self.cluster, since=self.since)
        steps = self.ladder.lateness()
        answers = self.crowd.answers
        told = self.crowd.told
        found: dict[str, Any] = {
            "seconds": self.plan.seconds,
            "faults": sum(self.saboteur.done.values()),
            **invariants.receipts(books, told),
            **invariants.notices(books, told, healthy=self.reference),
            **invariants.mails(books, self.sink.arrived()),
            "steps": len(steps),
            "steps_never_taken": steps.count(None),
            "steps_twice": self.ladder.taken_twice(),
            "step_latest_s": round(max((each for each in steps if each), default=0.0), 1),
            "last_mail_after_last_fault_s": round(quiet, 1),
            "portal_p99_s": [_p99(portal) for portal, _ in (before, after)],
            "receipt_p95_s": [_p95(receipt) for _, receipt in (before, after)],
            "pages_500": answers["500"],
            "pages_with_trace": answers["trace"],
            "answers": dict(sorted(answers.items())),
            "faults_by_kind": dict(sorted(self.saboteur.done.items())),
            "mail_moods": dict(sorted(self.sink.did.items())),
            "ended_by_themselves": dict(self.saboteur.died_alone),
        }
        return found | {"broken": broken_promises(found)}

    def _healthy(self) -> tuple[list[float], list[float]]:
        """From receipt to the recipient's page, and from the button to the receipt, in seconds."""
        ada, ben = (Reporter(each, Browser(self.portal.port)) for each in (ADA, READER))
        ada.log_in()
        ben.log_in()
        for home in HOMES:
            self.reference.setdefault(home, ada.report(home=home))
        shown, received = [], []
        for _ in range(self.plan.healthy_reports):
            key = ada.begin()
            ada.fill(key, home=BORNHEIM)
            begun = time.perf_counter()
            reference = ada.send(key)
            received.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            while reference not in ben.browser.get("/eingang/").text:
                assert time.perf_counter() - begun < 30, f"{reference} is not in the inbox"
            shown.append(time.perf_counter() - begun)
        return shown, received

    def _under_fire(self) -> None:
        self.sink.moody = True
        self.crowd.begin()
        end, tick = time.monotonic() + self.plan.seconds, 0.0
        while time.monotonic() < end:
            self.saboteur.look()
            if time.monotonic() > tick:
                self.ladder.let_one_fall_due()
                tick = time.monotonic() + 2
            time.sleep(0.05)
        self.crowd.stop.set()
        while not self.saboteur.is_mended():
            self.saboteur.mend()
            time.sleep(0.05)
        self.sink.moody = False
        self.last_fault = time.monotonic()

    def _quiet(self) -> float:
        """Until nothing is owed any more; seconds from the last fault to the last mail."""
        self.crowd.finish(60)
        end = self.last_fault + LAST_MAIL_SECONDS + self.plan.lease
        while time.monotonic() < end and self._is_owed():
            self.saboteur.mend()
            time.sleep(0.2)
        last = max((each.at for each in self.sink.arrived()), default=self.last_fault)
        return max(0.0, last - self.last_fault)

    def _is_owed(self) -> bool:
        try:
            return any(self.cluster.ask(query)[0][0] for query in (OPEN, UNANSWERED)) or None in (
                self.ladder.lateness()
            )
        except psycopg.Error:
            return True


def broken_promises(found: dict[str, Any]) -> list[str]:
    """The names of the figures that are not as promised."""
    broken = [name for name in ALWAYS_ZERO if found[name]]
    limits = (
        ("step_latest_s", LATEST_STEP_SECONDS),
        ("last_mail_after_last_fault_s", LAST_MAIL_SECONDS),
    )
    broken += [name for name, limit in limits if found[name] > limit]
    if max(found["portal_p99_s"]) > PORTAL_SECONDS:
        broken.append("portal_p99_s")
    if not found["accepted"] or not found["faults"]:
        broken.append("nothing happened")
    return broken


def _p99(seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return round(ordered[math.ceil(len(ordered) * 0.99) - 1], 3)


def _p95(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=20)[-1], 3)
