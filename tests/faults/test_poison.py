"""F13: rows that no code can work on come first in the queue. The others are on time."""

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.chaos.ladder import Ladder
from tests.faults.portal import DATABASE, RELAYS, WEB, Portal, wait_for
from tests.faults.reporter import Browser, Reporter
from tests.faults.test_database_away import ADA

LATEST_STEP_SECONDS, ALARM_SECONDS = 60.0, 120.0
NO_LADDER = """
UPDATE cases_notice SET rank = 0, ladder = '[{"role": "nobody"}]',
    next_step_at = clock_timestamp() - interval '1 hour'
WHERE reference = %s AND released_at IS NOT NULL RETURNING id
"""
NO_TEXT = """
UPDATE network_delivery SET kind = 'nothing', priority = 0, due_at = due_at - interval '1 hour'
WHERE reference = %s AND channel = 'email' RETURNING id
"""
OWED_TO_OTHERS = """
SELECT count(*) FROM network_delivery
WHERE sent_at IS NULL AND failed_at IS NULL AND kind <> 'nothing'
"""
RED = "SELECT count(*) FROM cases_notice WHERE reference = %s AND unreached_at IS NOT NULL"


def test_others_are_not_delayed_and_the_poison_is_a_red_line(portal: Portal) -> None:
    portal.start(DATABASE, WEB)
    ada = Reporter(ADA, Browser(portal.port))
    ada.log_in()
    damaged = ada.report()
    for _ in range(4):
        ada.report()
    notices = portal.cluster.ask(NO_LADDER, damaged)
    letters = portal.cluster.ask(NO_TEXT, damaged)
    ladder = Ladder(portal.cluster)
    for _ in range(3):
        ladder.let_one_fall_due()
    portal.start(RELAYS[0])

    assert notices
    assert letters
    assert len(ladder.steps) == 3
    assert wait_until(lambda: None not in ladder.lateness(), seconds=90, every=0.5)
    assert max(each or 0.0 for each in ladder.lateness()) <= LATEST_STEP_SECONDS
    wait_for(portal, RED, damaged, wanted=len(notices), seconds=ALARM_SECONDS)
    wait_for(portal, OWED_TO_OTHERS, wanted=0, seconds=ALARM_SECONDS)
