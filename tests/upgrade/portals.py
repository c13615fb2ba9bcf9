"""Two versions of the portal on one database: the last release from the history, and this one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.runtime.waiting import wait_until
from network.management.backups import this_database
from tests.faults.reporter import Browser, NoAnswer
from tests.kinderschutz.starting import environment

ROOT = Path(settings.BASE_DIR)
PREVIOUS: dict[str, Any] = json.loads((ROOT / "tests/upgrade/previous.json").read_text())
"""`commit`: the version that may run beside this one; `migrations`: the tables of an older one."""


def last_release(into: Path) -> Path:
    """The files of the version that may run beside this one."""
    return release(PREVIOUS["commit"], into)


def release(commit: str, into: Path) -> Path:
    """The files of a version; skips, aloud, where the history does not go back so far."""
    into.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(
            f"ÜBERSPRUNGEN: Der Stand {commit} der letzten Fassung ist nicht in der "
            "Geschichte (flache Kopie?). Alter Code auf neuen Tabellen ist so nicht geprüft."
        )
    subprocess.run(["tar", "-x", "-C", into], input=archive.stdout, check=True)
    return into


@contextmanager
def empty_database(name: str) -> Iterator[Database]:
    """A database without tables that the application may enter; it is dropped at the end."""
    here = this_database()
    here.drop(name)
    made = here.create(name)
    here.let_in(name)
    with here.open() as line:
        for role in (settings.DATABASE_RELAY, settings.DATABASE_DELETION, settings.DATABASE_BACKUP):
            if role:
                to = sql.Identifier(role["USER"])
                line.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), to)
                )
    try:
        yield made
    finally:
        here.drop(name)


def environment_for(database: Database, home: Path, **more: str) -> dict[str, str]:
    """What a process of either version sees."""
    at = connection.settings_dict

    def url(user: str, password: str) -> str:
        port = f"&port={database.port}" if database.port else ""
        socket = f"?host={quote(database.host, safe='')}{port}"
        return f"postgresql://{quote(user)}:{quote(password)}@/{quote(database.name)}{socket}"

    return environment(
        home,
        DEMO="true",
        LOG_LEVEL="WARNING",
        SECRET_KEY=settings.SECRET_KEY,  # the tests read what these processes have sealed
        DATABASE_URL=url(database.application, str(at["PASSWORD"])),
        DATABASE_OWNER_URL=url(database.user, database.password),
        REDIS_URL="redis://127.0.0.1:1/0",
        DJANGO_SETTINGS_MODULE="kinderschutz.settings",
        CELERY_BROKER_URL="redis+socket:///nowhere/redis.sock",
        PYTHONPATH="",
        **more,
    )


def manage(tree: Path, env: Mapping[str, str], *words: str) -> str:
    """Run a command of one version to its end; fails with what it said."""
    return run(tree, env, "manage.py", *words)


def run(tree: Path, env: Mapping[str, str], *words: str) -> str:
    """Run a Python program in one version's tree to its end; fails with what it said."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def start(env: Mapping[str, str], *words: str) -> "subprocess.Popen[str]":
    """Begin a command of this version; what it says can be read at its end."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def web(tree: Path, env: Mapping[str, str], port: int, log: Path) -> Iterator[Browser]:
    """The web server of one version, answering; its own browser."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "kinderschutz.wsgi:application",
             "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4",
             "--no-control-socket", "--timeout", "30"],
            cwd=tree, env={**env, "PUBLIC_URL": f"http://localhost:{port}"},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            browser = Browser(port)
            assert wait_until(lambda: answers(browser), seconds=30), log.read_text()[-2000:]
            yield Browser(port)
        finally:
            process.terminate()
            process.wait(15)


def answers(browser: Browser) -> bool:
    """Whether the process answers, whatever it says."""
    try:
        return browser.get("/healthz").status == 200
    except NoAnswer:
        return False


def applied(database: Database) -> set[str]:
    """Migrations that the database knows."""
    with database.open() as line:
        rows = line.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    return {str(name) for (name,) in rows}


def database_name(what: str) -> str:
    """A name of this test process's own."""
    return f"{connection.settings_dict['NAME']}_{what}_{os.getpid()}"
