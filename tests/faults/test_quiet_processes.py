"""What every process writes to its log after a walk through the portal with names of canaries, with
everything that goes wrong on the way: lines of listed fields, and no word of anybody's.
"""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from kinderschutz.lib.log_fields import FIELDS
from kinderschutz.lib.runtime import processes
from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.cluster import copied
from tests.faults.portal import BEAT, BROKER, DATABASE, RELAYS, WEB, WORKER, Portal, wait_for
from tests.faults.reporter import Browser, NoAnswer, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA

BEN = "ben.muster@jugendamt-bornheim.example"
OF_BORNHEIM = "eingang@jugendamt-bornheim.example"
WORD = "Kanarien"
PRIVATE = (
    *(WORD, WORD.lower(), "anarienv", quote("Kanarienväter"), "%4Banarien"),
    *(ADA, "Ada Muster", BEN, "Ben Muster", "Musterschule", "geheim-genug", OF_BORNHEIM),
)
"""What people are called, what they wrote, and by which addresses they are reached."""

ALWAYS = {"at", "level", "logger", "message", "dropped", "exception", "places"}
OURS = {WEB, WORKER, BEAT, RELAYS[0], "scan", "sealer"}
SPEAKERS = {WEB, WORKER, RELAYS[0]}
"""They have something to say when the database or the broker goes."""
OPEN = "SELECT id::text FROM cases_notice WHERE reference = %s AND recipient_office_id IS NOT NULL"
FAILED = "SELECT count(*) > 0 FROM network_delivery WHERE address = %s AND state = 'failed'"
LOOKED_AT = "SELECT count(*) > 0 FROM cases_upload WHERE state <> 'quarantined'"


@pytest.fixture(scope="module")
def said(prepared_cluster: Path) -> Iterator[list[tuple[str, str]]]:
    """Who said what, once everything was walked through, looked at, refused and broken."""
    mail = FaultySink()
    mail.start()
    mail.answer(OF_BORNHEIM, f"550 5.1.1 {WORD}postfach unbekannt")
    portal = Portal(copied(prepared_cluster), mail=mail.url, LOG_LEVEL="INFO")
    more = [processes.scan(portal.env), processes.sealer(portal.env)]
    try:
        portal.start(DATABASE, BROKER, WEB, WORKER, BEAT, RELAYS[0])
        for each in more:
            each.start(portal.log)
        walk(portal)
        wait_for(portal, FAILED, OF_BORNHEIM, wanted=True, seconds=60)
        wait_for(portal, LOOKED_AT, wanted=True, seconds=60)
        break_things(portal)
        everybody = wait_until(lambda: set(dict(lines_of(portal))) >= SPEAKERS, seconds=60)
        assert everybody, portal.log.tail(60)
        yield lines_of(portal)
    finally:
        for each in more:
            end(each)
        portal.end()
        mail.end()


def end(child: Child) -> None:
    """Stop one process."""
    if child.popen is not None:
        with suppress(ProcessLookupError):
            child.popen.kill()
        child.popen.wait(20)


def walk(portal: Portal) -> None:
    """A report, an upload, a look at it, a search, and requests that nobody should send."""
    ada, ben = Reporter(ADA, Browser(portal.port)), Reporter(BEN, Browser(portal.port))
    ada.log_in()
    key = ada.begin()
    ada.fill(key, urgency="acute", word=WORD)
    ada.browser.post(f"/mitteilung/{key}/kontakt/", name=f"{WORD}melderin", amt=f"{WORD}amt")
    upload(ada.browser, f"/mitteilung/{key}/unterlagen/")
    reference = ada.send(key)
    ben.log_in()
    ((notice,), *_) = portal.cluster.ask(OPEN, reference)
    for path in ("/eingang/", f"/eingang/{notice}/", f"/eingang/?q={WORD}"):
        ben.browser.get(path)
    ben.browser.post("/suche/", name=f"{WORD}kind")
    ben.browser.post(f"/eingang/{notice}/mitteilende-person/", purpose="callback", reason=WORD * 3)
    ben.browser.post("/notzugriff/", reference=WORD, reason=f"{WORD}grund " * 3)
    for path in (f"/{quote('Kanarienväter')}/", f"/eingang/{WORD}/?name={WORD}", "/%4Banarien/%00"):
        ben.browser.get(path)
    guess = Browser(portal.port)
    guess.get("/anmelden/")
    guess.post("/anmelden/", username=f"{WORD}@leute.example", password=f"{WORD}wort")
    guess.cookies["csrftoken"] = WORD
    guess.post("/anmelden/", username=f"{WORD}@leute.example", password=f"{WORD}wort")
    garbage(portal.port)


def upload(browser: Browser, path: str) -> None:
    """A file with a name and a content that break whoever reads it."""
    token = browser.cookies["csrftoken"]
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="dateien"; filename="{WORD}.pdf"\r\n'
        f"Content-Type: application/pdf\r\n\r\n%PDF-1.7 {WORD} xref\r\n--x--\r\n"
    )
    line = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=20)
    heads = {
        "Host": f"localhost:{browser.port}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Content-Type": "multipart/form-data; boundary=x",
    }
    line.request("POST", path, body.encode(), heads)
    assert line.getresponse().status == 302
    line.close()


def garbage(port: int) -> None:
    """What is no HTTP, another host, and a body that is no form."""
    for sent in (
        f"{WORD} / HTTP/9\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {WORD}.example\r\nConnection: close\r\n\r\n",
        f"GET /{WORD} HTTP/1.1\r\nHost: a\r\nBad {WORD}\r\n\r\n",
        "POST /anmelden/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\n"
        f"Connection: close\r\nContent-Length: 8\r\n\r\n{WORD}",
    ):
        with socket.create_connection(("127.0.0.1", port), 20) as line:
            line.sendall(sent.encode())
            with suppress(OSError):
                line.recv(4096)


def break_things(portal: Portal) -> None:
    """The database and the broker go and come; somebody asks them with words of a case."""
    with suppress(psycopg.Error):
        portal.cluster.ask(f"SELECT '{WORD}'::int")
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(portal.cluster.places.redis_socket))
        line.sendall(f"AUTH {WORD}\r\nSET {WORD} 1\r\nEVAL {WORD} 0\r\n".encode())
        line.recv(4096)
    portal.kill(BROKER)
    ada = Browser(portal.port)
    with suppress(NoAnswer):
        ada.get("/anmelden/")
    portal.children[BROKER].bury()
    portal.start(BROKER)
    portal.crash()
    with suppress(NoAnswer):
        ada.post("/anmelden/", username=f"{WORD}@leute.example", password=f"{WORD}wort")
    portal.start(DATABASE)


def lines_of(portal: Portal) -> list[tuple[str, str]]:
    """Who said what."""
    said = portal.log.path.read_text(encoding="utf-8").splitlines()
    return [(line[9:17].strip(), line[18:]) for line in said]


def test_no_process_writes_what_people_are_called_or_wrote(said: list[tuple[str, str]]) -> None:
    assert [(who, line) for who, line in said for word in PRIVATE if word in line] == []


def test_every_line_of_ours_has_listed_fields_only(said: list[tuple[str, str]]) -> None:
    ours = [(who, line) for who, line in said if who in OURS]

    assert len(ours) > 20
    assert [(who, line) for who, line in ours if not line.startswith("{")] == []
    fields = {name for _, line in ours for name in json.loads(line)}
    assert sorted(fields - ALWAYS - set(FIELDS)) == []


def test_what_was_refused_and_what_failed_is_told_all_the_same(said: list[tuple[str, str]]) -> None:
    web = [json.loads(line) for who, line in said if who == WEB and line.startswith("{")]

    assert any(each["message"] == "fields that no form asked for" for each in web)
    assert {400, 403, 404, 422, 503} <= {each.get("status") for each in web}


def test_the_mailbox_of_the_practice_portal_says_nothing_of_letters(
    portal: Portal, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        child = processes.mail_sink(portal.env, portal.cluster.places, listening)
        child.start(portal.log)
        with socket.create_connection(listening.getsockname(), 20) as line:
            for sent in (
                f"HELO {WORD}", f"{WORD}", f"MAIL FROM:<{WORD}@leute.example>",
                f"RCPT TO:<{WORD}@leute.example>", "DATA", f"Subject: {WORD}\r\n\r\n{WORD}\r\n.",
                f"RCPT TO:<{WORD}", "QUIT",
            ):  # fmt: skip
                line.recv(4096)
                line.sendall(f"{sent}\r\n".encode())
            line.recv(4096)
    end(child)

    assert [line for _, line in lines_of(portal) if WORD in line] == []
    assert any(WORD.encode() in file.read_bytes() for file in portal.cluster.places.mail.iterdir())
