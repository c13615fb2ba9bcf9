"""A restored child is gone again, and a run that is killed leaves nothing half deleted."""

import io
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone

from cases.domain.retention_rules import Kind
from cases.models import Child, Concern, DeletionRecord, Notice
from cases.queries.tables_of_a_case import rows_of
from cases.queries.vital_signs import vital_signs
from cases.services import deleting, journaling
from cases.services.deleting import delete_due
from kinderschutz.lib import journal
from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.runtime.binaries import postgres_program
from network.domain.terms import PartnerCategory
from network.management.backups import this_database
from network.models import YouthOffice
from tests.factories.agreements import publish_standard
from tests.factories.cases import ACCOUNT, CHILD_NAME, SIEGBURG, child, make_concern
from tests.factories.network import make_partner
from tests.factories.retention import close, publish_rules, settle
from tests.people import People, arrive

KEY = b"s" * 32

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not portal.DATABASE_OWNER, reason="needs an owner's role"),
]


@pytest.fixture
def people(transactional_db: None, tmp_path: Path) -> Iterator[People]:
    with override_settings(BACKUP_KEY=KEY, DELETION_JOURNAL=tmp_path / "deletions.journal"):
        small = arrive()
        publish_standard()
        publish_rules()
        yield small


def settled(people: People, *children: Any) -> Concern:
    concern = make_concern(people, *children)
    settle(concern, people.ben.user)
    return concern


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """A database made from the backup of this moment, whenever it is asked for."""
    name = f"{connection.settings_dict['NAME']}_wieder"
    here = this_database()
    here.drop(name)
    path = tmp_path / "sicherung"

    def restore() -> Database:
        call_command("restore", path, into=name, stdout=io.StringIO())
        return here.called(name)

    yield restore
    here.drop(name)


def backed_up(tmp_path: Path) -> None:
    call_command("backup", tmp_path / "sicherung", stdout=io.StringIO())


def count(database: Database, table: str, where: str = "true") -> int:
    with database.open() as asked:
        row = asked.execute(f"SELECT count(*) FROM {table} WHERE {where}".encode()).fetchone()
    return int(row[0]) if row else -1


def test_a_child_that_a_restore_brings_back_is_gone_again(
    people: People, tmp_path: Path, restored: Callable[[], Database]
) -> None:
    kept, gone = settled(people), settled(people)
    close(gone, people.bornheim, people.ben.user)
    backed_up(tmp_path)
    delete_due()

    database = restored()

    assert count(database, "cases_concern", f"id = '{gone.pk}'") == 0
    assert count(database, "cases_concern", f"id = '{kept.pk}'") == 1
    assert count(database, "cases_child") == 1
    assert count(database, "cases_casekey", "wrapped IS NOT NULL") == 1


def test_without_the_journal_it_would_have_come_back(
    people: People, tmp_path: Path, restored: Callable[[], Database]
) -> None:
    close(settled(people), people.bornheim, people.ben.user)
    backed_up(tmp_path)
    delete_due()
    portal.DELETION_JOURNAL.unlink()

    assert count(restored(), "cases_child") == 1


def test_one_offices_copy_stays_away_too(
    people: People, tmp_path: Path, restored: Callable[[], Database]
) -> None:
    concern = settled(people, child("A"), child("B", lives=SIEGBURG))
    close(concern, people.bornheim, people.ben.user)
    backed_up(tmp_path)
    delete_due()

    database = restored()

    assert count(database, "cases_child", f"office_id = '{people.bornheim.pk}'") == 0
    assert count(database, "cases_child", f"office_id = '{people.siegburg.pk}'") == 1
    assert count(database, "cases_endedcopy") == 1


def test_a_journal_that_was_changed_lets_nobody_in(
    people: People, tmp_path: Path, restored: Callable[[], Database]
) -> None:
    close(settled(people), people.bornheim, people.ben.user)
    backed_up(tmp_path)
    delete_due()
    text = portal.DELETION_JOURNAL.read_text()
    portal.DELETION_JOURNAL.write_text(text.replace('"kind":"concern"', '"kind":"conzern"'))

    with pytest.raises(CommandError, match="Zeile 1"):
        restored()


def test_reapplying_twice_changes_nothing(people: People) -> None:
    close(settled(people), people.bornheim, people.ben.user)
    delete_due()
    said = io.StringIO()

    call_command("reapply_deletions", stdout=said)

    assert "1 Einträge, 0 Fälle und 0 Kopien" in said.getvalue()


def test_a_deletion_that_the_file_missed_is_told_by_the_next_run(people: People) -> None:
    close(settled(people), people.bornheim, people.ben.user)
    delete_due()
    lines = len(journal.read(portal.DELETION_JOURNAL, key=journaling.key_of))
    portal.DELETION_JOURNAL.unlink()
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("UPDATE cases_deletionrecord SET journaled_at = NULL")
    with this_database().open() as asked:
        asked.execute("UPDATE cases_deletionrecord SET journaled_at = NULL")

    delete_due()

    assert len(journal.read(portal.DELETION_JOURNAL, key=journaling.key_of)) == lines > 0


def cut(lines: int) -> None:
    text = portal.DELETION_JOURNAL.read_text().splitlines(keepends=True)
    portal.DELETION_JOURNAL.write_text("".join(text[:-lines]))


def two_gone(people: People) -> None:
    for _ in range(2):
        close(settled(people), people.bornheim, people.ben.user)
    delete_due()


def test_an_end_that_was_cut_off_stops_deletion(people: People) -> None:
    two_gone(people)
    cut(1)
    close(settled(people), people.bornheim, people.ben.user)

    with pytest.raises(journal.BrokenJournal, match="1 Zeilen fehlen"):
        delete_due()
    assert Concern.objects.count() == 1


def test_a_journal_that_is_not_there_is_not_empty_where_the_database_has_records(
    people: People,
) -> None:
    two_gone(people)
    portal.DELETION_JOURNAL.unlink()

    with pytest.raises(CommandError, match="2 Zeilen fehlen"):
        call_command("delete_due")


def test_a_restore_without_the_journal_lets_nobody_in_where_the_backup_knows_of_one(
    people: People, tmp_path: Path, restored: Callable[[], Database]
) -> None:
    settled(people)
    two_gone(people)
    backed_up(tmp_path)
    portal.DELETION_JOURNAL.unlink()

    with pytest.raises(CommandError, match="2 Zeilen fehlen"):
        restored()


def test_what_the_journal_lacks_is_told_again_when_somebody_says_so(people: People) -> None:
    two_gone(people)
    cut(1)
    said = io.StringIO()

    call_command("delete_due", tell_again=True, stdout=said)

    assert "1 Zeilen nachgetragen" in said.getvalue()
    assert delete_due().failed == 0


KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.conf import settings
connection.settings_dict = {**connection.settings_dict, "NAME": sys.argv[1]}
from pathlib import Path
settings.DELETION_JOURNAL = Path(sys.argv[2])
from cases.services import deleting, erasing
where = sys.argv[3]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before_record":
    deleting.keep_record = die
elif where == "before_key":
    erasing.shred = die
elif where == "before_journal":
    first = deleting.write_journal
    calls = []
    def second(*a, **k):
        calls.append(1)
        return first(*a, **k) if len(calls) == 1 else die()
    deleting.write_journal = second
deleting.delete_due()
"""


@pytest.mark.parametrize(
    ("where", "left"), [("before_key", 1), ("before_record", 1), ("before_journal", 0)]
)
def test_a_run_that_is_killed_leaves_nothing_half_deleted(
    people: People, where: str, left: int
) -> None:
    concern = settled(people)
    close(concern, people.bornheim, people.ben.user)
    before = {model: len(found) for model, found in rows_of([concern.pk]).items()}

    done = subprocess.run(
        [
            sys.executable, "-c", KILLED,
            connection.settings_dict["NAME"], str(portal.DELETION_JOURNAL), where,
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=portal.BASE_DIR,
        capture_output=True,
        check=False,
    )  # fmt: skip

    after = {model: len(found) for model, found in rows_of([concern.pk]).items()}
    assert done.returncode == -signal.SIGKILL
    assert Concern.objects.filter(pk=concern.pk).count() == left
    assert after == (before if left else {Concern: 1})
    delete_due()
    assert not Concern.objects.filter(pk=concern.pk).exists()
    lines = journal.read(portal.DELETION_JOURNAL, key=journaling.key_of)
    assert [each["kind"] for each in lines] == ["concern"]


def test_a_fault_in_one_concern_does_not_keep_the_others(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = settled(people), settled(people)
    for each in (bad, good):
        close(each, people.bornheim, people.ben.user)
    whole = deleting.erase_due

    def stumble(concerns: Any, **more: Any) -> Any:
        if bad.pk in concerns:
            raise DatabaseError
        return whole(concerns, **more)

    monkeypatch.setattr(deleting, "erase_due", stumble)

    run = delete_due()

    assert (run.concerns, run.failed) == (1, 1)
    assert list(Concern.objects.values_list("pk", flat=True)) == [bad.pk]
    assert DeletionRecord.objects.filter(kind="concern").count() == 1


def test_one_that_cannot_be_deleted_with_many_copies_does_not_starve_the_next(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = settled(people), settled(people)
    told = Notice.objects.filter(concern=bad).order_by("created_at")[0]
    for number in range(20):
        partner = make_partner(f"stelle-{number}", category=PartnerCategory.SCHOOL)
        copy = Notice.objects.get(pk=told.pk)
        copy.pk, copy._state.adding = uuid4(), True
        copy.recipient_kind, copy.recipient_office, copy.recipient_partner = (
            "partner",
            None,
            partner,
        )
        copy.rank = 10 + number
        copy.save(force_insert=True)
    for each in (bad, good):
        close(each, people.bornheim, people.ben.user)
    whole = deleting.erase_due

    def stumble(concerns: Any, **more: Any) -> Any:
        if bad.pk in concerns:
            raise DatabaseError
        return whole(concerns, **more)

    monkeypatch.setattr(deleting, "erase_due", stumble)

    run = delete_due(batch=1)

    assert (run.concerns, run.failed) == (1, 1)


def test_nothing_that_was_said_is_found_in_a_dump_afterwards(people: People) -> None:
    """Sealed values cannot be looked for; so the dump is asked for the rows, by their keys."""
    concern = settled(people)
    children = [str(each) for each in Child.objects.values_list("pk", flat=True)]
    notices = [str(each) for each in Notice.objects.values_list("pk", flat=True)]
    assert concern.account == ACCOUNT
    assert CHILD_NAME in Child.objects.get().identity["name"]
    before = _dumped()
    close(concern, people.bornheim, people.ben.user)

    delete_due()

    after = _dumped()
    traces = [concern.reference, *children, *notices]
    assert all(each in before for each in traces)
    assert [each for each in traces if each in after] == []


def _dumped() -> str:
    """Events and looks name things by their ids and have a time of their own."""
    here = this_database().as_reader()
    return subprocess.run(
        [postgres_program("pg_dump"), "--format=plain", "--exclude-table-data=public.network_event",
         "--exclude-table-data=public.network_look",
         "--exclude-schema=walls", "--no-policies"],
        env=here.environment(), capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip


def test_every_kind_of_copy_has_a_mark_of_its_own(people: People) -> None:
    concern, office = settled(people).pk, people.bornheim.pk
    marks = {journaling.mark_of(1, kind.value, concern, office) for kind in Kind}

    assert len(marks) == len(Kind)


def test_a_broken_journal_is_an_alarm_at_once(people: People) -> None:
    two_gone(people)
    before = vital_signs().is_deletion_overdue
    cut(1)

    with pytest.raises(journal.BrokenJournal):
        delete_due()

    assert (before, vital_signs().is_deletion_overdue) == (False, True)


def test_the_alarm_ends_with_the_next_run_that_ends_well(people: People) -> None:
    two_gone(people)
    cut(1)
    with pytest.raises(journal.BrokenJournal):
        delete_due()
    call_command("delete_due", tell_again=True, stdout=io.StringIO())

    delete_due()

    assert not vital_signs().is_deletion_overdue


def test_without_the_key_of_its_lines_the_journal_names_the_cure(people: People) -> None:
    two_gone(people)

    with other_keys(), pytest.raises(CommandError, match="aus der getrennten Verwahrung"):
        call_command("delete_due")


def test_the_journal_is_written_anew_under_the_newest_key(people: People) -> None:
    two_gone(people)
    said = io.StringIO()

    with other_keys():
        call_command("delete_due", rewrite_journal=True, stdout=said)
        lines = journal.read(portal.DELETION_JOURNAL, key=journaling.key_of)
        again = delete_due()

    assert "mit 2 Zeilen" in said.getvalue()
    assert {each["key"] for each in lines} == {9}
    assert again.failed == 0


def test_a_cut_journal_is_not_covered_up_by_writing_it_anew(people: People) -> None:
    two_gone(people)
    cut(1)

    with pytest.raises(CommandError, match="1 Zeilen fehlen"):
        call_command("delete_due", rewrite_journal=True)


def test_a_mark_whose_key_is_gone_stops_a_restore_that_needs_it(
    people: People, tmp_path: Path
) -> None:
    two_gone(people)
    with other_keys():
        call_command("delete_due", rewrite_journal=True, stdout=io.StringIO())
        with this_database().open() as asked:
            asked.execute("DELETE FROM cases_deletionrecord")  # as in a backup of before

        with pytest.raises(CommandError, match="2 Löschungen nach dieser Sicherung"):
            call_command("reapply_deletions")


def test_a_mark_whose_key_is_gone_does_not_stop_a_later_backup(people: People) -> None:
    two_gone(people)
    said = io.StringIO()

    with other_keys():
        call_command("delete_due", rewrite_journal=True, stdout=io.StringIO())
        call_command("reapply_deletions", stdout=said)

    assert "2 Einträge, 0 Fälle" in said.getvalue()


def test_what_an_office_was_told_after_its_copy_ended_stays_after_a_restore(
    people: People,
) -> None:
    concern = settled(people)
    told = Notice.objects.filter(concern=concern).order_by("created_at")[0]
    first = _to_siegburg(told)
    delete_due()
    second = _to_siegburg(told, cause="forward", acknowledged_at=None)

    call_command("reapply_deletions", stdout=io.StringIO())

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.erased_at is not None, second.erased_at) == (True, None)


def _to_siegburg(like: Notice, **changed: Any) -> Notice:
    copy = Notice.objects.get(pk=like.pk)
    copy.pk, copy._state.adding = uuid4(), True
    copy.recipient_office = YouthOffice.objects.get(key="siegburg")
    copy.rank, copy.created_at = 9, timezone.now()
    for name, value in changed.items():
        setattr(copy, name, value)
    if copy.acknowledged_at is None:
        copy.acknowledged_by = None
    copy.save(force_insert=True)
    return copy


def other_keys() -> Any:
    """Key 9 in the place of those that the lines were written with."""
    return override_settings(FIELD_KEYS=f"9:{b64encode(b'n' * 32).decode()}")
