"""What every test with a browser needs: log in, look at a page from all sides, walk by keyboard."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, expect

from network.models import User

PASSWORD = "geheim-genug-fuer-tests"
"""The password of everybody that `tests.factories.network.make_user` makes."""

SCREENS = Path(__file__).resolve().parents[2] / ".screens"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

_SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary')]
  .filter(e => e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true}))
  .map(e => ({e, r: (e.closest('.ks-choice') ?? e).getBoundingClientRect()}))
  .filter(({r}) => r.width > 1 && r.right > 0)
  .filter(({e, r}) => r.width < 24 || r.height < 24)
  .filter(({e}) => e.parentElement.textContent.trim().length === e.textContent.trim().length)
  .map(({e, r}) => `target-size: ${e.tagName} "${e.textContent.trim()}" ${r.width}x${r.height}`)"""

_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const r = (e.closest('.ks-choice') ?? e).getBoundingClientRect();
  const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
  const seen = top
    && (e.contains(top) || top.contains(e) || top.closest('.ks-choice')?.contains(e));
  return {name: (e.getAttribute('aria-label') || e.textContent || e.name || '').trim(),
          seen: Boolean(seen),
          ring: getComputedStyle(e).outlineStyle !== 'none'
            || getComputedStyle(e).boxShadow !== 'none'};
}"""


@dataclass
class Complaints:
    """Lines of the browser's console that mean a fault of ours."""

    lines: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Hear everything that the pages of a context complain about from now on."""
        context.on("console", self._console)
        context.on("weberror", lambda fault: self.lines.append(str(fault.error)))

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        refused = "Content Security Policy" in text or "hx-csp" in text
        answered = text.startswith("Failed to load resource: the server responded with a status of")
        if refused or (message.type == "error" and not answered):
            self.lines.append(text)


def log_in(page: Page, user: User) -> None:
    """Through the log-in page, as people do it, with the code for practice as second factor."""
    page.goto("/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Bestätigen").click()
    expect(page.locator("summary", has_text=user.name)).to_be_attached()


def axe(page: Page) -> list[str]:
    """Every violation of WCAG 2.2 A and AA that axe finds, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))} ({fault['help']})"
        for fault in found
        for node in fault["nodes"]
    ]


def look(page: Page, name: str) -> None:
    """Look at the open page at two widths, light and dark: axe, targets, reflow; keep pictures.

    Pictures go to .screens/<name>-<width>-<scheme>.png. The viewport is a desk's again afterwards.
    """
    SCREENS.mkdir(exist_ok=True)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            view = f"{name}-{size['width']}-{scheme}"
            page.screenshot(path=SCREENS / f"{view}.png", full_page=True)
            faults = axe(page) + page.evaluate(_SMALL_TARGETS)
            assert not faults, "\n".join([view, *faults])
    assert width_at(page, 320) <= 320, f"{name} scrolls sideways at 320 px"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a plain dict is what it takes
    page.emulate_media(color_scheme="light")


def width_at(page: Page, width: int) -> int:
    """How wide the page's content is in a window of that width (WCAG 1.4.10 asks for 320)."""
    page.set_viewport_size({"width": width, "height": 640})
    return int(page.evaluate("() => document.scrollingElement.scrollWidth"))


def walk(page: Page, *, at_most: int = 60) -> list[str]:
    """Press Tab until the page ends; names of what got the focus.

    Each must show a focus ring and must not hide behind another element (WCAG 2.4.7, 2.4.11).
    """
    names: list[str] = []
    page.emulate_media(reduced_motion="reduce")  # else the page still glides when it is asked
    for _ in range(at_most):
        page.keyboard.press("Tab")
        here = page.evaluate(_FOCUSED)
        if here is None:
            break
        assert here["seen"], f"{here['name']} is hidden while it has the focus"
        assert here["ring"], f"{here['name']} shows no focus"
        names.append(" ".join(here["name"].split()))
    return names


def screenshot(page: Page, name: str) -> None:
    """One picture of what the window shows now, to .screens/<name>.png."""
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png")


__all__ = ["PASSWORD", "Complaints", "Error", "axe", "log_in", "look", "screenshot", "walk"]
