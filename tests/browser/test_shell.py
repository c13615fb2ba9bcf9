"""The shell of the portal in a browser: look, keyboard, theme, log-in, paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PASSWORD, axe, log_in, look, walk
from tests.people import People, arrive


@pytest.fixture
def everybody(transactional_db: None) -> People:
    """The small network, committed, so that the server sees it."""
    return arrive()


def test_axe_finds_a_planted_fault(page: Page) -> None:
    page.goto("/")

    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert [fault.split(":")[0] for fault in axe(page)] == ["image-alt"]


def test_a_script_smuggled_into_the_page_does_not_run(page: Page, complaints: object) -> None:
    page.goto("/")

    page.evaluate("""() => {
        const script = document.createElement('script');
        try { script.textContent = 'window.smuggled = true'; } catch { return; }
        document.body.append(script);
    }""")

    assert page.evaluate("window.smuggled") is None
    assert any("TrustedScript" in line for line in complaints.lines)  # type: ignore[attr-defined]
    complaints.lines.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("start", "/"),
        ("login", "/anmelden/"),
        ("abgemeldet", "/abgemeldet/"),
        ("postfach", "/postfach/"),
        ("nicht-gefunden", "/gibt-es-nicht/"),
        ("bausteine", "/stil/"),
        ("bausteine-fehler", "/stil/?fehler=1"),
    ],
)
def test_page_is_clean_from_all_sides(page: Page, everybody: People, name: str, path: str) -> None:
    page.goto(path)

    look(page, name)


def test_overview_is_clean_from_all_sides(page: Page, everybody: People) -> None:
    log_in(page, everybody.dora.user)

    look(page, "uebersicht")


def test_keyboard_reaches_everything_in_reading_order(page: Page, everybody: People) -> None:
    page.goto("/anmelden/")

    names = walk(page)

    assert names[0] == "Zum Inhalt springen"
    assert names[1] == "Kinderschutz-Portal Netzwerk der Tests"
    assert names.index("Farben der Anzeige") < names.index("username") < names.index("password")
    assert names[-1] == "110"


def test_skip_link_leads_past_the_header(page: Page) -> None:
    page.goto("/anmelden/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()


def test_failed_login_puts_the_focus_on_the_summary(page: Page, everybody: People) -> None:
    page.goto("/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill("ada@leute.example")

    page.get_by_label("Passwort").press("Enter")

    expect(page).to_have_title(re.compile("^Fehler: Anmelden"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value("ada@leute.example")
    look(page, "login-fehler")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Passwort")).to_be_focused()


def test_login_and_logout_work_without_javascript(plain_page: Page, everybody: People) -> None:
    log_in(plain_page, everybody.dora.user)
    plain_page.locator("summary", has_text="Dora Dorn").click()
    plain_page.get_by_role("button", name="Abmelden").click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Sie sind abgemeldet")


def test_theme_is_chosen_without_javascript_and_kept(plain_page: Page) -> None:
    plain_page.goto("/anmelden/")

    plain_page.locator("summary", has_text="Farben").click()
    plain_page.get_by_role("button", name="Dunkel").click()

    expect(plain_page).to_have_url(re.compile("/anmelden/$"))
    expect(plain_page.locator("html")).to_have_attribute("data-kern-theme", "dark")


def test_theme_changes_at_once_and_survives_the_next_page(page: Page) -> None:
    page.goto("/anmelden/")
    page.locator("summary", has_text="Farben").click()

    with page.expect_response("**/darstellung/"):
        page.get_by_role("button", name="Dunkel").click()

    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")


def test_menu_closes_on_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/")
    menu = page.locator("summary", has_text="Farben")
    menu.press("Enter")
    expect(page.get_by_role("button", name="Dunkel")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Dunkel")).to_be_hidden()
    expect(menu).to_be_focused()


def test_paper_is_white_though_the_screen_is_dark(page: Page) -> None:
    page.goto("/stil/")

    page.emulate_media(color_scheme="dark", media="print")

    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(
        """colour => {
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }""",
        colour,
    ) == [255, 255, 255]
    expect(page.get_by_role("button", name="Übernehmen")).to_be_hidden()


def test_open_page_asks_for_news_only_while_somebody_looks(page: Page) -> None:
    page.clock.install()
    page.goto("/")
    page.evaluate("""() => {
        window.heard = 0;
        document.body.addEventListener('inbox-refresh', () => { window.heard += 1; });
    }""")

    page.clock.run_for(8500)

    assert page.evaluate("window.heard") == 2
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    page.clock.run_for(8500)
    assert page.evaluate("window.heard") == 2


def test_a_double_click_sends_once(page: Page, everybody: People) -> None:
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    page.goto("/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(everybody.dora.user.email)
    page.get_by_label("Passwort").fill(PASSWORD)

    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).dblclick()

    expect(page.get_by_role("heading", name="Zweiter Faktor")).to_be_visible()
    assert len(posts) == 1


def test_an_open_list_renews_itself_within_five_seconds(page: Page) -> None:
    page.goto("/stil/")
    before = page.locator("#stand time").inner_text()

    expect(page.locator("#stand time")).not_to_have_text(before, timeout=5000)
    expect(page).to_have_title(re.compile(r"^\(3\) Bausteine"))


@pytest.mark.parametrize("width", [1440, 390])
def test_no_bar_hides_what_has_the_focus(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/stil/")

    names = walk(page, at_most=120)

    assert "Übernehmen" in names
    assert names[-1] == ("110" if width == 1440 else "Postfach")


def test_text_twice_as_large_still_fits(page: Page) -> None:
    page.goto("/stil/")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1440


def test_the_seats_of_the_network(page: Page, everybody: People) -> None:
    log_in(page, everybody.ben.user)

    page.goto("/jugendaemter/")

    expect(page.get_by_role("rowheader").first).to_be_visible()
    look(page, "jugendaemter")
