"""Working as another role of the database: afterwards the connection is what it was before."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created

from kinderschutz.lib import claims, roles
from tests.conftest import see_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


@pytest.fixture(autouse=True)
def as_in_production(transactional_db: None) -> Iterator[None]:
    """A new connection knows nobody; other tests are told everything at once."""
    connection_created.disconnect(see_all)
    connection.close()
    yield
    connection_created.connect(see_all)
    connection.close()


def who() -> tuple[str, bool]:
    """The role, and whether it sees every row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, walls.sees_all()")
        role, sees = cursor.fetchone()
    return str(role), bool(sees)


OWNER = str(settings.DATABASE_OWNER.get("USER"))
APPLICATION = str(settings.DATABASES["default"]["USER"])


def test_the_owner_inside_the_owner_sees_every_row_until_the_outer_block_ends() -> None:
    with roles.as_owner(connection):
        with roles.as_owner(connection):
            inner = who()
        outer = who()

    assert (inner, outer, who()) == ((OWNER, True), (OWNER, True), (APPLICATION, False))


def test_deletion_inside_the_owner_gives_the_owner_back_with_every_row() -> None:
    with roles.as_owner(connection):
        with roles.as_deletion(connection):
            pass
        assert who() == (OWNER, True)


def test_whoever_saw_every_row_before_sees_them_afterwards() -> None:
    connection.ensure_connection()
    claims.see_all(connection)

    with roles.as_owner(connection):
        pass

    assert who() == (APPLICATION, True)


def test_a_block_that_fails_leaves_the_role_and_the_rows_of_before() -> None:
    with roles.as_owner(connection):
        with pytest.raises(ZeroDivisionError), roles.as_deletion(connection):
            _ = 1 / 0
        assert who() == (OWNER, True)


def test_a_claim_that_somebody_made_up_is_not_given_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        forged = f"v2|everything|-|{pid}|-|{'0' * 64}"
        cursor.execute("SELECT set_config('app.claim', %s, false)", [forged])

    with roles.as_owner(connection):
        pass

    assert who() == (APPLICATION, False)


def test_a_connection_that_broke_is_replaced_all_the_same() -> None:
    connection.ensure_connection()
    connection.connection.close()

    with roles.as_owner(connection):
        assert who() == (OWNER, True)
