"""Nothing is silently empty: who works for all sees just the rows that a role without walls sees.

New connections know nobody here, as in production: whoever forgets to say who asks finds nothing,
and these numbers say so.
"""

import io
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations
from django.db.backends.signals import connection_created
from django.db.migrations.state import ProjectState
from django.db.models.signals import pre_migrate
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from cases import tasks
from cases.models import Draft, Notice
from kinderschutz.lib import roles
from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.facts import WITHOUT_ROWS
from kinderschutz.lib.backup.reading import read_manifest
from kinderschutz.lib.runtime.binaries import postgres_program
from network.domain.terms import Role
from network.management.backups import this_database
from network.tasks import deliver_due
from tests.cases.views.walking import client_of
from tests.conftest import see_all
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern, overdue
from tests.factories.retention import close, publish_rules, settle
from tests.fixtures.smtp import SmtpSink
from tests.people import People, arrive, person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
    pytest.mark.skipif(not settings.DATABASE_BACKUP, reason="needs DATABASE_BACKUP_URL"),
]
KEY = b"n" * 32


@pytest.fixture
def people(transactional_db: None, tmp_path: Path) -> Iterator[People]:
    """Two concerns, one of them closed so long ago that it is due; a draft of last year."""
    journal = tmp_path / "deletions.journal"
    with override_settings(BACKUP_KEY=KEY, DELETION_JOURNAL=journal):
        small = arrive()
        publish_standard()
        publish_rules()
        make_concern(small)
        due = make_concern(small)
        settle(due, small.ben.user)
        close(due, small.bornheim, small.ben.user)
        long_ago = timezone.now() - timedelta(days=365)
        Draft.objects.create(
            user=small.ada.user, partner=small.school, entries={},
            created_at=long_ago, updated_at=long_ago,
        )  # fmt: skip
        connection_created.disconnect(see_all)
        connection.close()
        try:
            yield small
        finally:
            connection_created.connect(see_all)
            connection.close()


@contextmanager
def arranging() -> Iterator[None]:
    """What a test prepares it may see."""
    connection_created.connect(see_all)
    connection.close()
    yield
    connection_created.disconnect(see_all)
    connection.close()


def unwalled() -> Database:
    """The database as the role sees it that walks past every wall."""
    return this_database().as_reader()


def number(query: str) -> int:
    """A number without walls."""
    with unwalled().open() as line:
        row = line.execute(query.encode()).fetchone()
    return int(row[0]) if row else -1


def there() -> dict[str, int]:
    """How many rows each table of the models has."""
    names = sorted(each._meta.db_table for each in apps.get_models(include_auto_created=True))
    with unwalled().open() as line:
        return {name: counted(line.execute(f"SELECT count(*) FROM {name}".encode()).fetchone())
                for name in names}  # fmt: skip


def counted(row: Any) -> int:
    return int(row[0])


def seen_here() -> dict[str, int]:
    """The same, as the connection at hand sees it."""
    found = {}
    with connection.cursor() as cursor:
        for each in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT count(*) FROM {each._meta.db_table}")
            found[each._meta.db_table] = counted(cursor.fetchone())
    return found


def test_a_connection_that_says_nothing_finds_walled_tables_empty(people: People) -> None:
    """So the numbers below can fail at all."""
    assert there()["cases_notice"] > 0
    assert seen_here()["cases_notice"] == 0


def test_a_migration_finds_every_row(people: People) -> None:
    """Asked on the connection of `manage.py migrate` itself, right before its first step."""
    found: list[dict[str, int]] = []

    def look(**_: Any) -> None:
        if not found:
            found.append(seen_here())

    pre_migrate.connect(look)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(look)

    assert found == [there()]


def test_a_step_that_changes_data_changes_every_row(people: People) -> None:
    changed = []

    def change(_: Any, editor: Any) -> None:
        with editor.connection.cursor() as cursor:
            cursor.execute("UPDATE cases_formdraft SET form = form")
            cursor.execute("UPDATE cases_draft SET version = version + 1")
            changed.append(cursor.rowcount)

    step = migrations.RunPython(change)
    with roles.as_owner(connection), connection.schema_editor() as editor:
        step.database_forwards("cases", editor, ProjectState(), ProjectState())

    assert changed == [number("SELECT count(*) FROM cases_draft")] == [1]


def test_a_dump_holds_every_row(people: People) -> None:
    done = subprocess.run(
        [postgres_program("pg_dump"), "--data-only", "--schema=public"],
        env=unwalled().environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    copied = {
        name: rows.count("\n")
        for name, rows in re.findall(
            r"^COPY public\.(\w+) \(.*?\) FROM stdin;\n(.*?)^\\\.$", done.stdout, re.M | re.S
        )
    }

    assert {name: copied[name] for name in there()} == there()


def test_a_backup_promises_every_row_and_its_proof_finds_them(
    people: People, tmp_path: Path
) -> None:
    expected = {name: count for name, count in there().items() if name not in WITHOUT_ROWS}
    said = io.StringIO()

    call_command("backup", tmp_path / "sicherung", stdout=io.StringIO())
    call_command("restore", tmp_path / "sicherung", check=True, stdout=said)

    promised = read_manifest(tmp_path / "sicherung", KEY).facts.rows
    assert {name: promised[name] for name in expected} == expected
    assert said.getvalue().startswith("In Ordnung")


def test_the_task_that_delivers_finds_every_letter(people: People, smtp_sink: SmtpSink) -> None:
    due = "SELECT count(*) FROM network_delivery WHERE sent_at IS NULL AND failed_at IS NULL"
    waiting = number(due)

    deliver_due()

    assert waiting > 0
    assert (len(smtp_sink.recipients()), number(due)) == (waiting, 0)


def test_the_task_that_escalates_finds_every_notice_that_is_due(people: People) -> None:
    with arranging():
        for each in Notice.objects.exclude(ack_by=None).filter(acknowledged_at=None):
            overdue(each, minutes=1)
    due = "SELECT count(*) FROM cases_notice WHERE next_step_at <= now()"
    waiting = number(due)

    tasks.escalate_due()

    assert waiting > 0
    assert number(due) == 0
    assert number("SELECT count(*) FROM network_event WHERE what = 'notice.escalated'") == waiting


def test_the_task_that_deletes_finds_every_case_that_is_due(people: People) -> None:
    before = number("SELECT count(*) FROM cases_concern")

    tasks.delete_due()

    assert (before, number("SELECT count(*) FROM cases_concern")) == (2, 1)
    assert number("SELECT count(*) FROM cases_deletionrecord WHERE kind = 'concern'") == 1


def test_the_task_for_drafts_finds_every_draft_that_is_due(people: People) -> None:
    before = number("SELECT count(*) FROM cases_draft")

    tasks.expire_drafts()

    assert (before, number("SELECT count(*) FROM cases_draft")) == (1, 0)


def test_the_task_for_paper_kits_makes_one_for_every_office(people: People) -> None:
    with override_settings(PAPER_KIT_AT=time(0, 0)):
        tasks.make_paper_kits()

    offices = number("SELECT count(*) FROM network_youthoffice WHERE kind <> 'open_seat'")
    assert number("SELECT count(DISTINCT office_id) FROM cases_paperkit") >= offices > 0


def test_the_task_for_canaries_reports_one_for_every_municipality(people: People) -> None:
    with override_settings(CANARY_AT=time(0, 0)):
        tasks.send_canaries()

    places = number("SELECT count(*) FROM network_municipality")
    assert number("SELECT count(*) FROM cases_concern WHERE is_canary") == places > 0


def test_the_table_of_a_head_holds_every_look_at_cases_of_the_office(people: People) -> None:
    """The export shows what the office answers for: as many lines as there are without walls."""
    with arranging():
        hanna = person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    client_of(people.ben).get(reverse("cases:inbox"))
    today = f"{timezone.localdate():%d.%m.%Y}"
    asked = {"anlass": "oversight", "von": today, "bis": today}
    office = f"office_id = '{people.bornheim.pk}'"
    lines = number(f"SELECT count(*) FROM network_look WHERE {office}")

    answer = client_of(hanna).get(reverse("cases:looks_csv"), asked)

    assert lines > 0
    assert len(answer.content.decode().strip().splitlines()) - 1 == lines
