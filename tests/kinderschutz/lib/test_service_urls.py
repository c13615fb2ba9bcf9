"""Addresses of PostgreSQL and Redis: what they say of TLS holds, what nobody heeds is refused."""

import pytest

from kinderschutz.lib.service_urls import database_url, redis_url, stays_here


def test_what_a_database_address_says_of_tls_is_kept() -> None:
    text = "postgresql://u@db.example/ks?sslmode=verify-full&sslrootcert=/etc/ks/ca%20mit.pem"

    assert database_url(text).options == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ks/ca mit.pem",
    }


def test_host_and_port_are_no_options() -> None:
    read = database_url("postgresql://u@/ks?host=/run/pg&port=5&application_name=ks")

    assert (read.host, read.port, read.options) == ("/run/pg", "5", {"application_name": "ks"})


def test_who_logs_in_may_become_another_role() -> None:
    read = database_url("postgresql://ks_migrate:pw@db.example/ks?role=ks_owner")

    assert (read.user, read.role, read.options) == (
        "ks_migrate", "ks_owner", {"options": "-c role=ks_owner"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("role=ks_owner%20-c%20row_security%3Doff", "role keinen Namen"),
        ("sslmod=verify-full", "unbekannte Option sslmod"),
        ("options=-csearch_path%3Dx", "unbekannte Option options"),
        ("passfile=/x", "unbekannte Option passfile"),
        ("sslmode=verify", "sslmode keines von"),
        ("sslmode=", "sslmode ohne Wert"),
        ("sslmode=verify-full&sslmode=disable", "sslmode zweimal"),
        ("connect_timeout=bald", "connect_timeout keine Zahl"),
    ],
)
def test_an_option_that_would_be_ignored_or_weakened_is_refused(query: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        database_url(f"postgresql://u@db.example/ks?{query}")


@pytest.mark.parametrize(
    "text",
    [
        "redis://:pw@redis.example:6379/0",
        "unix:///run/redis.sock?db=3",
        "unix://:pw@/run/redis.sock",
        "redis://localhost:6379/0",
    ],
)
def test_plain_addresses_of_redis_stay_as_they_are(text: str) -> None:
    assert redis_url(text) == text


def test_redis_over_tls_proves_certificate_and_name_unless_told_otherwise() -> None:
    assert redis_url("rediss://:pw@redis.example:6380/0?ssl_ca_certs=/etc/ks/ca.pem") == (
        "rediss://:pw@redis.example:6380/0?ssl_ca_certs=/etc/ks/ca.pem"
        "&ssl_cert_reqs=required&ssl_check_hostname=true"
    )
    assert "ssl_check_hostname=false" in redis_url("rediss://r.example/0?ssl_cert_reqs=none")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("http://redis.example", "beginnt nicht mit redis"),
        ("rediss://redis.example/0?ssl_ca=/x", "unbekannte Option ssl_ca"),
        ("rediss://redis.example/0?ssl_cert_reqs=optional", "weder required noch none"),
        ("redis://redis.example/0?ssl_ca_certs=/x", "verschlüsselt aber nicht"),
    ],
)
def test_what_a_redis_address_says_wrongly_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        redis_url(text)


@pytest.mark.parametrize("host", ["", "/run/pg", "localhost", "127.0.0.1", "::1", "/a,/b"])
def test_these_hosts_stay_on_the_machine(host: str) -> None:
    assert stays_here(host)


@pytest.mark.parametrize("host", ["db", "db.example", "10.0.0.7", "/run/pg,db.example"])
def test_these_leave_it(host: str) -> None:
    assert not stays_here(host)
