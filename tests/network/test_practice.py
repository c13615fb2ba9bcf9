"""The code for practice cannot exist where real cases are."""

import base64
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.kinderschutz.starting import environment

LOAD = "import django; django.setup(); import network.practice"
ASK = (
    "import django; django.setup(); from django.conf import settings as s;"
    "print(s.MFA_ADAPTER, s.MFA_FORMS['authenticate'])"
)
REAL = {
    "PUBLIC_URL": "https://kinderschutz.example",
    "SECRET_KEY": "x" * 60,
    "FIELD_KEYS": "1:bnVyLXp1bS11ZWJlbi1rZWluLWVjaHRlci1zY2hsdWU=",
    "SEARCH_KEY": base64.b64encode(b"s" * 32).decode(),
    "DATABASE_URL": "postgresql://ks_app@/x",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://localhost:25",
}


def started(program: str, tmp_path: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    given = environment(tmp_path, DJANGO_SETTINGS_MODULE="kinderschutz.settings", **REAL, **env)
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_practice_the_module_does_not_load(tmp_path: Path) -> None:
    done = started(LOAD, tmp_path)

    assert done.returncode == 1
    assert "Den Übungscode gibt es nur im Übungsbetrieb" in done.stderr


def test_without_practice_nothing_of_it_is_in_use(tmp_path: Path) -> None:
    done = started(ASK, tmp_path)

    assert done.stdout.split() == [
        "network.adapters.SecondFactorAdapter",
        "network.forms.sign_in.CodeForm",
    ]


def test_development_alone_is_no_practice(tmp_path: Path) -> None:
    assert started(LOAD, tmp_path, DEBUG="true").returncode == 1


def test_in_practice_it_loads(tmp_path: Path) -> None:
    assert started(LOAD, tmp_path, DEMO="true").returncode == 0
