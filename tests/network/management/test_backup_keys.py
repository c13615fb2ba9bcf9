"""What was shredded stays shredded: old backups are restored with the newest keys only."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from cases.models import CaseKey, Concern
from cases.services.erasing import shred
from kinderschutz.lib import roles
from kinderschutz.lib.backup.keys import read_keys, restore_keys
from kinderschutz.lib.backup.reading import restore_rows
from kinderschutz.lib.case_keys import SHREDDED, THERE, state_of, with_key
from network.access import SYSTEM, acting_as
from network.management.backups import KEYS_BESIDE, this_database
from tests.factories import agreements as agreements_make
from tests.factories import cases as make
from tests.people import People, arrive

KEY = b"k" * 32

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
    pytest.mark.skipif(not settings.DATABASE_BACKUP, reason="needs DATABASE_BACKUP_URL"),
]


@pytest.fixture(autouse=True)
def with_backup_key() -> Iterator[None]:
    with override_settings(BACKUP_KEY=KEY):
        yield


@pytest.fixture
def people(transactional_db: None) -> People:
    arrived = arrive()
    agreements_make.publish_standard()
    return arrived


@pytest.fixture
def concern(people: People) -> Concern:
    return make.make_concern(people)


def backup(path: Path) -> Path:
    call_command("backup", path, stdout=io.StringIO())
    return path


def check(path: Path) -> str:
    said = io.StringIO()
    call_command("restore", path, check=True, stdout=said)
    return said.getvalue()


def shred_now(concern: Concern) -> None:
    with acting_as(SYSTEM):
        shred([concern.pk], at=timezone.now())


def test_an_old_backup_does_not_bring_a_shredded_case_back(
    people: People, concern: Concern, tmp_path: Path
) -> None:
    kept = make.make_concern(people)
    old = backup(tmp_path / "alt")
    shred_now(concern)
    backup(tmp_path / "neu")
    here = this_database()
    name = f"{here.name}_geloescht"
    here.drop(name)
    made = here.create(name)
    try:
        restore_rows(old, KEY, made)
        restore_keys(read_keys(tmp_path / KEYS_BESIDE, KEY), made)

        value = with_key('c."account"', primary_key="id")
        with made.open() as restored:
            rows = restored.execute(f"SELECT id, {value} FROM cases_concern c".encode()).fetchall()
        states = {key: state_of(bytes(account)) for key, account in rows}
    finally:
        here.drop(name)
    assert states == {concern.pk: SHREDDED, kept.pk: THERE}


def test_such_a_backup_is_sound_all_the_same(concern: Concern, tmp_path: Path) -> None:
    old = backup(tmp_path / "alt")
    shred_now(concern)
    backup(tmp_path / "neu")

    assert "In Ordnung" in check(old)


def test_the_backup_itself_holds_no_key(concern: Concern, tmp_path: Path) -> None:
    path = backup(tmp_path / "sicherung")
    (tmp_path / KEYS_BESIDE).unlink()

    with pytest.raises(CommandError, match=r"Die Fallschlüssel .* sind nicht lesbar"):
        check(path)


def test_there_is_one_file_of_keys_and_it_shows_nothing(concern: Concern, tmp_path: Path) -> None:
    backup(tmp_path / "alt")
    backup(tmp_path / "neu")

    assert sorted(each.name for each in tmp_path.iterdir()) == ["alt", KEYS_BESIDE, "neu"]
    content = (tmp_path / KEYS_BESIDE).read_bytes()
    assert bytes(CaseKey.objects.get().wrapped or b"") not in content
    assert (tmp_path / KEYS_BESIDE).stat().st_mode & 0o077 == 0


def test_keys_older_than_the_backup_are_found(people: People, tmp_path: Path) -> None:
    make.make_concern(people)
    backup(tmp_path / "alt")
    before = (tmp_path / KEYS_BESIDE).read_bytes()
    make.make_concern(people)
    path = backup(tmp_path / "neu")
    (tmp_path / KEYS_BESIDE).write_bytes(before)

    with pytest.raises(CommandError, match="Fallschlüssel fehlen: zu 1 Fällen"):
        check(path)


def test_a_changed_file_of_keys_is_refused(concern: Concern, tmp_path: Path) -> None:
    path = backup(tmp_path / "sicherung")
    content = bytearray((tmp_path / KEYS_BESIDE).read_bytes())
    content[-200] ^= 1
    (tmp_path / KEYS_BESIDE).write_bytes(content)

    with pytest.raises(CommandError, match="beschädigt"):
        check(path)


def test_a_backup_is_no_file_of_keys(concern: Concern, tmp_path: Path) -> None:
    path = backup(tmp_path / "sicherung")

    with pytest.raises(CommandError, match="enthält keine Fallschlüssel"):
        call_command("restore", path, check=True, keys=path)


def test_a_lost_key_is_not_lost_from_the_only_file_of_keys(
    concern: Concern, tmp_path: Path
) -> None:
    backup(tmp_path / "alt")
    before = (tmp_path / KEYS_BESIDE).read_bytes()
    lose_keys()

    with pytest.raises(CommandError, match="Schlüssel von 1 Fällen"):
        backup(tmp_path / "neu")

    assert (tmp_path / KEYS_BESIDE).read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["alt", KEYS_BESIDE]


def test_somebody_may_say_that_the_keys_are_to_be_replaced(
    concern: Concern, tmp_path: Path
) -> None:
    backup(tmp_path / "alt")
    lose_keys()

    call_command("backup", tmp_path / "neu", replace_keys=True, stdout=io.StringIO())

    assert read_keys(tmp_path / KEYS_BESIDE, KEY).count == 0


def lose_keys() -> None:
    """Somebody with every right works on the table of keys, past its guards."""
    with roles.as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_casekey DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM cases_casekey")
        cursor.execute("ALTER TABLE cases_casekey ENABLE TRIGGER USER")
