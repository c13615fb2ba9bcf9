"""F16: the network between web server and database is cut. As if the database were away."""

import http.client
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kinderschutz.lib.runtime.postgres import PORT
from kinderschutz.lib.runtime.waiting import wait_until
from tests.faults.cluster import copied
from tests.faults.portal import DATABASE, WEB, Portal
from tests.faults.reporter import Browser, Reporter
from tests.faults.sink import FaultySink
from tests.faults.test_database_away import ADA, concerns_of, first_refusal, received
from tests.fixtures.unverifiable import cannot_check

NOTICED_SECONDS = 40.0
"""A cut is noticed after 10 s, then a new connection is tried in vain; the rest is room."""


class Island:
    """A network of its own, held by a process; in it nothing but a loopback that may be cut."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "600"])
        own, there = Path("/proc/self/ns/net"), Path(f"/proc/{self._holder.pid}/ns/net")
        assert wait_until(lambda: there.readlink() != own.readlink(), seconds=10)
        self.inside = ("nsenter", f"--net={there}")
        self.cable("up")

    def cable(self, state: str) -> None:
        """`up` or `down`."""
        subprocess.run([*self.inside, "ip", "link", "set", "lo", state], check=True)

    def end(self) -> None:
        """Let go of it."""
        self._holder.kill()
        self._holder.wait()


@dataclass
class DoorBrowser(Browser):
    """A browser beside the island: it reaches the web server by a socket in the file system."""

    door: Path = field(kw_only=True)

    def _line(self) -> http.client.HTTPConnection:
        line = http.client.HTTPConnection("localhost", timeout=self.patience)
        line.sock = socket.socket(socket.AF_UNIX)
        line.sock.settimeout(self.patience)
        line.sock.connect(str(self.door))
        return line


@pytest.fixture
def island() -> Iterator[Island]:
    """A network of the test's own, where that is allowed."""
    tools = ("unshare", "nsenter", "ip", "setpriv")
    if not all(map(shutil.which, tools)) or subprocess.call(["unshare", "--net", "true"]):
        cannot_check("kein eigener Netzraum (unshare --net als root)")
    island = Island()
    yield island
    island.end()


@pytest.fixture
def portal(prepared_cluster: Path, mail: FaultySink, island: Island) -> Iterator[Portal]:
    """Database and web server on the island, the one reached from the other by TCP alone."""
    cluster = copied(prepared_cluster)
    own = cluster.environment(1)["DATABASE_URL"].partition("?")[0]
    portal = Portal(cluster, mail=mail.url, DATABASE_URL=own.replace("@/", f"@127.0.0.1:{PORT}/"))
    server, web = cluster.server(listen_addresses="127.0.0.1"), portal.children[WEB]
    account, server.account = server.account, None
    become = (
        ("setpriv", f"--reuid={account.user}", f"--regid={account.group}", "--clear-groups")
        if account
        else ()
    )
    server.argv = [*island.inside, *become, *server.argv]
    bind = f"unix:{door_of(portal)}"
    argv = [bind if str(word).startswith("127.0.0.1:") else word for word in web.argv]
    web.argv, web.is_ready = [*island.inside, *argv], lambda: door_of(portal).exists()
    portal.children[DATABASE] = server
    yield portal
    print(portal.log.tail())  # noqa: T201 shown with a failure
    portal.end()


def door_of(portal: Portal) -> Path:
    """The socket of the web server."""
    return portal.cluster.places.run / "web.sock"


def test_nothing_is_promised_while_it_is_cut_and_all_goes_on_afterwards(
    portal: Portal, island: Island
) -> None:
    portal.start(DATABASE, WEB)
    ada = Reporter(ADA, DoorBrowser(portal.port, NOTICED_SECONDS, door=door_of(portal)))
    ada.log_in()
    key = ada.begin()
    ada.fill(key)

    island.cable("down")
    refused = first_refusal(ada, key)
    island.cable("up")

    assert refused.status == 503
    assert refused.seconds < NOTICED_SECONDS
    assert wait_until(lambda: received(ada, key), seconds=60, every=0.5)
    assert concerns_of(portal, key) == 1
    assert ada.browser.answers["500"] == ada.browser.answers["trace"] == 0


def test_a_line_that_loses_a_fifth_of_its_packets_delays_and_loses_nothing(
    portal: Portal, island: Island
) -> None:
    loss = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "loss", "20%"]
    if subprocess.run([*island.inside, *loss], capture_output=True, check=False).returncode:
        cannot_check("kein Paketverlust einstellbar (tc netem)")
    portal.start(DATABASE, WEB)
    ada = Reporter(ADA, DoorBrowser(portal.port, NOTICED_SECONDS, door=door_of(portal)))
    ada.log_in()
    key = ada.begin()
    ada.fill(key)
    assert wait_until(lambda: received(ada, key), seconds=120)
    assert concerns_of(portal, key) == 1
