"""A report in a real browser: a school reports, a call is taken in, everybody looks up."""

import re

from playwright.sync_api import Locator, Page, expect

from cases.models import Concern, Draft
from tests.browser.pages import log_in, look, walk
from tests.people import People


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def tick(within: Page | Locator, label: str) -> None:
    """Touch a choice; its label lies over the whole row and takes the click."""
    within.get_by_label(label, exact=True).check(force=True)


def onward(page: Page) -> None:
    """Press "Weiter" and wait for the next page."""
    before = heading(page)
    page.get_by_role("main").get_by_role("button", name="Weiter", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)


def report_as_a_school(page: Page, *, pictures: bool = False) -> None:
    """A child who lives in Bornheim and is in a Bonn clinic tonight, up to the check."""

    def picture(name: str) -> None:
        if pictures:
            look(page, f"mitteilung-{name}")

    page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    tick(page, "Akut: jetzt")
    page.get_by_label("Was ist passiert, was haben Sie beobachtet?").fill(
        "Das Kind kam mit blauen Flecken in die Schule und wollte nicht nach Hause."
    )
    tick(page, "Körperliche Misshandlung")
    picture("1-lage")
    onward(page)
    page.get_by_label("Name", exact=False).first.fill("Kim Muster")
    page.get_by_label("Geburtsdatum").fill("01.04.2018")
    page.get_by_label("Wo lebt das Kind sonst?").select_option(label="Bornheim (53332)")
    page.get_by_label("Wo ist das Kind jetzt?").select_option(label="Bonn")
    page.get_by_label("Genauer").fill("Kinderklinik, Station 3, bis morgen früh")
    page.get_by_label("Bei wem lebt das Kind?").select_option(label="bei der Mutter")
    picture("2-kinder")
    onward(page)
    page.get_by_label("Name der Mutter").fill("Maria Muster")
    page.get_by_label("Wohnort der Mutter").select_option(label="dort, wo das Kind lebt")
    page.get_by_label("Personensorge der Mutter").select_option(label="allein")
    picture("3-familie")
    onward(page)
    tick(page.get_by_role("group", name="Wurde mit dem Kind gesprochen?"), "Ja")
    picture("4-vorgehen")
    onward(page)
    page.get_by_label("Telefon für Rückfragen").fill("02241 4710 815")
    picture("5-kontakt")
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Prüfen und senden")
    picture("6-pruefen")


def test_a_school_reports_a_child_and_gets_a_receipt(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    look(page, "mitteilung-0-beginn")

    report_as_a_school(page, pictures=True)
    recipients = page.get_by_role("region", name="Wer erhält diese Mitteilung und warum")
    expect(recipients.get_by_role("heading", name="Jugendamt Bornheim")).to_be_visible()
    expect(recipients.get_by_role("heading", name="Jugendamt Bonn (außerhalb)")).to_be_visible()
    page.get_by_role("button", name="Mitteilung senden").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    reference = Concern.objects.get().reference
    expect(page.get_by_text(reference, exact=True)).to_be_visible()
    look(page, "mitteilung-7-eingang")
    page.goto("/meine-mitteilungen/")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    look(page, "meine-mitteilungen")


def test_a_school_reports_without_javascript(plain_page: Page, everybody: People) -> None:
    log_in(plain_page, everybody.ada.user)
    plain_page.goto("/mitteilung/neu/")

    report_as_a_school(plain_page)
    plain_page.get_by_role("button", name="Mitteilung senden").first.click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    plain_page.go_back()
    expect(plain_page).to_have_url(re.compile("/(pruefen|eingang)/$"))
    assert Concern.objects.count() == 1


def test_a_double_click_on_send_makes_one_concern(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    report_as_a_school(page)

    page.get_by_role("button", name="Mitteilung senden").first.dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    assert Concern.objects.count() == 1


def test_a_call_is_taken_in_by_keyboard_alone(page: Page, everybody: People) -> None:
    log_in(page, everybody.ben.user)
    page.goto("/aufnahme/neu/")
    look(page, "aufnahme-0-beginn")
    expect(page.get_by_role("button", name="Aufnahme beginnen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Akut: jetzt")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Die Nachbarin hört seit Wochen nachts Schreie.")
    look(page, "aufnahme-1-lage")

    walked = [heading(page)]
    page.get_by_label("Eingegangen am").press("Enter")
    while True:
        expect(page.get_by_role("heading", level=1)).not_to_have_text(walked[-1])
        walked.append(heading(page))
        if walked[-1] == "Prüfen und senden":
            break
        if walked[-1] == "Was wissen Sie über die Familie?":
            page.locator("summary", has_text="Pflegefamilie").press("Enter")
            look(page, "aufnahme-3-familie")
        page.locator("main input[type=text]").first.press("Enter")
    page.get_by_role("button", name="Mitteilung senden").first.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Mitteilung ist angekommen")
    assert walked == [
        "Was wird gemeldet?",
        "Um welche Kinder geht es?",
        "Was wissen Sie über die Familie?",
        "Wer hat sich gemeldet?",
        "Prüfen und senden",
    ]
    assert Concern.objects.get().received_by == everybody.bornheim
    look(page, "aufnahme-6-eingang")


def test_faults_are_told_and_reached_by_keyboard(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()

    page.get_by_role("button", name="Weiter", exact=True).last.click()

    expect(page).to_have_title(re.compile("^Fehler: Lage"))
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "mitteilung-fehler")
    page.get_by_role("link", name=re.compile("Ein Satz genügt")).press("Enter")
    expect(page.get_by_label("Was ist passiert, was haben Sie beobachtet?")).to_be_focused()
    walk(page)


def test_brothers_and_sisters_come_and_go(plain_page: Page, everybody: People) -> None:
    log_in(plain_page, everybody.ada.user)
    plain_page.goto("/mitteilung/neu/")
    plain_page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    key = Draft.objects.get().pk
    plain_page.goto(f"/mitteilung/{key}/kinder/")

    plain_page.get_by_label("Wo lebt das Kind sonst?").select_option(label="Bornheim (53332)")
    plain_page.get_by_role("button", name="Weiteres Kind").click()
    second = plain_page.get_by_role("region", name="Kind B")
    expect(second.get_by_label("Wo lebt das Kind sonst?")).to_have_value("ags:05382012")
    second.get_by_label("Name").fill("Zweites Kind")
    tick(second, "Für dieses Kind gelten andere Angaben zur Familie als für Kind A")
    plain_page.get_by_role("button", name="Weiter", exact=True).last.click()
    expect(plain_page.get_by_role("heading", name="Familie von Kind B")).to_be_visible()
    plain_page.goto(f"/mitteilung/{key}/kinder/")
    plain_page.get_by_role("region", name="Kind A").get_by_role("button").click()

    expect(plain_page.get_by_role("region", name="Kind A").get_by_label("Name")).to_have_value(
        "Zweites Kind"
    )
    expect(plain_page.get_by_role("region", name="Kind B")).to_have_count(0)


def test_only_another_district_asks_for_its_key(page: Page, everybody: People) -> None:
    log_in(page, everybody.ada.user)
    page.goto("/mitteilung/neu/")
    page.get_by_role("main").get_by_role("button", name="Mitteilung beginnen").click()
    page.goto(f"/mitteilung/{Draft.objects.get().pk}/kinder/")
    key = page.get_by_label("Schlüssel des anderen Kreises").first
    expect(key).to_be_hidden()

    page.get_by_label("Wo lebt das Kind sonst?").select_option(label="anderer Kreis in Deutschland")

    expect(key).to_be_visible()


def test_everybody_finds_who_is_responsible(page: Page, everybody: People) -> None:
    page.goto("/zustaendig/")
    look(page, "zustaendig")

    page.get_by_label("Postleitzahl oder Gemeinde").fill("53332")
    tick(page, "Das Kind ist jetzt in Gefahr")
    page.get_by_label("Postleitzahl oder Gemeinde").press("Enter")

    expect(page.get_by_role("heading", name="Jugendamt Bornheim")).to_be_visible()
    expect(page.get_by_text("Rufen Sie jetzt die 110 an.")).to_be_visible()
    look(page, "zustaendig-bornheim-akut")
    page.goto("/zustaendig/?ort=Buxtehude")
    look(page, "zustaendig-unbekannt")


def test_a_professional_checks_all_facts(page: Page, everybody: People) -> None:
    log_in(page, everybody.ben.user)
    page.goto("/zustaendig/")
    page.get_by_role("link", name="Zuständigkeit im Einzelfall prüfen").click()
    page.get_by_label("Wo lebt das Kind sonst?").select_option(label="Bornheim (53332)")
    page.get_by_label("Wohnort der Mutter").select_option(label="Siegburg (53721)")
    look(page, "zustaendig-pruefen")

    page.get_by_role("button", name="Zuständigkeit prüfen").click()

    expect(page.get_by_role("heading", name="Wer ist wofür zuständig?")).to_be_visible()
    page.locator("summary", has_text="Warum?").first.click()
    look(page, "zustaendig-ergebnis")
    assert not Concern.objects.exists()
    assert not Draft.objects.exists()
