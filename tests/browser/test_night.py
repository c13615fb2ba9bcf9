"""Saturday night: nobody is passed on until nobody is reached. The portal asks people to call."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Concern, Notice
from cases.services.by_hand import record_call
from network.domain.by_hand import CallDesk, CallOutcome
from network.domain.terms import PartnerCategory, Role
from network.models import Call, OfficeHours, Partner
from network.services.calls import move_due
from tests.browser.pages import PHONE, SCREENS, log_in, look, walk
from tests.factories import network as make
from tests.factories.cases import make_concern, notice_to
from tests.people import People, Person, person

NUMBER = "0221 4710 001"


@pytest.fixture
def night(everybody: People) -> People:
    """No office is open, somebody is on call in Bornheim, and Ada's house may know the number."""
    Partner.objects.filter(pk=everybody.school.pk).update(category=PartnerCategory.HOSPITAL)
    OfficeHours.objects.all().delete()
    with make.one_change():
        for weekday in range(8):
            make.make_slot(
                everybody.bornheim, weekday, time(8), time(8), person="Bereitschaft Bornheim"
            )
    return everybody


@pytest.fixture
def greta(night: People) -> Person:
    """Works in the office that catches what falls to nobody."""
    return person("Greta Grün", Role.CASE_WORKER, night.kreis)


@pytest.fixture
def concern(night: People) -> Concern:
    """Ada has just reported danger now."""
    return make_concern(night, urgency="acute")


@pytest.fixture
def at_the_desk(concern: Concern) -> Call:
    """Ada has reached nobody, so the call has come to the fallback desk."""
    Call.objects.update(next_desk_at=timezone.now() - timedelta(seconds=1))
    move_due(limit=10)
    return Call.objects.get(message_id=notice_to(concern, "bornheim").pk)


def choose(page: Page, label: str) -> None:
    """Touch the row of a choice; the label lies over it all."""
    page.locator("label", has_text=label).click()


def receipt(concern: Concern) -> str:
    return f"/mitteilung/{concern.reference}/eingang/"


def test_from_the_report_at_night_to_a_name(
    page: Page, night: People, concern: Concern, greta: Person
) -> None:
    log_in(page, night.ada.user)
    page.goto(receipt(concern))
    expect(page.get_by_role("heading", name="Rufen Sie jetzt an")).to_be_visible()
    expect(page.get_by_role("link", name=NUMBER)).to_have_attribute("href", "tel:02214710001")
    page.get_by_text("Ergebnis des Anrufs festhalten").click()
    choose(page, "Niemand hat abgenommen")
    page.get_by_role("button", name="Ergebnis speichern").click()
    expect(page.get_by_text("Der Versuch ist festgehalten.")).to_be_visible()

    move_due(limit=10)
    page.reload()
    expect(page.get_by_text("Anrufen soll jetzt: Auffangstelle.")).to_be_visible()
    desk = page.context.browser.new_context(base_url=page.url.split("/mitteilung")[0]).new_page()  # type: ignore[union-attr]
    log_in(desk, greta.user)
    desk.goto("/auffangstelle/")
    row = desk.get_by_role("row", name=re.compile("Jugendamt Bornheim"))
    expect(row).to_contain_text("mitteilende Person")
    expect(desk.get_by_text("Ada Anker")).to_have_count(0)
    row.get_by_role("link", name=re.compile("^Ergebnis")).click()
    choose(desk, "Erreicht, mit einer Person gesprochen")
    desk.get_by_label("Mit wem haben Sie gesprochen?").fill("Birte Bereit")
    desk.get_by_role("button", name="Ergebnis speichern").click()
    expect(desk.get_by_text("Festgehalten: Birte Bereit ist erreicht.")).to_be_visible()
    expect(desk.get_by_text("Niemand ist anzurufen")).to_be_visible()
    desk.context.close()

    expect(page.get_by_text("Erreicht: Birte Bereit, am Telefon am")).to_be_visible(timeout=8000)
    look(page, "eingang-erreicht")


def test_the_receipt_that_asks_for_a_call_is_clean_from_all_sides(
    page: Page, night: People, concern: Concern
) -> None:
    log_in(page, night.ada.user)
    page.goto(receipt(concern))
    look(page, "eingang-anruf")
    page.get_by_text("Ergebnis des Anrufs festhalten").click()
    choose(page, "Erreicht, mit einer Person gesprochen")
    look(page, "eingang-anruf-offen")

    page.get_by_role("button", name="Ergebnis speichern").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Erreicht, mit einer Person gesprochen")).to_be_checked()
    expect(page).to_have_title(re.compile("^Fehler:"))
    look(page, "eingang-anruf-fehler")


def test_polling_leaves_what_is_being_typed_alone(
    page: Page, night: People, concern: Concern
) -> None:
    log_in(page, night.ada.user)
    page.goto(receipt(concern))
    page.get_by_text("Ergebnis des Anrufs festhalten").click()
    choose(page, "Erreicht, mit einer Person gesprochen")
    field = page.get_by_label("Mit wem haben Sie gesprochen?")
    field.fill("Birte Ber")

    Notice.objects.filter(concern=concern).update(ack_by=timezone.now() - timedelta(minutes=3))

    expect(page.get_by_text("Niemand hat rechtzeitig übernommen.").first).to_be_visible(
        timeout=8000
    )
    expect(field).to_have_value("Birte Ber")
    expect(field).to_be_focused()


def test_the_desk_is_clean_from_all_sides(page: Page, at_the_desk: Call, greta: Person) -> None:
    log_in(page, greta.user)
    page.goto("/auffangstelle/")
    look(page, "auffangstelle")
    page.get_by_role("link", name=re.compile("^Ergebnis")).click()
    look(page, "anruf")
    page.goto(f"/anrufe/{at_the_desk.pk}/")

    names = walk(page)

    assert NUMBER in names
    assert "Ergebnis speichern" in names


def test_an_empty_desk_is_clean_from_all_sides(page: Page, greta: Person) -> None:
    log_in(page, greta.user)
    page.goto("/auffangstelle/")
    look(page, "auffangstelle-leer")


def test_a_call_comes_to_the_desk_by_itself(
    page: Page, night: People, concern: Concern, greta: Person
) -> None:
    log_in(page, greta.user)
    page.goto("/auffangstelle/")
    expect(page.get_by_text("Niemand ist anzurufen")).to_be_visible()

    Call.objects.update(next_desk_at=timezone.now() - timedelta(seconds=1))
    move_due(limit=10)

    expect(page.get_by_role("row", name=re.compile("Jugendamt Bornheim"))).to_be_visible(
        timeout=8000
    )


def test_the_desk_on_paper_has_numbers_and_room_to_write(
    page: Page, at_the_desk: Call, greta: Person
) -> None:
    log_in(page, greta.user)
    page.goto("/auffangstelle/")

    page.emulate_media(media="print")

    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_role("columnheader", name="Uhrzeit, Name, Ergebnis")).to_be_visible()
    expect(page.get_by_role("button", name="Liste drucken")).to_be_hidden()
    page.screenshot(path=SCREENS / "auffangstelle-papier.png", full_page=True)


def test_the_whole_night_without_script(
    plain_page: Page, night: People, at_the_desk: Call, greta: Person
) -> None:
    page = plain_page
    log_in(page, greta.user)
    page.goto("/auffangstelle/")
    page.get_by_role("link", name=re.compile("^Ergebnis")).click()
    choose(page, "Niemand hat abgenommen")
    page.get_by_role("button", name="Ergebnis speichern").click()

    expect(page).to_have_url(re.compile("/auffangstelle/$"))
    expect(page.get_by_role("row", name=re.compile("Jugendamt Bornheim"))).to_contain_text(
        "Niemand hat abgenommen"
    )


def test_whoever_comes_second_reads_who_was_first(
    page: Page, night: People, at_the_desk: Call, greta: Person
) -> None:
    other = person("Hanna Helle", Role.CASE_WORKER, night.kreis)
    log_in(page, greta.user)
    page.goto(f"/anrufe/{at_the_desk.pk}/?von=auffangstelle")
    choose(page, "Niemand hat abgenommen")
    assert at_the_desk.desk == CallDesk.FALLBACK
    record_call(
        by=other.actor,
        call=at_the_desk,
        number=NUMBER,
        called="Bereitschaft Bornheim",
        outcome=CallOutcome.REACHED,
        spoke_with="Birte Bereit",
        at=timezone.now(),
    )

    page.get_by_role("button", name="Ergebnis speichern").click()

    expect(page.get_by_text("Birte Bereit")).to_be_visible()
    expect(page.get_by_text("von Hanna Helle")).to_be_visible()
    look(page, "anruf-erledigt")


def test_the_number_is_within_a_thumbs_reach(
    page: Page, night: People, at_the_desk: Call, greta: Person
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is what it takes
    log_in(page, greta.user)

    page.goto("/auffangstelle/")

    box = page.get_by_role("link", name=NUMBER).bounding_box()
    assert box
    assert box["height"] >= 44
