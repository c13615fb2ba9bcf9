"""In production the portal refuses to start without its secrets, and says all of it at once."""

import base64
import subprocess
import sys
from pathlib import Path
from string import ascii_letters

import pytest

from kinderschutz.lib.runtime.environment import project_directory
from tests.kinderschutz.starting import environment

COMPLETE = {
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": "1:" + base64.b64encode(b"k" * 32).decode(),
    "SEARCH_KEY": base64.b64encode(b"s" * 32).decode(),
    "PUBLIC_URL": "https://kinderschutz.example",
    "DATABASE_URL": "postgresql://ks_app:canary@db.example/ks"
    "?sslmode=verify-full&sslrootcert=/etc/ks/ca.pem",
    "REDIS_URL": "rediss://redis.example/0?ssl_ca_certs=/etc/ks/ca.pem",
    "EMAIL_URL": "smtp+tls://u:canary@mail.example",
}
SHOW = "from django.conf import settings as s; print({})"


def python(program: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run `program` with the portal's settings and nothing but `env`."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment(
            Path("/nonexistent"), DJANGO_SETTINGS_MODULE="kinderschutz.settings", **env
        ),
        cwd=project_directory(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_everything_that_is_missing() -> None:
    done = python(SHOW.format("s.DEBUG"))

    assert done.returncode == 1
    assert (
        "Es fehlen diese Umgebungsvariablen: PUBLIC_URL, SECRET_KEY, FIELD_KEYS, SEARCH_KEY, "
        "DATABASE_URL, "
        "REDIS_URL, EMAIL_URL." in done.stderr
    )


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_production_refuses_without_any_one_of_them(name: str) -> None:
    done = python(SHOW.format("s.DEBUG"), **{**COMPLETE, name: ""})

    assert done.returncode == 1
    assert f"Es fehlen diese Umgebungsvariablen: {name}." in done.stderr
    assert "canary" not in done.stderr.rsplit("ImproperlyConfigured", 1)[1]


def test_production_with_all_of_them_is_strict() -> None:
    cookies = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE"

    done = python(
        SHOW.format(f"s.DEBUG, {cookies}, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS"), **COMPLETE
    )

    assert done.stdout.strip() == "False True True True ['kinderschutz.example']", done.stderr


def test_production_wants_https() -> None:
    done = python(
        SHOW.format("s.DEBUG"), **{**COMPLETE, "PUBLIC_URL": "http://kinderschutz.example"}
    )

    assert "PUBLIC_URL beginnt nicht mit https://" in done.stderr


def test_practice_on_this_machine_needs_nothing() -> None:
    done = python(SHOW.format("s.PUBLIC_URL, s.SESSION_COOKIE_SECURE"), DEMO="true")

    assert done.stdout.strip() == "http://localhost:8000 False", done.stderr


def test_practice_that_others_reach_brings_its_own_secrets() -> None:
    done = python(SHOW.format("s.DEBUG"), DEMO="true", PUBLIC_URL="https://ueben.example")

    assert "Es fehlen diese Umgebungsvariablen: SECRET_KEY, FIELD_KEYS, SEARCH_KEY." in done.stderr


def test_djangos_own_checks_for_servers_find_nothing() -> None:
    program = (
        "import sys; from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )

    done = python(program, **{**COMPLETE, "SECRET_KEY": ascii_letters})

    assert done.returncode == 0, done.stderr
