"""kill -9 for `manage.py scan` in the middle of a file: none is lost, none goes out unseen."""

import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cases.access import Permission, allowed
from cases.domain.uploads import UploadState
from cases.models import Concern, Upload, UploadPiece
from cases.services import upload_pieces
from cases.services.uploads import Incoming, attach_to_concern
from kinderschutz.lib.runtime.waiting import wait_until
from network.access import SYSTEM, acting_as
from network.models import Event
from tests.cases.uploads import files
from tests.cases.views.walking import client_of
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.faults.processes import environment, kill, running
from tests.faults.sink import FaultySink
from tests.people import People, arrive

pytestmark = pytest.mark.django_db(transaction=True)

DIES = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from cases.services import scanning
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(scanning, sys.argv[1], die)
call_command("scan", once=True)
"""
"""`_settle`: the file is clean and nothing is written. `_record`: all is written, not committed."""


@pytest.fixture
def people(transactional_db: None) -> People:
    small = arrive()
    publish_standard()
    return small


@pytest.fixture
def upload(people: People) -> Upload:
    """Ben adds a picture to his case."""
    concern: Concern = make_concern(people)
    picture = files.jpeg(gps=True)
    [kept] = attach_to_concern(
        by=people.ben.actor,
        concern=concern,
        office_id=people.bornheim.pk,
        files=[Incoming("foto.jpg", len(picture), picture)],
        at=timezone.now(),
    )
    return kept


@contextmanager
def scanner(path: Path, *, answers: bool) -> Iterator[threading.Event]:
    """Takes files as clamd does, or stays silent; the event says that a whole one has arrived."""
    arrived, held = threading.Event(), []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            held.append(line)
            stream = line.makefile("rb")
            stream.read(len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", stream.read(4))[0]:
                stream.read(size)
            arrived.set()
            if answers:
                line.sendall(b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield arrived
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for each in held:
            each.close()


def told(sink: FaultySink, path: Path) -> dict[str, str]:
    return environment(sink, CLAMD_ADDRESS=str(path))


def is_untouched(upload: Upload, people: People) -> bool:
    """Still in quarantine, as it was sent, and nobody can open it."""
    upload.refresh_from_db()
    page = client_of(people.ben).get(reverse("cases:upload", args=[upload.pk]))
    return (
        upload.state == UploadState.SCANNING
        and UploadPiece.objects.filter(upload=upload, is_clean=False).exists()
        and not UploadPiece.objects.filter(upload=upload, is_clean=True).exists()
        and Permission.READ not in allowed(people.ben.actor, upload)
        and page.status_code == 404
        and not Event.objects.filter(what="upload.clean").exists()
    )


def taken_up_again(upload: Upload, sink: FaultySink, path: Path) -> Upload:
    """The lease runs out, and another process of the same kind comes."""
    with acting_as(SYSTEM):
        Upload.objects.filter(pk=upload.pk).update(lease_until=F("created_at"))
    with (
        scanner(path, answers=True),
        running("manage.py", "scan", "--once", environment=told(sink, path)) as process,
    ):
        process.wait(timeout=60)
    upload.refresh_from_db()
    return upload


def test_killed_while_the_scanner_thinks(
    people: People, upload: Upload, sink: FaultySink, tmp_path: Path
) -> None:
    with (
        scanner(tmp_path / "still", answers=False) as arrived,
        running("manage.py", "scan", environment=told(sink, tmp_path / "still")) as process,
    ):
        assert wait_until(arrived.is_set, seconds=60)
        kill(process)
        process.wait()

    before = is_untouched(upload, people)
    after = taken_up_again(upload, sink, tmp_path / "there")

    assert before
    assert (after.state, after.tries) == (UploadState.CLEAN, 2)
    assert b"Musterkamera" not in upload_pieces.read(after, is_clean=True)
    assert Event.objects.filter(what="upload.clean", on_id=upload.pk).count() == 1


@pytest.mark.parametrize("where", ["_settle", "_record"])
def test_killed_when_the_file_is_clean_and_not_yet_written_down(
    people: People, upload: Upload, sink: FaultySink, tmp_path: Path, where: str
) -> None:
    with (
        scanner(tmp_path / "first", answers=True),
        running("-c", DIES, where, environment=told(sink, tmp_path / "first")) as process,
    ):
        said, _ = process.communicate(timeout=60)

    before = is_untouched(upload, people)
    after = taken_up_again(upload, sink, tmp_path / "there")

    assert process.returncode == -signal.SIGKILL, said
    assert before
    assert after.state == UploadState.CLEAN
    assert not UploadPiece.objects.filter(upload=upload, is_clean=False).exists()
