"""The one-command start: embedded services, a prepared database, then the portal or a command."""

import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from kinderschutz.lib.runtime import processes
from kinderschutz.lib.runtime.children import Child, Stopped
from kinderschutz.lib.runtime.command import GLANCE, run_command
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.leftovers import await_end, remember
from kinderschutz.lib.runtime.places import Places, lock, open_places
from kinderschutz.lib.runtime.say import Speaker, on_standard_error, on_standard_output
from kinderschutz.lib.runtime.services import Services
from kinderschutz.lib.runtime.static_files import are_collected, mark_collected
from kinderschutz.lib.runtime.stopping import Signals
from kinderschutz.lib.runtime.supervisor import Supervisor, end


@dataclass(frozen=True)
class Wanted:
    """What the person asked for.

    `demo`: with accounts to try. `bare`: the database is left as it is. `forgetful`: it need not
    survive a crash of the machine.
    """

    data: Path
    port: int
    command: tuple[str, ...] = ()
    bare: bool = False
    forgetful: bool = False
    demo: bool = False


def run(wanted: Wanted) -> int:
    """Start, run until somebody stops it or the command ends; returns the exit code."""
    speaker = on_standard_error() if wanted.command else on_standard_output()
    signals = Signals()
    try:
        places = open_places(wanted.data)
        with lock(places):
            try:
                return _Portal(wanted, places, speaker, signals).run()
            finally:
                shutil.rmtree(places.run, ignore_errors=True)
    except PortalFault as fault:
        speaker.say(str(fault))
        return 1
    except Stopped:
        return _code_of(signals.received)


class _Portal:
    def __init__(self, wanted: Wanted, places: Places, speaker: Speaker, signals: Signals) -> None:
        self.wanted = wanted
        self.places = places
        self.speaker = speaker
        self.signals = signals
        self.supervisor = Supervisor(
            speaker, on_change=lambda children: remember(places.processes, children)
        )
        self.passing: list[Child] = []  # children that end by themselves
        self.env: dict[str, str] = {}

    def run(self) -> int:
        await_end(self.places.processes, self.speaker)
        if not self.wanted.command:
            processes.require_free_port(self.wanted.port)
        try:
            self._prepare()
            if self.wanted.command:
                return self._run_command()
            return self._run_portal()
        finally:
            self._stop()

    def _prepare(self) -> None:
        services = Services(
            self.places,
            self.speaker,
            self.supervisor,
            port=self.wanted.port,
            bare=self.wanted.bare,
        )
        self.env = services.env
        collecting = self._start_collecting()
        services.start(self.signals.asked, forgetful=self.wanted.forgetful)
        if not self.wanted.bare:
            self.speaker.say("Datenbank wird auf Stand gebracht …")
            self._await(self._begin(processes.prepare(self.env)))
        if collecting is not None:
            self._await(collecting)
            mark_collected(self.places.static)

    def _start_collecting(self) -> Child | None:
        if self.wanted.bare or are_collected(self.places.static):
            return None
        return self._begin(processes.collect_static(self.env))

    def _run_portal(self) -> int:
        self.speaker.say("Webserver startet …")
        self.supervisor.start(processes.web(self.env, self.wanted.port), self.signals.asked)
        url = self.env["PUBLIC_URL"]
        self.speaker.say(f"Das Portal ist bereit nach {self.speaker.took()}: {url}")
        for child in (
            processes.relay(self.env),
            processes.sealer(self.env),
            processes.worker(self.env),
            processes.beat(self.env),
            processes.scan(self.env),
        ):
            self.supervisor.launch(child)
        if self.wanted.demo:
            self._await(self._begin(processes.demo_accounts(self.env)))
        self.speaker.say(f"{url} – Strg+C beendet alles.")
        while not self.signals.asked():
            self.supervisor.look()
            time.sleep(GLANCE)
        return 0

    def _run_command(self) -> int:
        self.speaker.say(f"Bereit nach {self.speaker.took()}.")
        if self.signals.asked():
            raise Stopped
        return run_command(self.wanted.command, self.env, self.signals, self.supervisor.look)

    def _begin(self, child: Child) -> Child:
        child.start(self.speaker)
        self.passing.append(child)
        return child

    def _await(self, child: Child) -> None:
        while not child.ended():
            if self.signals.asked():
                raise Stopped
            self.supervisor.look()
            time.sleep(GLANCE / 2)
        if child.code():
            raise PortalFault(f"{child.name} ist mit Code {child.code()} gescheitert (siehe oben).")

    def _stop(self) -> None:
        end(self.passing)
        if self.supervisor.running() and not self.wanted.command:
            self.speaker.say("Alles wird beendet …")
        self.supervisor.stop()


def _code_of(received: signal.Signals | None) -> int:
    return 128 + received if received is not None else 1
