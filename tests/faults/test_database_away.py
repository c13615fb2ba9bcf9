"""F6: the database is away in every way it can be. 503 with a page that helps, never a receipt."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.portal import DATABASE, RELAYS, WEB, Portal
from tests.faults.reporter import Broken, Browser, NoAnswer, Page, Reporter

ADA = "ada.muster@musterschule-siegburg.example"
KREIS = "0221 4710 100"
"""A number of the fallback office in the practice data."""

SESSIONS_OF_THE_PORTAL = "FROM pg_stat_activity WHERE usename = 'ks_app'"


@pytest.fixture
def ada(portal: Portal) -> Reporter:
    """Signed in at a portal with web server and relay, which knows whom to call."""
    portal.children[DATABASE] = portal.cluster.server(max_connections="25")
    portal.start(DATABASE, WEB, RELAYS[0])
    card = portal.cluster.places.data / "telephones.json"
    assert wait_until(card.exists, seconds=20), portal.log.tail()
    reporter = Reporter(ADA, Browser(portal.port))
    reporter.log_in()
    return reporter


@contextmanager
def crashed(portal: Portal) -> Iterator[None]:
    """An immediate shutdown; afterwards it starts and repairs itself."""
    portal.crash()
    yield
    portal.start(DATABASE)


@contextmanager
def killed(portal: Portal) -> Iterator[None]:
    """kill -9 for the server's first process."""
    portal.cut_off(DATABASE)
    yield
    portal.children[DATABASE].bury()
    assert wait_until(lambda: started(portal), seconds=20, every=0.5)


def started(portal: Portal) -> bool:
    """Start the database; whether it stays."""
    if not portal.runs(DATABASE):
        portal.launch(DATABASE)
    try:
        return bool(portal.cluster.ask("SELECT 1"))
    except psycopg.Error:
        return False


@contextmanager
def crowded(portal: Portal) -> Iterator[None]:
    """Every connection that the application may have is somebody else's."""
    url = portal.env["DATABASE_URL"]
    with ExitStack() as stack:
        for _ in range(25):
            portal.cluster.ask(f"SELECT pg_terminate_backend(pid) {SESSIONS_OF_THE_PORTAL}"
                               " AND application_name <> 'crowd'")  # fmt: skip
            try:
                stack.enter_context(psycopg.connect(url, application_name="crowd"))
            except psycopg.OperationalError:
                continue
        yield


@contextmanager
def read_only(portal: Portal) -> Iterator[None]:
    """It answers, and takes nothing."""
    portal.cluster.ask("ALTER SYSTEM SET default_transaction_read_only = on")
    portal.cluster.ask("SELECT pg_reload_conf()")
    yield
    portal.cluster.ask("ALTER SYSTEM RESET default_transaction_read_only")
    portal.cluster.ask("SELECT pg_reload_conf()")


@pytest.mark.parametrize("away", [crashed, killed, crowded, read_only])
def test_nothing_is_promised_while_it_is_away_and_all_goes_on_afterwards(
    portal: Portal, ada: Reporter, away: object
) -> None:
    assert callable(away)
    key = ada.begin()
    ada.fill(key)
    seen = ada.browser.get(f"/mitteilung/{key}/pruefen/")
    with away(portal):
        refused = first_refusal(ada, key)
        page = ada.browser.post("/mitteilung/neu/")

    assert (refused.status, page.status) == (503, 503)
    assert int(page.headers["retry-after"]) > 0
    assert "110" in page.text
    assert KREIS in page.text
    assert ada.browser.answers["trace"] == 0
    assert seen.status == 200
    assert wait_until(lambda: received(ada, key), seconds=20, every=0.3), portal.log.tail()
    assert concerns_of(portal, key) == 1


def test_requests_survive_that_all_sessions_are_ended_under_them(
    portal: Portal, ada: Reporter
) -> None:
    for _ in range(5):
        key = ada.begin()
        ada.fill(key)
        portal.cluster.ask(f"SELECT pg_terminate_backend(pid) {SESSIONS_OF_THE_PORTAL}")

        assert wait_until(lambda key=key: received(ada, key), seconds=20, every=0.3)  # type: ignore[misc]
        assert concerns_of(portal, key) == 1
    assert ada.browser.answers["500"] == ada.browser.answers["trace"] == 0


def test_the_refusal_keeps_what_was_typed(portal: Portal, ada: Reporter) -> None:
    key = ada.begin()
    with read_only(portal):
        page = ada.browser.post(f"/mitteilung/{key}/lage/", account='Kanarienbericht "heute"')

    assert page.status == 503
    assert '<input type="hidden" name="account" value="Kanarienbericht &quot;heute&quot;">' in (
        page.text
    )
    assert "Noch einmal senden" in page.text


def test_a_refused_log_in_does_not_repeat_the_password(portal: Portal) -> None:
    portal.start(DATABASE, WEB)
    browser = Browser(portal.port)
    browser.get("/anmelden/")
    portal.crash()

    page = browser.post("/anmelden/", username=ADA, password="geheim-und-lang")

    assert page.status == 503
    assert "geheim-und-lang" not in page.text


def first_refusal(ada: Reporter, key: str) -> Page:
    """Sending does not work; the page that says so."""
    try:
        ada.send(key)
    except Broken as failure:
        return failure.page
    raise AssertionError("a receipt without a database")


def received(ada: Reporter, key: str) -> bool:
    """Send it (again); whether the receipt came."""
    try:
        return bool(ada.send(key))
    except (Broken, NoAnswer):
        return False


def concerns_of(portal: Portal, key: str) -> object:
    """How many concerns the database has for this key."""
    query = "SELECT count(*) FROM cases_concern WHERE idempotency_key = %s"
    return portal.cluster.ask(query, key)[0][0]
