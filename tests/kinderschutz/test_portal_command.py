"""`manage.py portal -- CMD`: services around a command."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from kinderschutz.lib.runtime.leftovers import born
from kinderschutz.lib.runtime.places import open_places
from kinderschutz.lib.runtime.waiting import wait_until
from tests.kinderschutz.starting import ground, postgres_pid, read_until, run, running

SHOW_PIDS = "import os, sys; print(os.getpid(), os.getppid(), flush=True); sys.stdin.read()"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of one portal for the whole file: the database is made once."""
    return tmp_path_factory.mktemp("portal")


def bare(data: Path, *command: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return run(data, "--bare", "--forgetful", "--", *command, stdin=stdin)


def test_standard_input_and_output_are_the_commands(data: Path) -> None:
    done = bare(data, "cat", stdin="Grüße\n\x00ohne Ende")

    assert done.stdout == "Grüße\n\x00ohne Ende"
    assert "Bereit nach" in done.stderr


def test_the_exit_code_is_the_commands(data: Path) -> None:
    assert bare(data, "sh", "-c", "exit 7").returncode == 7
    assert bare(data, "sh", "-c", "kill -KILL $$").returncode == 137


def test_options_after_the_dashes_are_the_commands(data: Path) -> None:
    done = bare(data, "printf", "%s ", "--port", "--", "-x")

    assert done.stdout == "--port -- -x "


def test_the_command_chooses_its_own_settings(data: Path) -> None:
    assert bare(data, "sh", "-c", "echo ${DJANGO_SETTINGS_MODULE:-keine}").stdout == "keine\n"


def test_an_unknown_command_is_named(data: Path) -> None:
    done = bare(data, "gibt-es-nicht")

    assert (done.returncode, done.stdout) == (1, "")
    assert "gibt-es-nicht" in done.stderr


def test_the_command_finds_real_services_that_want_a_password(data: Path) -> None:
    program = (
        "import os, psycopg, redis\n"
        "for name in ('DATABASE_URL', 'DATABASE_OWNER_URL'):\n"
        "    with psycopg.connect(os.environ[name]) as c:\n"
        "        question = \"select current_user, current_setting('data_checksums')\"\n"
        "        print(*c.execute(question).fetchone())\n"
        "print(redis.Redis.from_url(os.environ['REDIS_URL']).config_get('maxmemory-policy'))\n"
        "print(os.environ['EMAIL_URL'].rsplit(':', 1)[0])\n"
    )

    done = bare(data, sys.executable, "-c", program)

    assert done.stdout.splitlines() == [
        "ks_app on",
        "ks_owner on",
        "{'maxmemory-policy': 'noeviction'}",
        "smtp://127.0.0.1",
    ]


def test_without_the_password_nobody_gets_in(data: Path) -> None:
    with running(data, "--bare", "--", "cat") as portal:
        read_until(portal, "Bereit nach")
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host=str(ground(data).socket), user="ks_app", dbname="kinderschutz")
        with (
            redis.Redis(
                unix_socket_path=str(open_places(data).redis_socket), retry=Retry(NoBackoff(), 0)
            ) as client,
            pytest.raises(redis.exceptions.AuthenticationError),
        ):
            client.ping()


def test_a_mail_sent_by_the_command_lies_in_the_mailbox(data: Path) -> None:
    program = (
        "import os, smtplib\n"
        "host, port = os.environ['EMAIL_URL'].removeprefix('smtp://').split(':')\n"
        "with smtplib.SMTP(host, int(port)) as s:\n"
        "    s.sendmail('a@x.example', ['b@y.example'], 'Subject: da\\r\\n\\r\\nText')\n"
    )

    bare(data, sys.executable, "-c", program)

    (letter,) = (data / "mail").glob("*.eml")
    assert "Subject: da" in letter.read_text()


def test_a_second_start_on_the_same_data_is_refused(data: Path) -> None:
    with running(data, "--bare", "--", "cat") as portal:
        read_until(portal, "Bereit nach")

        second = bare(data, "true")

        assert second.returncode == 1
        assert f"Mit den Daten in {data} läuft bereits ein Portal." in second.stderr


def test_signals_are_passed_on_to_the_command(data: Path) -> None:
    with running(
        data, "--bare", "--", "sh", "-c", "trap 'exit 9' TERM; echo da; while :; do sleep 0.1; done"
    ) as portal:
        read_until(portal, "da\n")
        portal.send_signal(signal.SIGTERM)

        assert portal.wait(20) == 9


def test_a_dead_database_ends_the_command_with_code_1(data: Path) -> None:
    with running(data, "--bare", "--", "sleep", "60") as portal:
        read_until(portal, "Bereit nach")
        os.kill(postgres_pid(data), signal.SIGKILL)

        assert portal.wait(20) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends the children only on Linux")
def test_after_kill_9_nothing_stays_and_the_next_start_works(data: Path) -> None:
    with running(data, "--bare", "--", sys.executable, "-c", SHOW_PIDS) as portal:
        pids = [int(pid) for pid in read_until(portal, str(portal.pid))[-1].split()]
        postgres = postgres_pid(data)
        portal.kill()
        portal.wait()

        assert wait_until(lambda: not any(map(born, [*pids, postgres])), seconds=20)
        assert bare(data, "true").returncode == 0


def test_a_lock_of_a_crashed_machine_with_a_strangers_number_does_not_hinder(data: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    lock = ground(data).data / "postmaster.pid"
    lock.write_text(f"{stranger.pid}\n{lock.parent}\n")

    done = bare(data, "true")

    stranger.kill()
    stranger.wait()
    assert done.returncode == 0, done.stderr


def test_lost_secrets_are_said_before_anything_starts(data: Path) -> None:
    (data / "secrets.json").rename(data / "secrets.away")

    done = bare(data, "true")

    (data / "secrets.away").rename(data / "secrets.json")
    assert done.returncode == 1
    assert "secrets.json fehlt" in done.stderr
