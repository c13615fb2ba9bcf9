"""The owner's way to a database, and that of the role that reads everything for a backup."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from kinderschutz.lib import claims
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.service_urls import LIBPQ_OPTIONS

CALLED = {"application_name": "kinderschutz-backup"}
DROP_SECONDS = 20
"""So long a database is waited for that others have not left yet."""


@dataclass(frozen=True)
class Database:
    """Where a database is and who owns its tables. `application` is the role of the portal.

    `reader` reads every row and changes none: the owner alone would find walled tables empty.
    `options` are those of libpq that the addresses name, above all how TLS is proved.
    """

    name: str
    user: str
    password: str
    host: str
    port: str
    application: str
    reader: tuple[str, str] = ("", "")
    options: Mapping[str, str] = field(default_factory=dict)
    reader_options: Mapping[str, str] = field(default_factory=dict)

    def as_reader(self) -> "Database":
        """The same database, seen by the role that backs up. Raises BackupFault without one."""
        user, password = self.reader
        if not user:
            raise BackupFault("DATABASE_BACKUP_URL fehlt: Die Rolle, die sichert, ist unbekannt.")
        return replace(self, user=user, password=password, options=self.reader_options)

    def called(self, name: str) -> "Database":
        """Another database of the same server."""
        return replace(self, name=name)

    def open(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection that sees every row; every statement is its own transaction."""
        options: dict[str, Any] = {"connect_timeout": "5", **self.options, **CALLED}
        try:
            line = psycopg.connect(
                dbname=self.name,
                user=self.user,
                password=self.password or None,
                host=self.host or None,
                port=self.port or None,
                autocommit=True,
                **options,
            )
        except psycopg.OperationalError:
            raise BackupFault(f"Die Datenbank {self.name} ist nicht erreichbar.") from None
        told = [claims.SETTING, claims.everything(line)]
        line.execute("SELECT set_config(%s, %s, false)", told)
        return line

    def environment(self) -> Mapping[str, str]:
        """For programs of PostgreSQL; a password stands in no command line."""
        given = {
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGCONNECT_TIMEOUT": "5",
            **{LIBPQ_OPTIONS[name]: value for name, value in {**self.options, **CALLED}.items()},
        }
        return {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C",
            **{name: value for name, value in given.items() if value},
        }

    def create(self, name: str) -> "Database":
        """A new empty database that only its owner may enter. Raises BackupFault."""
        with self.open() as connection:
            try:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
                )
            except psycopg.errors.DuplicateDatabase:
                raise BackupFault(f"Die Datenbank {name} gibt es schon.") from None
            except psycopg.errors.InsufficientPrivilege:
                raise BackupFault(
                    f"Die Rolle {self.user} darf keine Datenbank anlegen: ihr fehlt CREATEDB."
                ) from None
            connection.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
            )
        return self.called(name)

    def drop(self, name: str, *, seconds: float = DROP_SECONDS) -> None:
        """Remove a database again; nobody enters it from now on. Raises BackupFault.

        Not WITH (FORCE): that fails where the server itself is vacuuming there, or a session of
        another role has been closed but has not ended yet, for the owner may end neither.
        """
        known = sql.Identifier(name)
        until = time.monotonic() + seconds
        with self.open() as connection:
            try:
                connection.execute(
                    sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(known)
                )
            except psycopg.errors.InvalidCatalogName:
                return
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
            while True:
                try:  # waits five seconds by itself, and sends the server's own workers away
                    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(known))
                except psycopg.errors.ObjectInUse:
                    if time.monotonic() > until:
                        raise BackupFault(_in_use(connection, name)) from None
                else:
                    return

    def let_in(self, name: str) -> None:
        """The application may connect to a database, and every role that may connect to this one:
        those for one purpose each, without which no letter leaves and nothing is deleted.
        """
        with self.open() as connection:
            named = connection.execute(
                "SELECT DISTINCT rolname FROM pg_database CROSS JOIN aclexplode(datacl) AS may"
                " JOIN pg_roles ON pg_roles.oid = may.grantee"
                " WHERE datname = current_database() AND may.privilege_type = 'CONNECT'"
            ).fetchall()
            for role in sorted({self.application, *(str(each) for (each,) in named)}):
                connection.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                        sql.Identifier(name), sql.Identifier(role)
                    )
                )


def _in_use(connection: "psycopg.Connection[tuple[Any, ...]]", name: str) -> str:
    found = connection.execute(
        "SELECT DISTINCT coalesce(usename, backend_type) FROM pg_stat_activity WHERE datname = %s",
        [name],
    ).fetchall()
    roles = ", ".join(sorted(str(role) for (role,) in found if role)) or "niemand mehr"
    return (
        f"Die Datenbank {name} ließ sich nicht entfernen: Es arbeiten noch darin {roles}. Neue "
        f"Verbindungen nimmt sie nicht mehr an; später genügt DROP DATABASE {name}."
    )
