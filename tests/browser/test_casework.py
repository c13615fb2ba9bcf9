"""Inbox and notice in a browser: from all sides, live, by keyboard, on paper, without script."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from cases.services.reporter import reveal_reporter
from network.domain.terms import Duty
from tests.browser.pages import PHONE, SCREENS, log_in, look, walk
from tests.factories.cases import BONN, SIEGBURG, child, make_concern, notice_to, overdue
from tests.people import People

MANY = 6


@pytest.fixture
def busy(everybody: People) -> People:
    """An inbox with something of everything."""
    now = timezone.now()
    for number in range(MANY):
        urgency = ("acute", "urgent", "standard")[number % 3]
        make_concern(everybody, urgency=urgency, at=now - timedelta(minutes=7 * number))
    silent = overdue(notice_to(make_concern(everybody, urgency="acute"), "bornheim"), minutes=500)
    overdue(notice_to(make_concern(everybody), "bornheim"), minutes=1)
    escalate_due()
    silent.refresh_from_db()
    assert silent.exhausted_at
    taken = notice_to(make_concern(everybody), "bornheim")
    take_over(notice=taken, by=everybody.ben.actor, at=timezone.now())
    return everybody


@pytest.fixture
def rich(everybody: People) -> Notice:
    """A concern to which everything has happened; Ben's notice of it."""
    sister = child("B", lives=SIEGBURG)
    away = child("A", whereabouts=BONN)
    concern = make_concern(everybody, away, sister, urgency="acute", topics=("sexual_violence",))
    ben = everybody.ben.actor
    notice = overdue(notice_to(concern, "bornheim"), minutes=6)
    escalate_due()
    take_over(notice=notice, by=ben, at=timezone.now())
    reveal_reporter(
        concern=concern, by=ben, purpose="callback", reason="Rückfrage zum Ort.", at=timezone.now()
    )
    reason = "Die Mutter ist nach eigener Angabe umgezogen."
    overrule(
        concern=concern,
        by=ben,
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason=reason,
        at=timezone.now(),
    )
    forward(
        concern=concern,
        by=ben,
        sender=everybody.bornheim,
        to="kreis",
        reason="Ein Geschwisterkind geht in Alfter in die Kita.",
        at=timezone.now(),
    )
    notice.refresh_from_db()
    return notice


def open_inbox(page: Page, people: People, **asked: str) -> None:
    log_in(page, people.ben.user)
    page.goto("/eingang/?" + urlencode(asked))


def test_inbox_is_clean_from_all_sides(page: Page, busy: People) -> None:
    open_inbox(page, busy)

    look(page, "eingang")


@pytest.mark.parametrize("stand", ["freigabe", "uebernommen", "ueberfaellig"])
def test_each_tray_is_clean_from_all_sides(page: Page, busy: People, stand: str) -> None:
    open_inbox(page, busy, stand=stand)

    look(page, f"eingang-{stand}")


def test_empty_inbox_is_clean_from_all_sides(page: Page, everybody: People) -> None:
    open_inbox(page, everybody)

    look(page, "eingang-leer")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("mitteilung", ""),
        ("weiterleiten", "weiterleiten/"),
        ("anders-entscheiden", "anders-entscheiden/"),
        ("mitteilende-person", "mitteilende-person/"),
    ],
)
def test_pages_of_a_notice_are_clean_from_all_sides(
    page: Page, everybody: People, rich: Notice, name: str, path: str
) -> None:
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{rich.pk}/{path}")

    look(page, name)


def test_what_was_sent_is_clean_from_all_sides(page: Page, everybody: People, rich: Notice) -> None:
    outside = Notice.objects.get(concern=rich.concern, recipient_kind="outside")
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{outside.pk}/")

    look(page, "gesendet")


@pytest.mark.parametrize("path", ["weiterleiten/", "anders-entscheiden/"])
def test_a_faulty_form_puts_the_focus_on_what_is_wrong(
    page: Page, everybody: People, rich: Notice, path: str
) -> None:
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{rich.pk}/{path}")

    page.locator("main form button").first.click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fehler:"))
    look(page, path.strip("/") + "-fehler")


def test_a_new_concern_shows_by_itself_within_five_seconds(page: Page, everybody: People) -> None:
    make_concern(everybody)
    open_inbox(page, everybody)
    expect(page).to_have_title(re.compile(r"^\(1\) Eingang"))
    page.get_by_label("Kennung").focus()

    concern = make_concern(everybody, urgency="acute")

    first = page.locator("tbody tr").first
    expect(first).to_contain_text(concern.reference, timeout=5000)
    expect(page).to_have_title(re.compile(r"^\(2\) Eingang"))
    expect(page.locator("[role=status]", has_text="2 offen")).to_be_attached()
    expect(page.get_by_label("Kennung")).to_be_focused()


def test_the_row_with_the_focus_keeps_it_while_another_comes(page: Page, everybody: People) -> None:
    concern = make_concern(everybody)
    open_inbox(page, everybody)
    page.get_by_role("link", name=concern.reference).focus()

    make_concern(everybody, urgency="acute")

    expect(page.locator("tbody tr")).to_have_count(2, timeout=5000)
    expect(page.get_by_role("link", name=concern.reference)).to_be_focused()


def test_what_a_colleague_takes_over_goes_by_itself(page: Page, everybody: People) -> None:
    concern = make_concern(everybody)
    open_inbox(page, everybody)
    expect(page.locator("tbody tr")).to_have_count(1)

    take_over(notice=notice_to(concern, "bornheim"), by=everybody.ben.actor, at=timezone.now())

    expect(page.get_by_text("Alles übernommen")).to_be_visible(timeout=5000)
    expect(page).to_have_title(re.compile("^Eingang"))


def test_an_inbox_whose_session_has_ended_asks_to_log_in(page: Page, everybody: People) -> None:
    make_concern(everybody)
    open_inbox(page, everybody)

    Session.objects.all().delete()

    expect(page).to_have_url(re.compile("/anmelden/"), timeout=8000)


def test_from_inbox_to_taken_over_by_keyboard_alone(page: Page, everybody: People) -> None:
    concern = make_concern(everybody)
    open_inbox(page, everybody)

    page.get_by_role("link", name=concern.reference).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Übernehmen").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Übernommen von Ben Bach")).to_be_visible()


def test_nothing_that_has_the_focus_hides_behind_the_action_bar(
    page: Page, everybody: People, rich: Notice
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{rich.pk}/")

    assert "Anrufen" in walk(page)


def test_deeds_stay_within_a_thumbs_reach(page: Page, everybody: People) -> None:
    notice = notice_to(make_concern(everybody), "bornheim")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
    log_in(page, everybody.ben.user)

    page.goto(f"/eingang/{notice.pk}/")

    for name in ("Anrufen", "Übernehmen", "Weiterleiten"):
        box = page.get_by_role("group", name="Aktionen").get_by_text(name).bounding_box()
        assert box
        assert PHONE["height"] / 2 < box["y"] < PHONE["height"] - box["height"]


def test_the_whole_way_without_script(plain_page: Page, everybody: People) -> None:
    page, concern = plain_page, make_concern(everybody)
    log_in(page, everybody.ben.user)
    page.goto("/eingang/")

    page.get_by_role("link", name=concern.reference).click()
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_text("Übernommen von Ben Bach")).to_be_visible()
    page.get_by_role("link", name="Anrufen").click()
    page.get_by_label("Begründung").fill("Die Angaben müssen geklärt werden.")
    page.get_by_role("button", name="Name und Nummer anzeigen").click()
    expect(page.get_by_text("Kanarienmelderin")).to_be_visible()
    page.get_by_role("link", name="Zurück").click()
    page.get_by_role("link", name="Weiterleiten").click()
    page.get_by_label("An welches Jugendamt?").select_option("siegburg")
    page.get_by_label("Warum leiten Sie weiter?").fill("Die Familie zieht um.")
    page.get_by_role("button", name="Weiterleiten").click()

    expect(page.get_by_text("Weitergeleitet an Jugendamt Siegburg.")).to_be_visible()


def test_filters_work_without_script_and_can_be_shared(plain_page: Page, everybody: People) -> None:
    make_concern(everybody, urgency="standard")
    acute = make_concern(everybody, urgency="acute")
    log_in(plain_page, everybody.ben.user)
    plain_page.goto("/eingang/")

    plain_page.get_by_label("Dringlichkeit").select_option("akut")
    plain_page.get_by_role("button", name="Anwenden").click()

    expect(plain_page.locator("tbody tr")).to_have_count(1)
    expect(plain_page.locator("tbody tr")).to_contain_text(acute.reference)
    assert "dringlichkeit=akut" in plain_page.url


def test_paper_shows_the_notice_and_none_of_the_buttons(
    page: Page, everybody: People, rich: Notice
) -> None:
    log_in(page, everybody.ben.user)
    page.goto(f"/eingang/{rich.pk}/")

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_text("Kanarienbericht")).to_be_visible()
    expect(page.get_by_role("link", name="Weiterleiten")).to_be_hidden()
    expect(page.get_by_role("button", name="Freigeben")).to_have_count(0)
    page.screenshot(path=SCREENS / "mitteilung-papier.png", full_page=True)
