"""Text is never lost: closed tabs, hours offline, crashes, ended sessions, two windows."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from cases.models import Draft, FormDraft, Notice
from tests.browser.conftest import QUIET
from tests.browser.pages import Complaints, log_in, look
from tests.browser.test_report_flow import onward, report_as_a_school, tick
from tests.factories.cases import make_concern, notice_to
from tests.people import People

ACCOUNT = "Was ist passiert, was haben Sie beobachtet?"
CANARY = "Kanarienbericht vom Samstagabend"
COUNT_COPIES = """() => new Promise((done) => {
  const opening = indexedDB.open("entwuerfe", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("copies", {keyPath: "page"});
  opening.onsuccess = () => {
    const db = opening.result;
    const asked = db.transaction("copies").objectStore("copies").count();
    asked.onsuccess = () => { db.close(); done(asked.result); };
  };
})"""


def begin(page: Page) -> str:
    """Begin a report; the address of its first step."""
    page.goto("/mitteilung/neu/")
    page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    expect(page.get_by_label(ACCOUNT)).to_be_visible()
    ready(page)
    return page.url


def ready(page: Page) -> None:
    """The page has got its key."""
    page.wait_for_load_state("networkidle")


def saved(page: Page) -> None:
    """The page says that the server has it."""
    expect(page.locator("[data-draft-state]")).to_have_text("Entwurf gespeichert")


def copies(page: Page) -> int:
    return int(page.evaluate(COUNT_COPIES))


def copied(page: Page, at_least: int = 1) -> None:
    """A sealed copy lies in the browser's store."""
    page.wait_for_function(f"async () => (await ({COUNT_COPIES})()) >= {at_least}")


def emptied(page: Page) -> None:
    """No copy is left in the browser's store."""
    page.wait_for_function(f"async () => (await ({COUNT_COPIES})()) === 0")


def stored(step: str = "lage") -> dict[str, Any]:
    return dict(Draft.objects.get().entries.get(step, {}))


@pytest.fixture
def offline(context: BrowserContext, complaints: Complaints) -> Iterator[BrowserContext]:
    """The context of a test that cuts the network; the browser's word about that is no fault."""
    yield context
    complaints.lines[:] = [each for each in complaints.lines if "INTERNET_DISC" not in each]


def test_what_is_typed_survives_closing_the_tab(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    address = begin(page)

    page.get_by_label(ACCOUNT).press_sequentially(CANARY)
    saved(page)
    expect(page.get_by_role("status").filter(has_text="Entwurf")).to_have_text(
        re.compile(r"^Entwurf gespeichert um \d\d:\d\d Uhr$")
    )
    look(page, "entwurf-gespeichert")
    page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label(ACCOUNT)).to_have_value(CANARY)
    again.goto("/mitteilung/neu/")
    expect(again.get_by_text("zuletzt geändert am")).to_be_visible()


def test_what_is_typed_offline_is_saved_when_the_network_is_back(
    page: Page, offline: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    begin(page)
    offline.set_offline(True)

    page.get_by_label(ACCOUNT).press_sequentially(CANARY)

    expect(page.locator("[data-draft-state]")).to_have_text(
        "Nicht gespeichert: keine Verbindung. Ihr Text ist auf diesem Gerät gesichert."
    )
    look(page, "entwurf-offline")
    assert stored() == {}
    page.get_by_role("button", name="Weiter", exact=True).last.click()
    expect(page.get_by_label(ACCOUNT)).to_have_value(CANARY)
    offline.set_offline(False)
    saved(page)
    assert stored()["account"] == CANARY
    emptied(page)


def stall(page: Page) -> list[Route]:
    """From now on the server does not answer what is saved; the requests that wait."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/*", hold)
    return waiting


def release(page: Page, waiting: list[Route]) -> None:
    """The server answers again, the oldest request first."""
    for route in waiting:
        route.continue_()
    page.unroute("**/*")


def test_the_line_does_not_say_saved_while_newer_text_is_not(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    begin(page)
    page.get_by_label(ACCOUNT).press_sequentially("Vorher.")
    saved(page)
    waiting = stall(page)

    page.get_by_label(ACCOUNT).press("a")

    line = page.get_by_role("status").filter(has=page.locator("[data-draft-state]"))
    assert line.inner_text() == "Wird gespeichert …"
    expect(line).to_have_attribute("aria-live", "off")
    expect(line).to_have_text("Wird gespeichert … Ihr Text ist auf diesem Gerät gesichert.")
    expect(line).to_have_attribute("aria-live", "polite")
    assert copies(page) == 1
    look(page, "entwurf-wartet")
    assert stored()["account"] == "Vorher."
    release(page, waiting)
    saved(page)
    assert stored()["account"] in ("Vorher.a", "aVorher.")
    emptied(page)


def test_an_answer_about_older_text_does_not_make_newer_text_saved(
    page: Page, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    begin(page)
    waiting = stall(page)
    page.get_by_label(ACCOUNT).fill("Erster Satz.")
    page.wait_for_timeout(900)
    page.get_by_label(ACCOUNT).fill("Zweiter Satz.")
    assert len(waiting) == 1

    with page.expect_response(lambda response: response.request.method == "POST"):
        waiting.pop().continue_()
    page.wait_for_timeout(400)

    expect(page.locator("[data-draft-state]")).to_contain_text("Wird gespeichert …", timeout=1)
    assert stored()["account"] == "Erster Satz."
    page.wait_for_timeout(900)
    release(page, waiting)
    saved(page)
    assert stored()["account"] == "Zweiter Satz."


def test_the_line_promises_no_copy_where_the_browser_keeps_none(
    page: Page, everybody: People
) -> None:
    page.add_init_script("IDBObjectStore.prototype.put = () => { throw new Error('voll'); };")
    log_in(page, everybody.ada.user)
    begin(page)
    waiting = stall(page)

    page.get_by_label(ACCOUNT).fill(CANARY)

    expect(page.locator("[data-draft-state]")).to_have_text(
        "Wird gespeichert … Bitte lassen Sie diese Seite offen."
    )
    release(page, waiting)
    saved(page)


@pytest.fixture
def profile(tmp_path: Path, everybody: People) -> Path:
    """Where a browser of its own keeps what it keeps."""
    return tmp_path / "profil"


def launch(playwright: Playwright, profile: Path, base_url: str) -> BrowserContext:
    """A browser with a profile on the disk."""
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=shutil.which("chromium"),
        args=list(QUIET),
        base_url=base_url,
        locale="de-DE",
        timezone_id="Europe/Berlin",
    )


def kill(profile: Path) -> int:
    """kill -9 for every process of the browser with this profile; how many there were."""
    killed = 0
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if str(profile).encode() in command:
                os.kill(int(entry.name), signal.SIGKILL)
                killed += 1
        except (FileNotFoundError, ProcessLookupError):
            continue
    return killed


def files_with(text: str, profile: Path) -> list[str]:
    """Files of a profile in which a text stands, in any coding that Chromium uses."""
    wanted = (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    return [
        str(path.relative_to(profile))
        for path in profile.rglob("*")
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    ]


@pytest.fixture
def crashed(
    playwright: Playwright, profile: Path, base_url: str, everybody: People
) -> Iterator[str]:
    """Ada typed, lost the network, typed on, and her tablet died; the address she was at."""
    context = launch(playwright, profile, base_url)
    page = context.pages[0]
    log_in(page, everybody.ada.user)
    address = begin(page)
    page.get_by_label(ACCOUNT).press_sequentially("Vorher.")
    saved(page)
    context.set_offline(True)
    page.get_by_label(ACCOUNT).press_sequentially(f" {CANARY}")
    copied(page)
    page.wait_for_timeout(400)
    assert kill(profile) >= 3
    yield address
    kill(profile)


def test_what_was_typed_offline_survives_kill_9_of_the_whole_browser(
    playwright: Playwright, profile: Path, base_url: str, everybody: People, crashed: str
) -> None:
    assert stored()["account"] == "Vorher."
    assert files_with(CANARY, profile) == []

    context = launch(playwright, profile, base_url)
    page = context.pages[0]
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    expect(page.get_by_text("Auf diesem Gerät liegt dazu noch Text")).to_be_visible()
    page.goto(crashed)

    expect(page.get_by_label(ACCOUNT)).to_have_value(f"Vorher. {CANARY}")
    expect(page.get_by_role("alert")).to_contain_text("ist wieder da")
    assert stored()["account"] == f"Vorher. {CANARY}"
    assert copies(page) == 0
    context.close()


def test_somebody_else_at_the_same_machine_neither_reads_nor_removes_it(
    playwright: Playwright, profile: Path, base_url: str, everybody: People, crashed: str
) -> None:
    context = launch(playwright, profile, base_url)
    page = context.pages[0]
    log_in(page, everybody.ben.user)
    page.goto("/aufnahme/neu/")
    ready(page)
    expect(page.get_by_text("Noch nicht gesendet")).to_have_count(0)
    expect(page.get_by_text("Auf diesem Gerät")).to_have_count(0)
    assert page.goto(crashed).status == 404  # type: ignore[union-attr]  # it answers
    key = f"/entwuerfe/{Draft.objects.get().pk}/schluessel/"
    assert page.request.get(key).status == 410
    page.locator("summary", has_text="Ben Bach").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page).to_have_url(re.compile("abgemeldet"))

    log_in(page, everybody.ada.user)
    page.goto(crashed)

    expect(page.get_by_label(ACCOUNT)).to_have_value(f"Vorher. {CANARY}")
    context.close()


def test_a_session_that_ends_while_somebody_types_loses_nothing(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    begin(page)
    context.clear_cookies(name="sessionid")

    page.get_by_label(ACCOUNT).press_sequentially(CANARY)

    expect(page.locator("[data-draft-state]")).to_contain_text("Sie sind abgemeldet.")
    expect(page.locator("[data-draft-state]")).to_contain_text("auf diesem Gerät gesichert")
    look(page, "entwurf-abgemeldet")
    assert stored() == {}
    with context.expect_page() as opening:
        page.get_by_role("link", name="Anmelden").click()
    log_in(opening.value, everybody.ada.user)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert stored()["account"] == CANARY


def test_text_that_waits_for_its_person_comes_back_after_logging_in(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    address = begin(page)
    context.clear_cookies(name="sessionid")
    page.get_by_label(ACCOUNT).press_sequentially(CANARY)
    copied(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Sie sind abgemeldet.")

    page.goto("about:blank")
    log_in(page, everybody.ada.user)
    page.goto(address)

    expect(page.get_by_label(ACCOUNT)).to_have_value(CANARY)
    assert stored()["account"] == CANARY


def test_logging_out_saves_first(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    begin(page)

    page.get_by_label(ACCOUNT).press_sequentially(CANARY)
    page.locator("summary", has_text="Ada Anker").click()
    page.get_by_role("button", name="Abmelden").click()

    expect(page).to_have_url(re.compile("abgemeldet"))
    assert stored()["account"] == CANARY
    assert copies(page) == 0


def test_a_form_sent_after_the_session_has_ended_is_kept_without_javascript(
    plain_page: Page, everybody: People
) -> None:
    log_in(plain_page, everybody.ada.user)
    plain_page.goto("/mitteilung/neu/")
    plain_page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    plain_page.get_by_label(ACCOUNT).fill(CANARY)
    plain_page.context.clear_cookies(name="sessionid")
    plain_page.get_by_role("button", name="Weiter", exact=True).last.click()
    plain_page.get_by_label("E-Mail-Adresse").fill(everybody.ada.user.email)
    plain_page.get_by_label("Passwort").fill("geheim-genug-fuer-tests")
    plain_page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    plain_page.get_by_role("main").get_by_role("button", name="Bestätigen").click()

    expect(plain_page.get_by_label(ACCOUNT)).to_have_value(CANARY)
    expect(plain_page.get_by_text("Ihre Sitzung war abgelaufen.")).to_be_visible()
    assert stored()["account"] == CANARY


def test_two_windows_show_both_versions(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    address = begin(page)
    other = context.new_page()
    other.goto(address)
    ready(other)
    page.get_by_label(ACCOUNT).press_sequentially("Aus dem ersten Fenster.")
    saved(page)

    other.get_by_label(ACCOUNT).press_sequentially("Aus dem zweiten Fenster.")

    expect(other.get_by_role("alert")).to_contain_text("in einem anderen Fenster geändert")
    look(other, "entwurf-konflikt")
    assert stored()["account"] == "Aus dem ersten Fenster."
    other.get_by_role("link", name="Beide Fassungen ansehen").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Beide Fassungen")
    expect(other.get_by_text("Aus dem ersten Fenster.")).to_be_visible()
    expect(other.get_by_text("Aus dem zweiten Fenster.")).to_be_visible()
    look(other, "entwurf-beide-fassungen")
    other.get_by_role("button", name="Hier getippte Fassung nehmen").click()
    expect(other.get_by_label(ACCOUNT)).to_have_value("Aus dem zweiten Fenster.")
    assert stored()["account"] == "Aus dem zweiten Fenster."
    emptied(other)


def test_both_versions_can_be_compared_without_javascript(
    plain_page: Page, everybody: People
) -> None:
    log_in(plain_page, everybody.ada.user)
    plain_page.goto("/mitteilung/neu/")
    plain_page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    other = plain_page.context.new_page()
    other.goto(plain_page.url)
    for each, text in ((plain_page, "Zuerst."), (other, "Danach.")):
        tick(each, "Akut: jetzt")
        each.get_by_label(ACCOUNT).fill(text)
        each.get_by_role("button", name="Weiter", exact=True).last.click()

    expect(other.get_by_role("heading", level=1)).to_have_text("Beide Fassungen")
    other.get_by_role("button", name="Gespeicherte Fassung behalten").click()

    expect(other.get_by_label(ACCOUNT)).to_have_value("Zuerst.")
    assert Draft.objects.get().aside is None


def test_after_sending_nothing_is_left_in_the_browser(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    report_as_a_school(page)

    page.get_by_role("button", name="Mitteilung senden").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    page.goto("/mitteilung/neu/")
    ready(page)
    assert copies(page) == 0
    assert not Draft.objects.exists()


def test_text_left_offline_reaches_the_check_before_anything_is_sent(
    page: Page, offline: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    begin(page)
    tick(page, "Akut: jetzt")
    page.get_by_label(ACCOUNT).fill("Erster Satz.")
    onward(page)
    check = page.url.replace("/kinder/", "/pruefen/")
    ready(page)
    emptied(page)
    offline.set_offline(True)
    page.get_by_label("Name", exact=False).first.press_sequentially("Kanarienkind")
    copied(page)
    page.wait_for_timeout(300)
    page.goto("about:blank")
    offline.set_offline(False)

    page.goto(check)

    expect(page.get_by_text("Kanarienkind")).to_be_visible()
    assert stored("kinder")["kind-0-name"] == "Kanarienkind"


def test_a_window_learns_that_the_report_was_sent_elsewhere(
    page: Page, context: BrowserContext, everybody: People
) -> None:
    log_in(page, everybody.ada.user)
    address = begin(page)
    other = context.new_page()
    other.goto(address)
    ready(other)
    tick(page, "Akut: jetzt")
    page.get_by_label(ACCOUNT).fill("Ein Satz.")
    onward(page)
    page.goto(address.replace("/lage/", "/pruefen/"))
    page.get_by_role("button", name="Mitteilung senden").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")

    other.get_by_label(ACCOUNT).press_sequentially("Noch etwas.")

    expect(other.get_by_role("alert")).to_contain_text("inzwischen gesendet")
    other.get_by_role("link", name="Zur Eingangsbestätigung").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")


def test_a_caseworkers_long_text_is_there_on_another_device(
    page: Page, browser: Any, browser_context_args: dict[str, Any], everybody: People
) -> None:
    notice = notice_to(make_concern(everybody), "bornheim")
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{notice.pk}/weiterleiten/")
    ready(page)
    page.get_by_label("Warum leiten Sie weiter?").press_sequentially(CANARY)
    saved(page)
    look(page, "entwurf-weiterleiten")

    with browser.new_context(**browser_context_args) as elsewhere:
        tablet = elsewhere.new_page()
        log_in(tablet, everybody.ben.user)
        tablet.goto(f"/eingang/{notice.pk}/weiterleiten/")
        expect(tablet.get_by_label("Warum leiten Sie weiter?")).to_have_value(CANARY)
        tablet.get_by_label("An welches Jugendamt?").select_option(label="Jugendamt Siegburg")
        tablet.get_by_role("main").get_by_role("button", name="Weiterleiten").click()
        expect(tablet.get_by_text("Weitergeleitet an Jugendamt Siegburg.")).to_be_visible()

    assert not FormDraft.objects.exists()
    assert Notice.objects.filter(recipient_office=everybody.siegburg).exists()


def test_the_script_keeps_quiet(page: Page, complaints: Complaints, everybody: People) -> None:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    log_in(page, everybody.ada.user)
    begin(page)

    page.get_by_label(ACCOUNT).press_sequentially(CANARY)
    saved(page)

    assert heard == []


def test_a_child_taken_out_does_not_come_back_by_itself(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    address = begin(page)
    page.goto(address.replace("/lage/", "/kinder/"))
    page.get_by_role("button", name="Weiteres Kind").click()
    second = page.get_by_role("region", name="Kind B")
    second.get_by_label("Name").fill("Zweites Kind")
    saved(page)
    page.get_by_role("region", name="Kind A").get_by_label("Name").fill("Versehen")

    page.get_by_role("region", name="Kind A").get_by_role("button").click()

    expect(page.get_by_role("region", name="Kind B")).to_have_count(0)
    ready(page)
    assert stored("kinder")["anzahl"] == "1"
    assert stored("kinder")["kind-0-name"] == "Zweites Kind"
    emptied(page)
