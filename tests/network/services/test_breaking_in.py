"""Somebody with every right in the database works on the logs; the place is named all the same."""

import base64
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.utils import timezone

from kinderschutz.lib import roles
from kinderschutz.lib.clock import database_now
from network import audit
from network.access import SYSTEM, acting_as
from network.domain.checkpoints import CHECKPOINT, made, to_sign
from network.domain.sealing import BEGINNING, FORMS, link, row_hash
from network.models import Checkpoint, Event, Forgotten, Seal
from network.services import checkpoints
from network.services.forgetting import forget
from network.services.sealing import seal_due
from network.services.verifying import Verdict, verify

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not portal.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
TABLES = ("network_event", "network_seal", "network_checkpoint")


@pytest.fixture(autouse=True)
def six_seals(settings: Any, tmp_path: Path) -> None:
    """Two signed lines: after the third seal, and after the sixth."""
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    settings.AUDIT_PUBLIC_KEYS = settings.AUDIT_CHECKPOINT_ADDRESS = ""
    settings.AUDIT_CHECKPOINT_DIRECTORY = str(tmp_path)
    for _ in range(2):
        seal(3)


def seal(number: int) -> None:
    with acting_as(SYSTEM):
        for _ in range(number):
            audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="thing", on_id=uuid4())
        seal_due()
        checkpoints.send(checkpoints.sign())


def break_in(*statements: str) -> None:
    """The owner of the tables, with the guards switched off."""
    with roles.as_owner(connection), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found(tmp_path: Path) -> Verdict:
    lines = (tmp_path / checkpoints.FILE).read_text().splitlines()
    with acting_as(SYSTEM):
        return verify(lines=lines, keys=checkpoints.known_keys())


def row_of(number: int) -> UUID:
    with acting_as(SYSTEM):
        return Seal.objects.get(number=number).row_id


def test_a_changed_line_is_named(tmp_path: Path) -> None:
    break_in(f"UPDATE network_event SET what = 'other' WHERE id = '{row_of(2)}'")

    assert found(tmp_path).faults == [f"Siegel 2 (Vorgang {row_of(2)}): Die Zeile wurde verändert."]


def test_a_deleted_line_is_named(tmp_path: Path) -> None:
    break_in(f"DELETE FROM network_event WHERE id = '{row_of(4)}'")

    assert found(tmp_path).faults == [f"Siegel 4 (Vorgang {row_of(4)}): Die Zeile wurde gelöscht."]


def test_a_line_deleted_with_its_seal_is_named(tmp_path: Path) -> None:
    break_in(
        f"DELETE FROM network_event WHERE id = '{row_of(4)}'",
        "DELETE FROM network_seal WHERE number = 4",
    )

    assert found(tmp_path).faults == ["Siegel 4: fehlt mitten in der Kette."]


def test_an_inserted_line_without_a_seal_is_named(tmp_path: Path) -> None:
    key = uuid4()
    break_in(
        "INSERT INTO network_event (id, at, recorded_at, what, is_system, on_kind, on_id, details) "
        f"VALUES ('{key}', now(), now() - interval '1 day', 'x', true, 'x', '{key}', '{{}}')",
    )

    assert found(tmp_path).faults == [f"Vorgang {key}: ohne Siegel, am Siegeln vorbei eingefügt."]


def test_seals_in_another_order_are_named(tmp_path: Path) -> None:
    second, third = row_of(2), row_of(3)
    break_in(
        f"UPDATE network_seal SET row_id = '{uuid4()}' WHERE number = 2",
        f"UPDATE network_seal SET row_id = '{second}' WHERE number = 3",
        f"UPDATE network_seal SET row_id = '{third}' WHERE number = 2",
    )

    faults = found(tmp_path).faults
    assert [each.partition(":")[0].partition(" (")[0] for each in faults] == [
        "Siegel 2",
        "Siegel 2",
        "Siegel 3",
        "Siegel 3",
    ]


def test_an_end_that_was_cut_off_with_its_seals_is_named(tmp_path: Path) -> None:
    keys = "', '".join(str(row_of(number)) for number in (5, 6))
    break_in(
        f"DELETE FROM network_event WHERE id IN ('{keys}')",
        "DELETE FROM network_seal WHERE number > 4",
        "DELETE FROM network_checkpoint WHERE seal > 4",
    )

    (fault,) = found(tmp_path).faults
    assert fault.startswith("Siegel 5 bis 6: Das Ende des Protokolls wurde abgeschnitten")


def test_a_chain_computed_anew_is_told_by_the_signed_lines(tmp_path: Path) -> None:
    break_in(f"UPDATE network_event SET what = 'other' WHERE id = '{row_of(5)}'", *computed_anew(5))

    (fault,) = found(tmp_path).faults
    assert fault.startswith("Siegel 4 bis 6: Die Kette ist nicht die")


def computed_anew(changed: int) -> list[str]:
    """What a thorough intruder does after changing a line: every later seal fits again."""
    statements, chain = [], BEGINNING
    with acting_as(SYSTEM):
        for each in Seal.objects.order_by("number"):
            row = Event.objects.filter(pk=each.row_id).values(*FORMS["event"][1]).get()
            if each.number == changed:
                row["what"] = "other"
            made = row_hash("event", 1, row)
            chain = link(
                chain,
                number=each.number,
                source="event",
                form=1,
                row_id=each.row_id,
                row=made,
                at=each.sealed_at,
            )
            statements.append(
                f"UPDATE network_seal SET row_hash = '\\x{made.hex()}', chain = "
                f"'\\x{chain.hex()}' WHERE number = {each.number}"
            )
    return statements


def test_the_command_fails_and_says_where(tmp_path: Path) -> None:
    break_in(f"DELETE FROM network_event WHERE id = '{row_of(4)}'")

    with pytest.raises(CommandError, match="Siegel 4 "):
        call_command("verify_audit")


def test_what_was_deleted_lawfully_is_no_fault() -> None:
    break_in(*made_old())
    with acting_as(SYSTEM):
        sign_long_ago(3)
    with roles.as_deletion(connection), acting_as(SYSTEM):
        at = database_now()
        gone = forget(before=at - timedelta(days=400), by=SYSTEM, at=at)
    with acting_as(SYSTEM):
        assert gone is not None
        assert (gone.up_to, gone.events, gone.looks) == (3, 3, 0)
        seal_due()

        verdict = verify(keys=checkpoints.known_keys())

        assert verdict.faults == []
        assert [each.up_to for each in verdict.removed] == [3]
        assert (Event.objects.count(), Forgotten.objects.count()) == (3, 1)


def test_nothing_is_cut_where_no_signed_line_knows_the_chain(tmp_path: Path) -> None:
    """The line about seal 3 is lost; another says its number and a chain that never was."""
    break_in(*made_old())
    with acting_as(SYSTEM):
        sign_long_ago(3, head=b"x" * 32)

    with roles.as_deletion(connection), acting_as(SYSTEM):
        at = database_now()
        gone = forget(before=at - timedelta(days=400), by=SYSTEM, at=at)

    with acting_as(SYSTEM):
        assert gone is None
        assert (Event.objects.count(), Forgotten.objects.count()) == (6, 0)


def test_an_older_line_that_fits_is_taken_where_the_newest_does_not(tmp_path: Path) -> None:
    break_in(*made_old())
    with acting_as(SYSTEM):
        sign_long_ago(2)
        sign_long_ago(3, head=b"x" * 32)

    with roles.as_deletion(connection), acting_as(SYSTEM):
        at = database_now()
        gone = forget(before=at - timedelta(days=400), by=SYSTEM, at=at)

    with acting_as(SYSTEM):
        assert gone is not None
        assert gone.up_to == 2
        seal_due()
        cut = [each for each in verify(keys=checkpoints.known_keys()).faults if "vermerk" in each]
        assert cut == []


def test_a_line_that_nobody_signed_cuts_nothing(settings: Any, tmp_path: Path) -> None:
    break_in(*made_old())
    own = settings.AUDIT_SIGNING_KEY
    settings.AUDIT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    with acting_as(SYSTEM):
        sign_long_ago(3)
    settings.AUDIT_SIGNING_KEY = own

    with roles.as_deletion(connection), acting_as(SYSTEM):
        at = database_now()
        gone = forget(before=at - timedelta(days=400), by=SYSTEM, at=at)

    assert gone is None


@pytest.mark.parametrize(
    ("at", "before"),
    [
        ("now()", "now() - interval '366 days'"),
        ("now() + interval '9 years'", "now() + interval '7 years'"),
        ("now()", "now() + interval '1 hour'"),
    ],
)
@pytest.mark.parametrize("up_to", [3, 6])
def test_a_note_that_nobody_signed_for_blinds_nobody(
    tmp_path: Path, up_to: int, at: str, before: str
) -> None:
    """Who may write anything deletes the beginning and files a note about it, dated at will."""
    break_in(*cut_off(up_to, source="", at=at, before=before))

    faults = found(tmp_path).faults

    assert any(f"(Zeilen bis Siegel {up_to}): Kein Siegelpunkt bezeugt" in each for each in faults)


def test_a_note_about_looks_that_nobody_signed_for_blinds_nobody(tmp_path: Path) -> None:
    break_in(*cut_off(3, source="look", at="now()", before="now() - interval '366 days'"))

    faults = found(tmp_path).faults

    assert "(Einsichten bis Siegel 3): Kein Siegelpunkt bezeugt" in faults[0]


def test_the_application_files_no_note(tmp_path: Path) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(SYSTEM), connection.cursor() as cursor, refused:
        cursor.execute(cut_off(3, source="", at="now()", before="now()")[0])


def cut_off(up_to: int, *, source: str, at: str, before: str) -> list[str]:
    """Statements: the note, with the chain that a signed line knows, then the lines go."""
    with acting_as(SYSTEM):
        chain = bytes(Seal.objects.get(number=up_to).chain).hex()
        keys = "', '".join(str(row_of(number)) for number in range(1, up_to + 1))
    note = (
        "INSERT INTO network_forgotten (id, at, source, before, up_to, chain, events, looks)"
        f" VALUES ('{uuid4()}', {at}, '{source}', {before}, {up_to}, '{chain}', {up_to}, 0)"
    )
    if source:
        return [note]
    return [
        note,
        f"DELETE FROM network_event WHERE id IN ('{keys}')",
        f"DELETE FROM network_seal WHERE number <= {up_to}",
    ]


def sign_long_ago(number: int, *, head: bytes | None = None) -> None:
    """A signed line as it was made two years ago, after this seal; `head` where it says another."""
    there = Seal.objects.get(number=number)
    key = checkpoints.signing_key()
    signed = to_sign(
        kind=CHECKPOINT,
        seal=number,
        head=head or bytes(there.chain),
        at=there.sealed_at,
        previous="",
    )
    line = made(
        signed,
        key=checkpoints.name_of(key.public_key().public_bytes_raw()),
        signature=base64.b64encode(key.sign(signed)).decode(),
    )
    Checkpoint.objects.create(seal=number, line=line.text, at=there.sealed_at)


def made_old() -> list[str]:
    """As if the first three seals and their signed line were two years old."""
    statements, chain = [], BEGINNING
    with acting_as(SYSTEM):
        for each in Seal.objects.order_by("number"):
            at = each.sealed_at
            if each.number <= 3:
                at = at.replace(year=at.year - 2)
            chain = link(
                chain,
                number=each.number,
                source="event",
                form=1,
                row_id=each.row_id,
                row=bytes(each.row_hash),
                at=at,
            )
            statements.append(
                f"UPDATE network_seal SET sealed_at = '{at.isoformat()}', chain = "
                f"'\\x{chain.hex()}' WHERE number = {each.number}"
            )
    return [*statements, "DELETE FROM network_checkpoint"]
