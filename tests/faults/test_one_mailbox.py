"""F8: the mail server refuses one office, finally or for now. The other offices notice nothing."""

import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.portal import DATABASE, RELAYS, WEB, Portal, wait_for
from tests.faults.reporter import SIEGBURG, Browser, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA

ALARM_SECONDS = 120.0
OF_BORNHEIM, OF_SIEGBURG = (
    "eingang@jugendamt-bornheim.example",
    "eingang@jugendamt-siegburg.example",
)
FAILED = "SELECT count(*) >= %s FROM network_delivery WHERE address = %s AND state = 'failed'"
TRIED = "SELECT count(*) > 0 FROM network_delivery WHERE address = %s AND attempts > 0"
STEPS = """
SELECT count(*) FROM cases_notice WHERE reference = %s AND step > 0 AND unreached_at IS NOT NULL
"""


@pytest.fixture
def refused(mail: FaultySink) -> None:
    """The mailbox has refused from the first letter on."""
    mail.answer(OF_BORNHEIM, "550 5.1.1 unknown")


@pytest.fixture
def ada(portal: Portal, refused: None) -> Reporter:
    """Signed in at a portal whose letters go out."""
    portal.start(DATABASE, WEB, RELAYS[0])
    reporter = Reporter(ADA, Browser(portal.port))
    reporter.log_in()
    return reporter


def test_final_refusals_take_the_next_way_at_once(
    portal: Portal, mail: FaultySink, ada: Reporter
) -> None:
    for number, answer in enumerate(("550 5.1.1 unknown", "552 5.2.2 full", "554 5.7.1 no"), 1):
        mail.answer(OF_BORNHEIM, answer)
        reference = ada.report()
        ada.report(home=SIEGBURG)

        wait_for(portal, STEPS, reference, wanted=1, seconds=ALARM_SECONDS)
        wait_for(portal, FAILED, number, OF_BORNHEIM, wanted=True, seconds=ALARM_SECONDS)
    assert wait_until(lambda: mail.recipients().count(OF_SIEGBURG) >= 3, seconds=ALARM_SECONDS)
    assert OF_BORNHEIM not in mail.recipients()


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "451 4.7.1 greylisted", "452 4.2.2 full"])
def test_passing_refusals_hold_up_nobody_else_and_end_by_themselves(
    portal: Portal, mail: FaultySink, ada: Reporter, answer: str
) -> None:
    mail.answer(OF_BORNHEIM, answer)
    ada.report()
    before = mail.recipients().count(OF_SIEGBURG)
    ada.report(home=SIEGBURG)

    assert wait_until(lambda: mail.recipients().count(OF_SIEGBURG) > before, seconds=ALARM_SECONDS)
    wait_for(portal, TRIED, OF_BORNHEIM, wanted=True, seconds=ALARM_SECONDS)
    mail.behave()
    assert wait_until(lambda: OF_BORNHEIM in mail.recipients(), seconds=ALARM_SECONDS)
