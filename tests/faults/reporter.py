"""A person who reports over HTTP, as a browser without script would, and does not give up."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from kinderschutz.lib.practice import CODE, PASSWORD

SEEN = re.compile(r'name="gesehen" value="([0-9a-f]+)"')
RECEIPT = re.compile(r"^/mitteilung/(KS-[0-9A-Z-]+)/eingang/$")
DRAFT = re.compile(r"^/mitteilung/([0-9a-f-]{36})/")
REDIRECT = range(300, 400)
SECOND_FACTOR = "/anmelden/zweiter-faktor/"
TRACES = ("Traceback (most", "OperationalError", "psycopg", "Exception Type")
BORNHEIM, SIEGBURG = "ags:05382012", "ags:05382060"


@dataclass(frozen=True)
class Page:
    """An answer of the portal; `seconds` from the request to its last byte."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float

    @property
    def leads_to(self) -> str:
        """The path of a redirect, else nothing."""
        return urlsplit(self.headers.get("location", "")).path if self.status in REDIRECT else ""


class NoAnswer(ConnectionError):
    """The connection was refused, broke or took too long."""


@dataclass
class Browser:
    """Cookies and one request after the other; each on a connection of its own.

    `answers` counts status codes, "none" where no answer came, "trace" where one told too much.
    """

    port: int
    patience: float = 20.0
    cookies: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)

    def get(self, path: str) -> Page:
        """Ask for a page. Raises NoAnswer."""
        return self._ask("GET", path, "")

    def post(self, path: str, **fields: str) -> Page:
        """Send a form with the token of this browser. Raises NoAnswer."""
        token = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}))

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)

    def _ask(self, method: str, path: str, body: str) -> Page:
        begun = time.perf_counter()
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line = self._line()
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as failure:
            self.answers["none"] += 1
            raise NoAnswer(f"{method} {path}: {type(failure).__name__}") from failure
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        self.answers[str(answer.status)] += 1
        self.answers["trace"] += any(word in text for word in TRACES)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.status, named, text, time.perf_counter() - begun)


@dataclass
class Reporter:
    """Somebody with an account of the practice data. A method that meets a fault raises Broken."""

    email: str
    browser: Browser

    def log_in(self) -> None:
        """Sign in."""
        self.browser.get("/anmelden/")
        page = self.browser.post("/anmelden/", username=self.email, password=PASSWORD)
        if page.leads_to == SECOND_FACTOR:
            self.browser.get(SECOND_FACTOR)
            page = self.browser.post(SECOND_FACTOR, code=CODE)
        if page.status not in REDIRECT:
            raise Broken(page)

    def begin(self) -> str:
        """Begin a report; the key of the draft, which is the idempotency key of the report."""
        page = self.browser.post("/mitteilung/neu/")
        if not (found := DRAFT.match(page.leads_to)):
            raise Broken(page)
        return found[1]

    def fill(
        self, key: str, *, urgency: str = "urgent", home: str = BORNHEIM, word: str = "Kanarien"
    ) -> None:
        """Write what there is to say; `word` begins what tells of the case."""
        for step, told in (
            ("lage", {"urgency": urgency, "account": f"{word}bericht: blaue Flecken am Arm."}),
            ("kinder", {"anzahl": "1", "kind-0-name": f"{word}kind", "kind-0-residence": home,
                        "kind-0-whereabouts": home, "kind-0-lives_with": "mother"}),
        ):  # fmt: skip
            page = self.browser.post(f"/mitteilung/{key}/{step}/", **told)
            if not page.leads_to.startswith("/mitteilung/"):
                raise Broken(page)

    def send(self, key: str) -> str:
        """Check and send; the reference on the receipt. Sent before, it is the same receipt."""
        path = f"/mitteilung/{key}/pruefen/"
        page = self.browser.get(path)
        if seen := SEEN.search(page.text):
            page = self.browser.post(path, gesehen=seen[1])
        if not (found := RECEIPT.match(page.leads_to)):
            raise Broken(page)
        return found[1]

    def report(
        self, *, urgency: str = "urgent", home: str = BORNHEIM, word: str = "Kanarien"
    ) -> str:
        """A whole report; its reference."""
        key = self.begin()
        self.fill(key, urgency=urgency, home=home, word=word)
        return self.send(key)


class Broken(Exception):
    """The portal answered with something else than the next page."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"{page.status}: {page.text[:400]}")
        self.page = page
