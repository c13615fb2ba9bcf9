"""The sealer as a real process: writers beside it, others of its kind, kill -9, a restore."""

import base64
import io
import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from kinderschutz.lib.runtime.waiting import wait_until
from network import audit
from network.access import SYSTEM, acting_as
from network.management.backups import this_database
from network.models import Event, Seal, Unsealed
from network.services import checkpoints
from network.services.sealing import seal_due
from network.services.verifying import Verdict, verify
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.faults.processes import environment, kill, running
from tests.faults.sink import FaultySink
from tests.people import People, arrive

MAILBOX = "datenschutz@kreis.example"
WRITERS, EACH, BACKLOG = 4, 60, 20_000


@pytest.fixture
def outside(sink: FaultySink, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where signed lines go to, for processes and for this test alike."""
    told = {
        "AUDIT_SIGNING_KEY": base64.b64encode(os.urandom(32)).decode(),
        "AUDIT_PUBLIC_KEYS": "",
        "AUDIT_CHECKPOINT_DIRECTORY": str(tmp_path / "draußen"),
        "AUDIT_CHECKPOINT_ADDRESS": MAILBOX,
    }
    with override_settings(**told):
        yield environment(sink, **told)


def sealer(*words: str, env: dict[str, str]) -> Any:
    return running("manage.py", "sealer", *words, environment=env)


def write(number: int = EACH) -> None:
    """So many lines, each in a transaction of its own, on a connection of this thread."""
    try:
        with acting_as(SYSTEM):
            for _ in range(number):
                audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="x", on_id=uuid4())
    finally:
        connection.close()


def pile_up(number: int) -> None:
    """Lines that nobody has sealed yet, several portions of the sealer."""
    at = timezone.now()
    Event.objects.bulk_create(
        Event(at=at, what="tested", is_system=True, on_kind="x", on_id=uuid4())
        for _ in range(number)
    )


def write_at_once() -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        for done in [threads.submit(write) for _ in range(WRITERS)]:
            done.result()


def is_all_sealed() -> bool:
    return not Unsealed.objects.exists()


def file_outside() -> Path:
    return Path(portal.AUDIT_CHECKPOINT_DIRECTORY) / checkpoints.FILE


def verdict() -> Verdict:
    with acting_as(SYSTEM):
        lines = file_outside().read_text().splitlines()
        return verify(lines=lines, keys=checkpoints.known_keys())


def said(process: subprocess.Popen[str]) -> str:
    kill(process)
    return process.communicate()[0]


def test_several_sealers_beside_many_writers_make_one_chain(outside: dict[str, str]) -> None:
    with ExitStack() as processes:
        all_three = [processes.enter_context(sealer(env=outside)) for _ in range(3)]
        assert wait_until(lambda: file_outside().exists(), seconds=30), said(all_three[0])
        write_at_once()
        assert wait_until(is_all_sealed, seconds=20), said(all_three[0])
        assert [each.poll() for each in all_three] == [None, None, None]

    numbers = list(Seal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS * EACH + 1))
    assert Seal.objects.filter(source="event").count() == Event.objects.count()
    assert verdict().faults == []


def test_killed_amid_its_work_the_next_one_goes_on_where_it_stopped(
    outside: dict[str, str],
) -> None:
    pile_up(BACKLOG)
    with sealer(env=outside) as first:
        assert wait_until(Seal.objects.exists, seconds=30, every=0.01), said(first)
        kill(first)
        assert first.wait() == -signal.SIGKILL
    assert Unsealed.objects.exists()

    with sealer(env=outside) as second:
        assert wait_until(is_all_sealed, seconds=30), said(second)

    assert verdict().faults == []
    assert verdict().last == BACKLOG


def test_asked_to_end_it_ends(outside: dict[str, str]) -> None:
    with sealer(env=outside) as process:
        assert wait_until(lambda: file_outside().exists(), seconds=30), said(process)
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0


def test_signed_lines_reach_the_mailbox_of_data_protection(
    outside: dict[str, str], sink: FaultySink
) -> None:
    write(3)
    with sealer("--once", env=outside) as process:
        assert process.wait(timeout=60) == 0, said(process)

    (letter,) = sink.envelopes
    (line,) = file_outside().read_text().splitlines()
    assert letter.recipients == (MAILBOX,)
    assert letter.message["Subject"] == "Siegelpunkt 3"
    assert line in letter.message.get_content().splitlines()  # not broken over two lines


def test_while_the_mail_server_is_away_it_seals_on(
    outside: dict[str, str], sink: FaultySink
) -> None:
    sink.stop()
    with sealer(env=outside) as process:
        assert wait_until(lambda: file_outside().exists(), seconds=30), said(process)
        write(3)

        assert wait_until(is_all_sealed, seconds=20), said(process)
        assert process.poll() is None


@pytest.mark.skipif(not portal.DATABASE_OWNER, reason="needs an owner's role")
def test_after_a_restore_the_log_is_whole_again_once_somebody_says_so(
    outside: dict[str, str], tmp_path: Path
) -> None:
    name = f"{connection.settings_dict['NAME']}_siegel"
    here, backup = this_database(), tmp_path / "sicherung"
    here.drop(name)
    publish_standard_for(arrive())
    try:
        with override_settings(BACKUP_KEY=b"s" * 32):
            sealed_here(4)
            call_command("backup", backup, stdout=io.StringIO())
            sealed_here(5)
            told = io.StringIO()
            call_command("restore", backup, into=name, stdout=told)
        assert "manage.py sealer --after-restore" in told.getvalue()

        with in_database(name):
            with pytest.raises(CommandError, match="hat nur 6"):
                call_command("sealer", once=True)
            call_command("sealer", after_restore=True, stdout=io.StringIO())
            sealed_here(2)
            now = io.StringIO()
            call_command("verify_audit", checkpoints=file_outside(), stdout=now)
    finally:
        here.drop(name)

    assert "Siegel 7 bis 11 gingen mit einer Rücksicherung verloren." in now.getvalue()


def publish_standard_for(people: People) -> None:
    """A portal that has something to lose: a backup of an empty one is refused."""
    publish_standard()
    make_concern(people)


def sealed_here(number: int) -> None:
    with acting_as(SYSTEM):
        for _ in range(number):
            audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="x", on_id=uuid4())
        seal_due()
        checkpoints.send(checkpoints.sign())


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """The portal's connection goes to the restored database."""
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**before, "NAME": name}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before
