"""A database made for a moment goes again, whoever has just been in it."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from kinderschutz.lib.backup.database import Database
from kinderschutz.lib.backup.faults import BackupFault
from network.management.backups import this_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs an owner's role"),
    pytest.mark.skipif(not settings.DATABASE_BACKUP, reason="needs DATABASE_BACKUP_URL"),
]


@pytest.fixture
def scratch() -> Iterator[Database]:
    """An empty database that the role for backups may enter."""
    here = this_database()
    name = f"{connection.settings_dict['NAME']}_eben"
    here.drop(name)
    made = here.create(name)
    reader = str(settings.DATABASE_BACKUP["USER"])
    with here.open() as line:
        line.execute(f"GRANT CONNECT ON DATABASE {name} TO {reader}".encode())
    yield made
    here.drop(name)


def is_there(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone()[0])


def test_a_database_goes_whose_visitor_of_another_role_has_just_left(scratch: Database) -> None:
    here = this_database()
    for _ in range(8):  # the server takes a moment to end a session that was closed
        here.drop(scratch.name)
        here.create(scratch.name)
        with here.open() as line:
            reader = str(settings.DATABASE_BACKUP["USER"])
            line.execute(f"GRANT CONNECT ON DATABASE {scratch.name} TO {reader}".encode())
        with scratch.as_reader().open() as visitor:
            visitor.execute("SELECT 1")

    here.drop(scratch.name)

    assert not is_there(scratch.name)


def test_it_is_waited_for_a_visitor_who_is_about_to_leave(scratch: Database) -> None:
    visitor = scratch.as_reader().open()
    leaving = threading.Timer(1.0, visitor.close)
    leaving.start()

    this_database().drop(scratch.name)

    leaving.join()
    assert not is_there(scratch.name)


def test_who_stays_is_named_and_nobody_new_gets_in(scratch: Database) -> None:
    reader = str(settings.DATABASE_BACKUP["USER"])
    with scratch.as_reader().open():
        with pytest.raises(BackupFault, match=f"arbeiten noch darin {reader}"):
            this_database().drop(scratch.name, seconds=0)

        with pytest.raises(BackupFault, match="nicht erreichbar"):
            scratch.open()


def test_sessions_of_the_owner_itself_are_ended(scratch: Database) -> None:
    own = scratch.open()

    this_database().drop(scratch.name)

    with pytest.raises(psycopg.OperationalError):
        own.execute("SELECT 1")


def test_a_database_that_is_not_there_needs_no_dropping() -> None:
    here = this_database()

    here.drop(f"{connection.settings_dict['NAME']}_nie_da")

    assert not is_there(f"{connection.settings_dict['NAME']}_nie_da")
