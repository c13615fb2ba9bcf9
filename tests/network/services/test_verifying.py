"""Whoever changes a log is found, and the place is named; who deletes lawfully is told as such."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from network import audit
from network.access import SYSTEM, acting_as
from network.services import checkpoints
from network.services.sealing import seal_due
from network.services.verifying import Verdict, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    settings.AUDIT_PUBLIC_KEYS = ""
    settings.AUDIT_CHECKPOINT_DIRECTORY = str(tmp_path)
    settings.AUDIT_CHECKPOINT_ADDRESS = ""


@pytest.fixture(autouse=True)
def as_the_portal(db: None) -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


def write(number: int) -> None:
    for _ in range(number):
        audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="thing", on_id=uuid4())


def seal(number: int, *, checkpoint: bool = True) -> None:
    write(number)
    seal_due()
    if checkpoint:
        checkpoints.send(checkpoints.sign())


def kept(tmp_path: Path) -> list[str]:
    return (tmp_path / checkpoints.FILE).read_text().splitlines()


def found(lines: list[str] | None = None) -> Verdict:
    return verify(lines=lines or [], keys=checkpoints.known_keys())


def test_an_untouched_log_is_fine(tmp_path: Path) -> None:
    seal(3)
    seal(2)

    verdict = found(kept(tmp_path))

    assert (verdict.seals, verdict.last, verdict.checkpoints, verdict.faults) == (5, 5, 2, [])


def test_a_line_with_a_foreign_signature_is_none(settings: Any, tmp_path: Path) -> None:
    seal(1)
    lines = kept(tmp_path)
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()

    verdict = found(lines)

    assert all("falsche Signatur" in fault for fault in verdict.faults)
    assert len(verdict.faults) == 2


def test_a_key_that_was_changed_goes_on_being_trusted(settings: Any, tmp_path: Path) -> None:
    seal(1)
    settings.AUDIT_PUBLIC_KEYS = checkpoints.public_key()
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    seal(1)

    assert found(kept(tmp_path)).faults == []


def test_a_line_missing_in_the_file_is_no_fault_while_the_database_has_it(tmp_path: Path) -> None:
    for _ in range(3):
        seal(1)
    first, _, third = kept(tmp_path)

    assert found([first, third]).faults == []


def test_no_sealing_goes_on_where_the_world_outside_knows_more(tmp_path: Path) -> None:
    seal(2)
    (tmp_path / checkpoints.FILE).write_text(
        kept(tmp_path)[0].replace('"seal":2', '"seal":7') + "\n"
    )

    with pytest.raises(checkpoints.AheadOfDatabase):
        checkpoints.refuse_if_behind()


def test_the_command_names_its_public_key(capsys: Any) -> None:
    call_command("verify_audit", "--show-public-key")

    assert capsys.readouterr().out.strip() == checkpoints.public_key()


def test_the_command_succeeds_on_an_untouched_log(tmp_path: Path, capsys: Any) -> None:
    seal(2)

    call_command("verify_audit", "--checkpoints", str(tmp_path / checkpoints.FILE))

    assert "vollständig und unverändert" in capsys.readouterr().out


def test_the_command_fails_where_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("verify_audit", "--checkpoints", str(tmp_path / "fehlt"))
