"""`manage.py portal`: the whole of it, as `make run` starts it."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from kinderschutz.lib.runtime.leftovers import born
from kinderschutz.lib.runtime.waiting import wait_until
from tests.kinderschutz.starting import argv, environment, read_until, run, running


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def page(port: int) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}/", timeout=10) as answer:
        return str(answer.read().decode())


def processes(data: Path) -> dict[str, int]:
    """Name and number of what runs, from the list that the next start would read."""
    text = (data / "processes.json").read_text()
    return {name: int(pid) for name, pid in re.findall(r'\["(\w+)", (\d+)', text)}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
def test_the_whole_portal_starts_heals_and_stops(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, "--port", str(port)) as portal:
        lines = read_until(portal, f"http://localhost:{port} – Strg+C beendet alles.")
        found = processes(tmp_path)

        assert set(found) == {
            "postgres", "redis", "mail", "web", "relay", "sealer", "worker", "beat", "scan"
        }  # fmt: skip
        assert any("Kennwort für alle" in line for line in lines)
        assert re.search(r"/static/portal/portal\.[0-9a-f]{12}\.css", page(port))

        for name in ("redis", "worker", "web"):
            os.kill(found[name], signal.SIGKILL)
            read_until(portal, f"{name} ist mit Code -9 beendet und wird neu gestartet.")
        assert wait_until(lambda: answers(port), seconds=20)

        portal.send_signal(signal.SIGINT)
        _, _ = portal.communicate(timeout=60)
        assert portal.returncode == 0
        assert [name for name, pid in found.items() if born(pid)] == []


def answers(port: int) -> bool:
    try:
        return "<html" in page(port)
    except OSError:
        return False


def test_a_port_in_use_is_refused_with_the_cure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = run(tmp_path, "--port", str(port))

    assert done.returncode == 1
    assert f"Port {port} ist belegt. Nehmen Sie einen anderen: PORT={port + 1} make run" in (
        done.stdout
    )


def test_services_that_are_named_are_used_and_not_started(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql://ks_app@db.example/ks",
        "REDIS_URL": "redis://redis.example/0",
        "EMAIL_URL": "smtp://mail.example",
    }
    show = " ".join(f"${name}" for name in given)

    done = run(tmp_path, "--bare", "--", "sh", "-c", f"echo {show}", **given)

    assert done.stdout.split() == list(given.values())
    assert list((tmp_path / "postgres").iterdir()) == []
    assert processes(tmp_path) == {}


def test_interrupted_while_it_starts_it_leaves_nothing(tmp_path: Path) -> None:
    portal = subprocess.Popen(
        argv("--port", str(free_port())),
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    read_until(portal, "Datenbank wird auf Stand gebracht")
    found = processes(tmp_path)

    portal.terminate()
    portal.communicate(timeout=60)

    assert portal.returncode == 128 + signal.SIGTERM
    assert [name for name, pid in found.items() if born(pid)] == []
