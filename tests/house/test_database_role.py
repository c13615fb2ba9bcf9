"""The application's role works with rows; it owns nothing and changes no table."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


def rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_tests_run_as_the_application() -> None:
    assert rows("SELECT current_user") == [(settings.DATABASES["default"]["USER"],)]


def test_the_application_owns_nothing() -> None:
    assert rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE network_network ADD COLUMN mine int",
        "DROP TABLE network_network",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE network_network DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
