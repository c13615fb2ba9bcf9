"""A PostgreSQL that a test may break: a prepared cluster is made once and copied for each."""

import fcntl
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kinderschutz.lib.runtime.binaries import postgres_directory
from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.environment import child_environment, project_directory
from kinderschutz.lib.runtime.places import Places, open_places
from kinderschutz.lib.runtime.postgres import (
    APPLICATION,
    BACKUP,
    DELETION,
    OWNER,
    PORT,
    RELAY,
    REPORTS,
    SUPERUSER,
    Postgres,
)
from kinderschutz.lib.runtime.say import Speaker
from kinderschutz.lib.runtime.secret_store import Secrets, open_secrets
from kinderschutz.lib.runtime.unprivileged import Footing, footing
from tests.kinderschutz.starting import environment

QUIET = Speaker(sys.stderr)


@dataclass(frozen=True)
class Cluster:
    """A home of its own: secrets, data and socket of one PostgreSQL."""

    places: Places
    secrets: Secrets
    ground: Footing
    forgetful: bool = True

    @classmethod
    def at(cls, home: Path, *, forgetful: bool = True) -> "Cluster":
        """The cluster in `home`, created when it is not there."""
        places = open_places(home)
        ground = footing(postgres_directory(), places)
        known = (ground.data / "PG_VERSION").exists()
        secrets = open_secrets(home / "secrets.json", data_exists=known)
        cluster = cls(places, secrets, ground, forgetful)
        if not known:
            cluster._server().create({})
        return cluster

    def server(self, **options: str) -> Child:
        """Its process, not started; `options` such as `max_connections` are given on its line."""
        child = self._server().child({})
        child.vital, child.quiet, child.grace = False, True, 10
        child.argv = [*child.argv, *(f"--{name}={value}" for name, value in options.items())]
        return child

    def settle(self) -> None:
        """Make roles and database; the server runs."""
        self._server().settle()

    def environment(self, port: int, **more: str) -> dict[str, str]:
        """What the portal's processes see: this database, nothing inherited from the test."""
        urls = {
            "DATABASE_URL": self._server().url(APPLICATION),
            "DATABASE_OWNER_URL": self._server().url(OWNER),
            "DATABASE_BACKUP_URL": self._server().url(BACKUP),
            "DATABASE_DELETION_URL": self._server().url(DELETION),
            "DATABASE_RELAY_URL": self._server().url(RELAY),
            "DATABASE_REPORTS_URL": self._server().url(REPORTS),
        }
        given = environment(self.places.data, DEMO="true", LOG_LEVEL="WARNING", **urls)
        env = child_environment(
            given, places=self.places, secrets=self.secrets, port=port, bare=True
        )
        return env | more

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a query by the superuser, whose connections the server keeps apart."""
        with psycopg.connect(
            host=str(self.ground.socket),
            port=PORT,
            user=SUPERUSER,
            password=self.secrets.superuser,
            dbname="kinderschutz",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def remove(self) -> None:
        """Delete everything; the server has ended."""
        for directory in {self.places.data, self.places.run, self.ground.data.parent}:
            shutil.rmtree(directory, ignore_errors=True)

    def _server(self) -> Postgres:
        return Postgres(self.ground, self.secrets, forgetful=self.forgetful)


def new_home() -> Path:
    """A short path that an unprivileged account can reach; sockets need short names."""
    return Path(tempfile.mkdtemp(prefix="ks-"))


def prepare(home: Path) -> None:
    """A cluster with tables, rules, network and practice data in `home`, stopped."""
    cluster = Cluster.at(home)
    server = cluster.server()
    server.start(QUIET)
    try:
        server.wait_ready(lambda: False)
        cluster.settle()
        manage(cluster.environment(1), "prepare")
    finally:
        server.ask_to_end()
        server.await_end()


def manage(env: Mapping[str, str], *words: str) -> str:
    """Run `manage.py` to its end; what it said. Fails with what it said."""
    done = subprocess.run(
        [sys.executable, str(project_directory() / "manage.py"), *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def prepared_once(home: Path) -> Path:
    """The prepared home, made by whichever process of a test run comes first."""
    with (home / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "prepared").exists():
            prepare(home)
            (home / "prepared").touch()
    return home


def copied(prepared: Path, home: Path | None = None, *, forgetful: bool = True) -> Cluster:
    """A copy of a prepared, stopped cluster, with the same secrets."""
    home = home or new_home()
    shutil.copy2(prepared / "secrets.json", home / "secrets.json")
    source = footing(postgres_directory(), open_places(prepared)).data
    target = footing(postgres_directory(), open_places(home)).data
    subprocess.run(["cp", "-a", f"{source}/.", f"{target}/"], check=True)
    return Cluster.at(home, forgetful=forgetful)


def immediate(server: Child) -> None:
    """Stop a server as a crash does: at once, its sessions cut off, recovery at the next start."""
    assert server.popen is not None
    server.popen.send_signal(signal.SIGQUIT)
    server.popen.wait(20)
