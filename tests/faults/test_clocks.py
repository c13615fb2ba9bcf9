"""F9: clocks of web server and relay are wrong, or stand in another zone. The database's counts."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.chaos.ladder import Ladder
from tests.faults.cluster import copied
from tests.faults.portal import DATABASE, RELAYS, WEB, Portal
from tests.faults.reporter import Browser, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA

LATEST_STEP_SECONDS = 60.0
RELAY_ROUNDS_SECONDS = 3.0
NOTICES = """
SELECT count(*) FILTER (WHERE step > 0), count(*) FROM cases_notice AS notice
JOIN cases_concern AS concern ON concern.id = notice.concern_id WHERE concern.reference = %s
"""
WRONG = """
import datetime, os, time_machine
hours = datetime.timedelta(hours=int(os.environ["WRONG_BY_HOURS"]))
time_machine.travel(datetime.datetime.now(datetime.UTC) + hours, tick=True).start()
"""


def wrong_by(directory: Path, *, hours: int) -> Mapping[str, str]:
    """The environment of a Python process whose clock is wrong by so much from its first moment."""
    (directory / "sitecustomize.py").write_text(WRONG, encoding="utf-8")
    return {"PYTHONPATH": str(directory), "WRONG_BY_HOURS": str(hours)}


def with_clocks(
    prepared: Path, mail: FaultySink, *, web: Mapping[str, str], relay: Mapping[str, str]
) -> Portal:
    """A portal whose web server and relay have clocks of their own; the database's is right."""
    portal = Portal(copied(prepared), mail=mail.url)
    portal.children[WEB].env = {**portal.children[WEB].env, **web}
    portal.children[RELAYS[0]].env = {**portal.children[RELAYS[0]].env, **relay}
    return portal


@pytest.mark.parametrize("hours", [1, -1])
def test_no_step_is_taken_before_its_time_and_none_late(
    prepared_cluster: Path, mail: FaultySink, tmp_path: Path, hours: int
) -> None:
    wrong = wrong_by(tmp_path, hours=hours)
    portal = with_clocks(prepared_cluster, mail, web=wrong, relay=wrong)
    try:
        portal.start(DATABASE, WEB)
        ada = Reporter(ADA, Browser(portal.port))
        ada.log_in()
        reports = [ada.report(urgency="acute") for _ in range(3)]
        portal.start(RELAYS[0])
        assert wait_until(lambda: len(mail.envelopes) >= len(reports), seconds=60)
        time.sleep(RELAY_ROUNDS_SECONDS)
        early = [portal.cluster.ask(NOTICES, each)[0] for each in reports]
        ladder = Ladder(portal.cluster)
        ladder.let_one_fall_due()

        assert wait_until(lambda: None not in ladder.lateness(), seconds=90, every=0.5)
        assert [moved for moved, _ in early] == [0, 0, 0]
        assert all(number for _, number in early)
        assert len(ladder.steps) == 1
        assert max(each or 0.0 for each in ladder.lateness()) <= LATEST_STEP_SECONDS
    finally:
        print(portal.log.tail())  # noqa: T201 shown with a failure
        portal.end()


def test_a_web_server_that_is_behind_lets_nobody_in_whose_session_is_over(
    prepared_cluster: Path, mail: FaultySink, tmp_path: Path
) -> None:
    portal = with_clocks(prepared_cluster, mail, web=wrong_by(tmp_path, hours=-1), relay={})
    try:
        portal.start(DATABASE, WEB)
        ada = Reporter(ADA, Browser(portal.port))
        ada.log_in()
        before = ada.browser.get("/meine-mitteilungen/")
        portal.cluster.ask(
            "UPDATE django_session SET expire_date = clock_timestamp() - interval '30 minutes'"
        )

        after = ada.browser.get("/meine-mitteilungen/")

        assert before.status == 200
        assert after.leads_to == "/anmelden/"
    finally:
        portal.end()


def test_another_time_zone_of_the_processes_changes_nothing(
    prepared_cluster: Path, mail: FaultySink
) -> None:
    portal = with_clocks(
        prepared_cluster, mail, web={"TZ": "Asia/Tokyo"}, relay={"TZ": "America/New_York"}
    )
    try:
        portal.start(DATABASE, WEB, RELAYS[0])
        ada = Reporter(ADA, Browser(portal.port))
        ada.log_in()
        reference = ada.report()

        assert wait_until(lambda: len(mail.envelopes) > 0, seconds=60)
        moved, number = portal.cluster.ask(NOTICES, reference)[0]
        assert moved == 0
        assert number
        late = "SELECT max(abs(extract(epoch FROM recorded_at - clock_timestamp()))) < 60"
        assert portal.cluster.ask(f"{late} FROM cases_concern WHERE reference = %s", reference) == [
            (True,)
        ]
    finally:
        portal.end()
