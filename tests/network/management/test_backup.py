"""A backup holds what it promises, or the check says aloud what is missing."""

import base64
import hashlib
import io
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from kinderschutz.lib import roles
from kinderschutz.lib.backup.facts import WITHOUT_ROWS
from kinderschutz.lib.backup.faults import BackupFault
from kinderschutz.lib.backup.sealing import Kind, SealedWriter, pieces
from kinderschutz.lib.runtime.binaries import postgres_program
from network.management.backups import this_database
from network.models import Event, User
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.people import People, arrive

KEY = b"k" * 32
EXCLUDED = [f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
    pytest.mark.skipif(not settings.DATABASE_BACKUP, reason="needs DATABASE_BACKUP_URL"),
]


@pytest.fixture(autouse=True)
def with_key() -> Iterator[None]:
    with override_settings(BACKUP_KEY=KEY):
        yield


@pytest.fixture
def file(tmp_path: Path, transactional_db: None) -> Path:
    """The backup of a portal with one concern."""
    people: People = arrive()
    agreements_make.publish_standard()
    make.make_concern(people)
    path = tmp_path / "sicherung"
    call_command("backup", path, stdout=io.StringIO())
    return path


def checked(path: Path) -> str:
    said = io.StringIO()
    call_command("restore", path, check=True, stdout=said)
    return said.getvalue()


def scratch_databases() -> list[str]:
    """Those made from this database; other processes of the tests check backups of their own."""
    mine = f"ks_pruefung_{connection.settings_dict['NAME'][:38]}_"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall() if name.startswith(mine)]


def repacked(source: Path, *options: str, **changed: Any) -> Path:
    """The same backup with a dump made by other options, and its digest to match."""
    database = this_database().as_reader()
    as_written = ("--exclude-schema=walls", "--no-policies", *EXCLUDED)
    dump = subprocess.run(
        [postgres_program("pg_dump"), "--format=custom", *as_written, *options],
        env=database.environment(),
        capture_output=True,
        check=True,
    ).stdout
    with source.open("rb") as opened:
        manifest = b"".join(piece for kind, piece in pieces(opened, KEY) if kind == Kind.MANIFEST)
    told = {**json.loads(manifest), **changed}
    path = source.with_name("umgepackt")
    with path.open("wb") as out:
        writer = SealedWriter(out, KEY)
        writer.write(Kind.MANIFEST, json.dumps(told).encode())
        writer.write(Kind.DUMP, dump)
        end = {"sha256": hashlib.sha256(dump).hexdigest(), "bytes": len(dump)}
        writer.write(Kind.END, json.dumps(end).encode())
    return path


def test_a_sound_backup_is_proved_and_leaves_nothing_behind(file: Path) -> None:
    said = checked(file)

    assert said.startswith("In Ordnung: ")
    assert scratch_databases() == []


def test_the_file_shows_nothing_and_belongs_to_one_account(file: Path) -> None:
    content = file.read_bytes()

    assert b"ben@leute.example" not in content
    assert b"network_event" not in content
    assert file.stat().st_mode & 0o077 == 0


def test_sessions_are_not_kept(file: Path, client: Any) -> None:
    client.force_login(User.objects.get(email="ben@leute.example"))
    other = file.with_name("zweite")

    call_command("backup", other, stdout=io.StringIO())

    assert "In Ordnung" in checked(other)


def test_a_restore_into_a_new_database_can_be_read_by_the_application(file: Path) -> None:
    name = f"{connection.settings_dict['NAME']}_neu"
    database = this_database()
    database.drop(name)

    call_command("restore", file, into=name, stdout=io.StringIO())

    try:
        application = replace(
            database.called(name),
            user=str(settings.DATABASES["default"]["USER"]),
            password=str(settings.DATABASES["default"]["PASSWORD"]),
        )
        with application.open() as restored:
            (events,) = restored.execute("SELECT count(*) FROM network_event").fetchone() or (0,)
        assert events == Event.objects.count() > 0
        with pytest.raises(CommandError, match="gibt es schon"):
            call_command("restore", file, into=name)
    finally:
        database.drop(name)


def test_whoever_may_enter_the_portals_database_may_enter_the_restored_one(file: Path) -> None:
    """Without the roles for one purpose each no letter leaves and nothing is deleted."""
    database = this_database()
    name = f"{database.name}_zugang"
    database.drop(name)
    with database.open() as here:
        here.execute(f"GRANT CONNECT ON DATABASE {database.name} TO ks_relay".encode())

    call_command("restore", file, into=name, stdout=io.StringIO())

    try:
        with database.open() as here:
            allowed = here.execute(
                "SELECT has_database_privilege('ks_relay', %s, 'CONNECT'),"
                " has_database_privilege('ks_reports', %s, 'CONNECT')",
                [name, name],
            ).fetchone()
        assert allowed == (True, False)
    finally:
        with database.open() as here:
            here.execute(f"REVOKE CONNECT ON DATABASE {database.name} FROM ks_relay".encode())
        database.drop(name)


@pytest.mark.parametrize("left", [0, 10, 40, 5000, -1])
def test_a_shortened_file_is_refused(file: Path, left: int) -> None:
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:left])

    with pytest.raises(CommandError, match=r"keine Sicherung|Ihr Ende fehlt"):
        checked(file)
    assert scratch_databases() == []


def test_a_changed_byte_is_refused(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-200] ^= 1
    file.write_bytes(content)

    with pytest.raises(CommandError, match="beschädigt"):
        checked(file)


def test_another_key_does_not_open_it(file: Path) -> None:
    with (
        override_settings(BACKUP_KEY=b"x" * 32),
        pytest.raises(CommandError, match="BACKUP_KEY ist ein anderer"),
    ):
        checked(file)


def test_without_a_key_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "sicherung"

    with override_settings(BACKUP_KEY=b""), pytest.raises(CommandError, match="BACKUP_KEY fehlt"):
        call_command("backup", path)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_never_overwritten(file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(CommandError, match="gibt es schon"):
        call_command("backup", file)
    assert file.read_bytes() == before


def test_a_table_without_its_rows_is_found(file: Path) -> None:
    path = repacked(file, "--exclude-table-data=public.network_event")

    with pytest.raises(CommandError, match=r"network_event hat 0 statt \d+"):
        checked(path)
    assert scratch_databases() == []


def test_one_missing_row_is_found(file: Path) -> None:
    User.objects.create(email="neu@leute.example", name="Neu")
    path = repacked(file)

    with pytest.raises(CommandError, match=r"network_user hat 5 statt 4"):
        checked(path)


def test_a_restore_without_rights_is_found(file: Path) -> None:
    path = repacked(file, "--no-acl")

    with pytest.raises(CommandError, match=r"Rechte stimmen nicht: .*: keine statt SELECT"):
        checked(path)


def test_a_right_too_many_is_found(file: Path) -> None:
    application = settings.DATABASES["default"]["USER"]
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON network_event TO {application}")
    try:
        path = repacked(file)
    finally:
        with roles.as_owner(connection), connection.cursor() as cursor:
            cursor.execute(f"REVOKE DELETE ON network_event FROM {application}")

    with pytest.raises(CommandError, match="network_event: SELECT, INSERT, DELETE statt SELECT"):
        checked(path)


def test_a_lost_guard_is_found(file: Path) -> None:
    path = repacked(file, "--section=pre-data", "--section=data")

    with pytest.raises(CommandError, match=r"Es fehlt oder lautet anders: (Auslöser|Index|Regel)"):
        checked(path)


def test_other_field_keys_cannot_read_what_was_restored(file: Path) -> None:
    other = "1:" + base64.b64encode(b"o" * 32).decode()

    with (
        override_settings(FIELD_KEYS=other),
        pytest.raises(CommandError, match="Mit FIELD_KEYS nicht lesbar: cases_"),
    ):
        checked(file)


def test_an_empty_portal_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "leer"
    call_command("backup", path, stdout=io.StringIO())

    with pytest.raises(CommandError, match="Tabelle ist leer: network_network"):
        checked(path)


def test_a_backup_of_a_newer_portal_is_refused(file: Path) -> None:
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_x', now())"
        )
    try:
        newer = file.with_name("neuer")
        call_command("backup", newer, stdout=io.StringIO())
    finally:
        with roles.as_owner(connection), connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_x'")

    with pytest.raises(CommandError, match="es kennt nicht: cases 9999_x"):
        checked(newer)


def test_pieces_cannot_change_places() -> None:
    out = io.BytesIO()
    writer = SealedWriter(out, KEY)
    for text in (b"one", b"two"):
        writer.write(Kind.DUMP, text)
    writer.write(Kind.END, b"")
    content, start, length = out.getvalue(), 31, 5 + 3 + 16
    first, second = content[start : start + length], content[start + length : start + 2 * length]
    swapped = content[:start] + second + first + content[start + 2 * length :]

    with pytest.raises(BackupFault):
        list(pieces(io.BytesIO(swapped), KEY))
    assert [piece for _, piece in pieces(io.BytesIO(content), KEY)] == [b"one", b"two", b""]
