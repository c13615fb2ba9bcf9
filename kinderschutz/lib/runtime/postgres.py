"""An embedded PostgreSQL: one private socket, passwords, checksums, no contents in its log."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from kinderschutz.lib.runtime.children import Child, dies_with_parent
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.leftovers import remove_stale_lock
from kinderschutz.lib.runtime.secret_store import Secrets, write_private
from kinderschutz.lib.runtime.unprivileged import Footing

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "ks_owner", "ks_app", "kinderschutz"
BACKUP, DELETION, RELAY, REPORTS = "ks_backup", "ks_deletion", "ks_relay", "ks_reports"
OTHERS = {BACKUP: "BYPASSRLS", DELETION: "", RELAY: "", REPORTS: ""}
"""Roles for one purpose each, and what they may beside what they are granted."""
PORT = 5432  # only part of the socket's name

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_destination": "stderr",
    "logging_collector": "off",
    # A statement, its parameters or the detail of an error would quote what people entered.
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# For tests only: nothing survives a crash of the machine, a killed process loses nothing.
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster and how to reach it."""

    def __init__(self, footing: Footing, secrets: Secrets, *, forgetful: bool = False) -> None:
        self.footing = footing
        self.secrets = secrets
        self._options = OPTIONS | (FORGETFUL if forgetful else {})

    @property
    def exists(self) -> bool:
        """Whether the cluster was made."""
        return (self.footing.data / "PG_VERSION").exists()

    def create(self, env: Mapping[str, str]) -> None:
        """Run initdb beside the place of the cluster and move it there. Raises PortalFault."""
        account = self.footing.account
        made = self.footing.data.with_name(f"{self.footing.data.name}.new")
        shutil.rmtree(made, ignore_errors=True)  # of an initdb that was killed
        made.mkdir(mode=0o700)
        password = self.footing.socket / "password"
        write_private(password, self.secrets.superuser)
        if account:
            os.chown(made, account.user, account.group)
            os.chown(password, account.user, account.group)
        try:
            done = subprocess.run(
                [
                    *self.footing.before,
                    self.footing.programs / "initdb",
                    f"--pgdata={made}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--data-checksums",
                    "--no-sync",  # the server syncs what it writes; nobody has written yet
                ],
                env=env,
                capture_output=True,
                text=True,
                cwd="/",
                check=False,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),
                user=account.user if account else None,
                group=account.group if account else None,
                extra_groups=() if account else None,
            )
        finally:
            password.unlink()
        if done.returncode:
            raise PortalFault(f"Die Datenbank lässt sich nicht anlegen:\n{done.stderr.strip()}")
        made.rename(self.footing.data)  # an empty directory gives way, a full one does not

    def child(self, env: Mapping[str, str]) -> Child:
        """The server; it stops fast, ending its sessions."""
        remove_stale_lock(self.footing.data / "postmaster.pid")
        remove_stale_lock(self.footing.socket / f".s.PGSQL.{PORT}.lock")
        options = [f"--{name}={value}" for name, value in self._options.items()]
        return Child(
            name="postgres",
            argv=[
                *self.footing.before,
                self.footing.programs / "postgres",
                "-D",
                self.footing.data,
                "-k",
                self.footing.socket,
                "-p",
                str(PORT),
                *options,
            ],
            env=env,
            stop_signal=signal.SIGINT,
            grace=30,
            account=self.footing.account,
            vital=True,
            quiet=True,
            serves=True,
            is_ready=self._answers,
        )

    def settle(self) -> None:
        """Make the roles and the database where they are missing, with our passwords."""
        roles = [
            (OWNER, self.secrets.owner, "CREATEDB"),
            (APPLICATION, self.secrets.application, ""),
            *((name, self.secrets.password_of(name), may) for name, may in OTHERS.items()),
        ]
        with self._superuser() as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for name, password, rights in roles:
                verb = "ALTER" if name in known else "CREATE"
                connection.execute(
                    sql.SQL(f"{verb} ROLE {{}} LOGIN {rights} PASSWORD {{}}").format(
                        sql.Identifier(name), sql.Literal(password)
                    )
                )
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
                connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            allowed = ", ".join([APPLICATION, *OTHERS])
            connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {allowed}")

    def url(self, role: str) -> str:
        """The address of the database for one of the roles."""
        own = {OWNER: self.secrets.owner, APPLICATION: self.secrets.application}
        password = own.get(role) or self.secrets.password_of(role)
        socket = quote(str(self.footing.socket), safe="/")
        return f"postgresql://{role}:{quote(password)}@/{DATABASE}?host={socket}&port={PORT}"

    def _superuser(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.footing.socket),
            port=PORT,
            user=SUPERUSER,
            password=self.secrets.superuser,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        socket: Path = self.footing.socket / f".s.PGSQL.{PORT}"
        if not socket.exists():
            return False
        with contextlib.suppress(psycopg.OperationalError), self._superuser():
            return True
        return False
