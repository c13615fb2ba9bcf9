"""The one-command start: embedded services, a prepared database, then the portal or a command."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from kinderschutz.lib.runtime import processes
from kinderschutz.lib.runtime.binaries import postgres_directory, redis_program
from kinderschutz.lib.runtime.children import Child, Stopped, dies_with_parent
from kinderschutz.lib.runtime.environment import child_environment, embeds
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.leftovers import await_end, remember
from kinderschutz.lib.runtime.places import Places, lock, open_places
from kinderschutz.lib.runtime.postgres import APPLICATION, OWNER, Postgres
from kinderschutz.lib.runtime.redis_server import RedisServer
from kinderschutz.lib.runtime.say import Speaker, on_standard_error, on_standard_output
from kinderschutz.lib.runtime.secret_store import Secrets, open_secrets
from kinderschutz.lib.runtime.static_files import are_collected, mark_collected
from kinderschutz.lib.runtime.stopping import Signals
from kinderschutz.lib.runtime.supervisor import Supervisor, end
from kinderschutz.lib.runtime.unprivileged import Footing, footing

GLANCE = 0.1  # seconds between two looks at the children


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
        self.env: dict[str, str] = {}
        self.passing: list[Child] = []  # children that end by themselves

    def run(self) -> int:
        await_end(self.places.processes, self.speaker)
        if not self.wanted.command:
            processes.require_free_port(self.wanted.port)
        try:
            self._start_services()
            if self.wanted.command:
                return self._run_command()
            return self._run_portal()
        finally:
            self._stop()

    def _start_services(self) -> None:
        given = os.environ
        ground = None
        if embeds(given, "DATABASE_URL"):
            ground = footing(postgres_directory(), self.places)
        secrets = open_secrets(
            self.places.data / "secrets.json",
            data_exists=ground is not None and (ground.data / "PG_VERSION").exists(),
        )
        self.env = child_environment(
            given,
            places=self.places,
            secrets=secrets,
            port=self.wanted.port,
            bare=self.wanted.bare,
        )
        collecting = self._start_collecting()
        if embeds(given, "REDIS_URL"):
            self._start_redis(secrets)
        if embeds(given, "EMAIL_URL"):
            self._start_mail_sink()
        if ground is not None:
            self._start_postgres(ground, secrets)
        if not self.wanted.bare:
            self.speaker.say("Datenbank wird auf Stand gebracht …")
            self._await(self._begin(processes.prepare(self.env)))
        if collecting is not None:
            self._await(collecting)
            mark_collected(self.places.static)

    def _start_redis(self, secrets: Secrets) -> None:
        server = RedisServer(redis_program(), self.places, secrets.redis)
        self.speaker.say("Redis startet …")
        self.supervisor.start(server.child(self.env), self.signals.asked)
        self.env["REDIS_URL"] = server.url

    def _start_mail_sink(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        self.supervisor.launch(processes.mail_sink(self.env, self.places, listening))
        self.mail_socket = listening  # stays open, a restarted sink takes it again

    def _start_postgres(self, ground: Footing, secrets: Secrets) -> None:
        if ground.remark:
            self.speaker.say(ground.remark)
        database = Postgres(ground, secrets, forgetful=self.wanted.forgetful)
        if not database.exists:
            self.speaker.say("Datenbank wird angelegt (nur beim ersten Mal) …")
            database.create(self.env)
        self.speaker.say("PostgreSQL startet …")
        self.supervisor.start(database.child(self.env), self.signals.asked)
        database.settle()
        self.env["DATABASE_URL"] = database.url(APPLICATION)
        self.env["DATABASE_OWNER_URL"] = database.url(OWNER)

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
            processes.worker(self.env),
            processes.beat(self.env),
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
        try:
            command = subprocess.Popen(
                self.wanted.command,
                env=self.env,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        except OSError as error:
            raise PortalFault(f"{self.wanted.command[0]}: {error.strerror}") from None
        self.signals.hand_to(command)
        try:
            return _code_of_process(self._watch(command))
        finally:
            self.signals.keep()
            if command.poll() is None:
                command.terminate()
                command.wait()

    def _watch(self, command: "subprocess.Popen[bytes]") -> int:
        while True:
            try:
                return command.wait(GLANCE)
            except subprocess.TimeoutExpired:
                self.supervisor.look()

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


def _code_of_process(code: int) -> int:
    """As a shell says it: a command killed by a signal ends with 128 and its number."""
    return 128 - code if code < 0 else code
