"""Nasty input 37: more slow senders than the web server has threads. They are cut off, and
everybody else gets their pages, also with no proxy in front.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kinderschutz.lib.runtime.waiting import wait_until
from kinderschutz.lib.web_server import threads, workers
from kinderschutz.lib.web_worker import PATIENCE
from tests.faults.cluster import copied
from tests.faults.portal import DATABASE, WEB, Portal
from tests.faults.reporter import Browser

FIFTY_MEGABYTES = 50 * 1024 * 1024
CROWD = workers * threads + 4
HEADS = "POST /anmelden/ HTTP/1.1\r\nHost: localhost:{port}\r\n"
MULTIPART = (
    HEADS + "Content-Type: multipart/form-data; boundary=x\r\n"
    f"Content-Length: {FIFTY_MEGABYTES}\r\n\r\n"
    '--x\r\nContent-Disposition: form-data; name="a"; filename="a.pdf"\r\n\r\nKanarie'
)


@dataclass
class Dripper:
    """Sends the beginning of a request, then a byte every half second until nobody takes it."""

    port: int
    begins: str
    cut_after: float = 0.0
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._drip, daemon=True)
        self.thread.start()

    def _drip(self) -> None:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), 60) as line, suppress(OSError):
            line.sendall(self.begins.format(port=self.port).encode())
            line.settimeout(0.5)
            while time.monotonic() - begun < 120:
                with suppress(TimeoutError):
                    if not line.recv(4096):
                        break
                line.sendall(b"x")
        self.cut_after = time.monotonic() - begun


@pytest.fixture(scope="module")
def portal(prepared_cluster: Path) -> Iterator[Portal]:
    """The web server as it is started everywhere."""
    found = Portal(copied(prepared_cluster), mail="smtp://127.0.0.1:1")
    found.start(DATABASE, WEB)
    yield found
    print(found.log.tail(5))  # noqa: T201 shown with a failure
    found.end()


@contextmanager
def dripping(portal: Portal, begins: str, number: int = CROWD) -> Iterator[list[Dripper]]:
    """So many slow senders, who have all begun."""
    crowd = [Dripper(portal.port, begins) for _ in range(number)]
    time.sleep(1)
    yield crowd
    for each in crowd:
        each.thread.join(120)


def test_37_who_drips_fifty_megabytes_is_cut_off_and_others_are_served(portal: Portal) -> None:
    somebody = Browser(portal.port, patience=60)

    with dripping(portal, MULTIPART) as crowd:
        page = somebody.get("/anmelden/")
    again = somebody.get("/anmelden/")

    assert (page.status, again.status) == (200, 200)
    assert page.seconds < 2 * PATIENCE + 2
    assert again.seconds < 2
    assert max(each.cut_after for each in crowd) < 3 * PATIENCE + 2
    assert all(portal.offspring(WEB))
    said = portal.log.path.read_text(encoding="utf-8")
    assert wait_until(lambda: "came too slowly" in said, seconds=5)
    assert "Kanarie" not in said


def test_37_dripping_heads_take_no_place_from_anybody(portal: Portal) -> None:
    somebody = Browser(portal.port, patience=60)

    with dripping(portal, HEADS + "X-Kanarie: ") as crowd:
        page = somebody.get("/anmelden/")

    assert page.status == 200
    assert page.seconds < 2 * PATIENCE + 2
    assert max(each.cut_after for each in crowd) < 3 * PATIENCE + 2


def test_37_a_file_that_comes_at_the_pace_of_a_village_arrives(portal: Portal) -> None:
    somebody = Browser(portal.port, patience=60)
    somebody.get("/anmelden/")
    token = somebody.cookies["csrftoken"]
    body = f"csrfmiddlewaretoken={token}&username=a@b.example&password={'x' * 300_000}".encode()
    heads = (
        HEADS.format(port=portal.port) + f"Cookie: csrftoken={token}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", portal.port), 60) as line:
        line.sendall(heads.encode())
        for start in range(0, len(body), 20_000):
            line.sendall(body[start : start + 20_000])
            time.sleep(1)
        answer = line.makefile("rb").readline()

    assert answer.startswith(b"HTTP/1.1 422")
