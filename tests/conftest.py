"""What all tests share. The owner's role makes the test database, the application's uses it."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from pytest_django.plugin import DjangoDbBlocker

from kinderschutz.lib import claims, roles
from tests import signing_in

pytest_plugins = [  # what others import comes first
    "tests.fixtures.unverifiable",
    "tests.fixtures.redis",
    "tests.fixtures.brokers",
    "tests.fixtures.smtp",
    "tests.fixtures.clamd",
    "tests.fixtures.oidc",
    "tests.fixtures.portal",
    "tests.fixtures.faulty_mail",
    "tests.fixtures.database_clock",
    "tests.fixtures.district",
    "tests.people",
]


def pytest_configure() -> None:
    """Whoever is logged in by a test has given both factors."""
    signing_in.everywhere()


@pytest.fixture(autouse=True)
def nothing_was_counted() -> None:
    """What other tests counted (guesses of passwords) lies under another name."""
    caches["default"].key_prefix = f"test-{uuid4()}"


def pytest_report_header() -> list[str]:
    """Say it when the two roles are one, and which others have no address."""
    if settings.DATABASE_OWNER:
        named = {
            "DATABASE_BACKUP_URL": settings.DATABASE_BACKUP,
            "DATABASE_DELETION_URL": settings.DATABASE_DELETION,
            "DATABASE_RELAY_URL": settings.DATABASE_RELAY,
            "DATABASE_REPORTS_URL": settings.DATABASE_REPORTS,
        }
        missing = [name for name, role in named.items() if not role]
        return [f"ACHTUNG: ohne {', '.join(missing)} fallen Tests aus."] if missing else []
    return [
        "ACHTUNG: DATABASE_OWNER_URL fehlt. Die Tests laufen als Eigentümer der Tabellen, "
        "fehlende Rechte der Anwendung fallen so nicht auf."
    ]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Before the test database is made: become its owner."""
    roles.become_owner(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After it is made: grant the application its rights and become it; the owner ends it."""
    with django_db_blocker.unblock():
        if settings.DATABASE_OWNER:
            call_command("grant_application_role")
            call_command("grant_deletion_role")
            grant_truncate()
        roles.become_application(connection)
    yield
    with django_db_blocker.unblock():
        roles.become_owner(connection)


def grant_truncate() -> None:
    """Only here: Django empties the tables after a test with real transactions by TRUNCATE."""
    with connection.cursor() as cursor:
        role = connection.ops.quote_name(str(settings.DATABASES["default"]["USER"]))
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")


def see_all(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """What a test itself asks, it asks as the portal. Requests tell the database who asks, and the
    threads of a live server know nobody else.
    """
    if "process_request_thread" not in threading.current_thread().name:
        claims.see_all(connection)


connection_created.connect(see_all)
