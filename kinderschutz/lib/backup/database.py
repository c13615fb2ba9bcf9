"""The owner's way to a database, and that of the role that reads everything for a backup."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from kinderschutz.lib import claims
from kinderschutz.lib.backup.faults import BackupFault


@dataclass(frozen=True)
class Database:
    """Where a database is and who owns its tables. `application` is the role of the portal.

    `reader` reads every row and changes none: the owner alone would find walled tables empty.
    """

    name: str
    user: str
    password: str
    host: str
    port: str
    application: str
    reader: tuple[str, str] = ("", "")

    def as_reader(self) -> "Database":
        """The same database, seen by the role that backs up. Raises BackupFault without one."""
        user, password = self.reader
        if not user:
            raise BackupFault("DATABASE_BACKUP_URL fehlt: Die Rolle, die sichert, ist unbekannt.")
        return replace(self, user=user, password=password)

    def called(self, name: str) -> "Database":
        """Another database of the same server."""
        return replace(self, name=name)

    def open(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection that sees every row; every statement is its own transaction."""
        try:
            line = psycopg.connect(
                dbname=self.name,
                user=self.user,
                password=self.password or None,
                host=self.host or None,
                port=self.port or None,
                autocommit=True,
                connect_timeout=5,
                application_name="kinderschutz-backup",
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

    def drop(self, name: str) -> None:
        """Remove a database again."""
        with self.open() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

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
