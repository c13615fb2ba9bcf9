"""To PostgreSQL and Redis only over TLS whose other end is proved; a stranger's is refused."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings
from kombu.connection import Connection
from kombu.exceptions import OperationalError as BrokerAway

from kinderschutz.lib import roles
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.runtime.binaries import postgres_program
from kinderschutz.lib.service_urls import broker_url, database_url, redis_url
from network.checks import ways_are_proved
from network.management.backups import this_database
from tests.fixtures.redis import RedisServer
from tests.fixtures.tls import Authority, TlsEnd, make_authority, tls_end

needs_owner = pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL")


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    """The authority of the house; its server is called localhost."""
    return make_authority(tmp_path / "ours")


@pytest.fixture
def theirs(tmp_path: Path) -> Authority:
    """Somebody else's, with the same names."""
    return make_authority(tmp_path / "theirs")


def to_postgres() -> socket.socket:
    at = connection.settings_dict
    line = socket.socket(socket.AF_UNIX)
    line.connect(f"{at['HOST']}/.s.PGSQL.{at['PORT'] or 5432}")
    return line


@pytest.fixture
def database(ours: Authority) -> Iterator[TlsEnd]:
    """PostgreSQL behind TLS, with a certificate of our authority."""
    if not str(connection.settings_dict["HOST"]).startswith("/"):
        pytest.skip("PostgreSQL is not on a socket of this machine")
    with tls_end(ours, to_postgres, asks_first=True) as end:
        yield end


def reached(end: TlsEnd, query: str, *, host: str = "localhost") -> str:
    """The role that a process finds itself to be, or what it was told instead."""
    at = connection.settings_dict
    who = f"{at['USER']}:{quote(str(at['PASSWORD']))}"
    url = f"postgresql://{who}@{host}:{end.port}/{at['NAME']}?{query}"
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or told.stderr.strip().splitlines()[-1]


ASK = """
import django
django.setup()
from django.db import connection
connection.ensure_connection()
line = connection.connection.pgconn
print(line.ssl_in_use, line.user.decode())
"""


@pytest.mark.django_db
def test_the_portal_reaches_a_database_that_proves_itself(
    database: TlsEnd, ours: Authority
) -> None:
    user = connection.settings_dict["USER"]

    assert reached(database, f"sslmode=verify-full&sslrootcert={ours.ca}") == f"True {user}"
    assert database.secured == ["TLSv1.3"]


@pytest.mark.django_db
def test_a_certificate_of_another_authority_is_refused(database: TlsEnd, theirs: Authority) -> None:
    said = reached(database, f"sslmode=verify-full&sslrootcert={theirs.ca}")

    assert "certificate verify failed" in said


@pytest.mark.django_db
def test_a_server_of_another_name_is_refused(database: TlsEnd, ours: Authority) -> None:
    said = reached(database, f"sslmode=verify-full&sslrootcert={ours.ca}", host="127.0.0.1")

    assert 'does not match host name "127.0.0.1"' in said


@pytest.mark.django_db
def test_who_says_nothing_of_tls_does_not_prove_and_is_warned(database: TlsEnd) -> None:
    """libpq's own default takes any certificate; that is what the check for servers is for."""
    user = connection.settings_dict["USER"]

    assert reached(database, "connect_timeout=5") == f"True {user}"


@needs_owner
@pytest.mark.django_db(transaction=True)
def test_every_role_goes_the_proved_way(database: TlsEnd, ours: Authority) -> None:
    at = connection.settings_dict
    proved = {**at["OPTIONS"], "sslmode": "verify-full", "sslrootcert": str(ours.ca)}
    owner = {**settings.DATABASE_OWNER, "OPTIONS": proved}
    connection.close()
    connection.settings_dict = {
        **at, "HOST": "localhost", "PORT": str(database.port), "OPTIONS": proved
    }  # fmt: skip
    try:
        with override_settings(DATABASE_OWNER=owner):
            with roles.as_owner(connection), connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (owner["USER"],)
                assert connection.connection.pgconn.ssl_in_use
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (at["USER"],)
                assert connection.connection.pgconn.ssl_in_use
    finally:
        connection.close()
        connection.settings_dict = at


@needs_owner
@pytest.mark.django_db
def test_backups_go_the_proved_way_and_no_other(
    database: TlsEnd, ours: Authority, theirs: Authority
) -> None:
    def through(ca: Path) -> Any:
        proved = {"sslmode": "verify-full", "sslrootcert": str(ca)}
        here = replace(this_database(), host="localhost", port=str(database.port))
        return replace(here, options=proved, reader_options=proved)

    with through(ours.ca).open() as line:
        assert line.pgconn.ssl_in_use
    with pytest.raises(BackupFault, match="nicht erreichbar"):
        through(theirs.ca).open()
    environment = through(ours.ca).as_reader().environment()
    assert environment["PGSSLMODE"] == "verify-full"
    assert environment["PGSSLROOTCERT"] == str(ours.ca)


@needs_owner
@pytest.mark.django_db
def test_pg_dump_is_told_to_prove_it_too(database: TlsEnd, theirs: Authority) -> None:
    """One with TLS refuses the stranger; one that was built without says that it cannot prove."""
    here = replace(this_database(), host="localhost", port=str(database.port))
    proved = {"sslmode": "verify-full", "sslrootcert": str(theirs.ca)}

    done = subprocess.run(
        [postgres_program("pg_dump"), "--no-password", "--schema-only"],
        env=replace(here, options=proved).environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert re.search("certificate verify failed|SSL support is not compiled in", done.stderr)
    assert database.clear == []


@pytest.fixture
def broker(redis_server: RedisServer, ours: Authority) -> Iterator[TlsEnd]:
    """Redis behind TLS."""

    def behind() -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(redis_server.socket))
        return line

    with tls_end(ours, behind, asks_first=False) as end:
        yield end


def test_redis_is_reached_over_tls_that_is_proved(
    broker: TlsEnd, ours: Authority, theirs: Authority
) -> None:
    ours_only = redis_url(f"rediss://localhost:{broker.port}/0?ssl_ca_certs={ours.ca}")
    with redis.Redis.from_url(ours_only) as client:
        assert client.ping()
    strangers = redis_url(f"rediss://localhost:{broker.port}/0?ssl_ca_certs={theirs.ca}")
    with redis.Redis.from_url(strangers) as client, pytest.raises(redis.ConnectionError):
        client.ping()


def test_celery_reaches_it_the_same_way(broker: TlsEnd, ours: Authority, theirs: Authority) -> None:
    good, bad = (
        broker_url(redis_url(f"rediss://localhost:{broker.port}/0?ssl_ca_certs={each.ca}"))
        for each in (ours, theirs)
    )
    once = {"max_retries": 0, "socket_timeout": 5}
    opened: Any = Connection  # kombu has no types
    with opened(good, transport_options=once) as line:
        line.ensure_connection(max_retries=1)
    with (
        opened(bad, transport_options=once) as line,
        pytest.raises((BrokerAway, redis.ConnectionError)),
    ):
        line.ensure_connection(max_retries=1, timeout=5)


PROVED = "?sslmode=verify-full&sslrootcert=/etc/ks/ca.pem"


@pytest.mark.parametrize(
    ("url", "redis_at", "found"),
    [
        (f"postgresql://u@db.example/ks{PROVED}", "unix:///run/r.sock", []),
        ("postgresql://u@/ks?host=/run/pg", "redis://localhost/0", []),
        ("postgresql://u@127.0.0.1/ks", "rediss://r.example/0?ssl_ca_certs=/x", []),
        ("postgresql://u@db.example/ks", "unix:///run/r.sock", ["kinderschutz.W001"]),
        (
            "postgresql://u@db.example/ks?sslmode=require",
            "redis://r.example/0",
            ["kinderschutz.W001", "kinderschutz.W002"],
        ),
        (
            f"postgresql://u@db.example/ks{PROVED}",
            "rediss://r.example/0?ssl_cert_reqs=none",
            ["kinderschutz.W002"],
        ),
    ],
)
def test_the_check_for_servers_warns_of_ways_that_are_not_proved(
    url: str, redis_at: str, found: list[str]
) -> None:
    read, away = database_url(url), redis_url(redis_at)
    default = {**settings.DATABASES["default"], "HOST": read.host, "OPTIONS": dict(read.options)}
    others: dict[str, Any] = {
        f"DATABASE_{name}": {} for name in ("OWNER", "BACKUP", "RELAY", "REPORTS", "DELETION")
    }
    with pytest.MonkeyPatch.context() as changed:
        for name, value in {
            "DATABASES": {"default": default}, "REDIS_URL": away,
            "CELERY_BROKER_URL": broker_url(away), **others,
        }.items():  # fmt: skip
            changed.setattr(settings, name, value)

        assert [each.id for each in ways_are_proved()] == found


def test_a_role_of_its_own_that_is_not_proved_is_warned_of() -> None:
    default = {**settings.DATABASES["default"], "HOST": "db.example"}
    proved = {"sslmode": "verify-full"}
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(settings, "DATABASES", {"default": {**default, "OPTIONS": proved}})
        for name in ("OWNER", "RELAY", "REPORTS", "DELETION"):
            changed.setattr(settings, f"DATABASE_{name}", {})
        changed.setattr(settings, "DATABASE_BACKUP", {"USER": "b", "PASSWORD": "", "OPTIONS": {}})

        assert ["DATABASE_BACKUP_URL" in each.msg for each in ways_are_proved()] == [True]
