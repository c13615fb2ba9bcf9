"""Somebody runs any SQL as the application, under a person's claim, a forged one, or none.

Every function of the database is called with what belongs to others; none may tell of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cases.models import CaseBlock, Child, Concern, EndedCopy, Notice
from kinderschutz.lib.aliases import alias_of
from network.access import NOBODY, acting_as, deed
from network.domain.terms import Role
from tests.factories import cases as make
from tests.factories.network import AT
from tests.people import People, arrive, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]
SILENT: tuple[set[Any], ...] = ({False}, {None}, {()}, set(), {""})
"""What says nothing: no, nothing, an empty list, no row at all."""

CALLS = {
    "walls.aliases": "walls.aliases()",
    "walls.assigned": "walls.assigned()",
    "walls.claimed": "walls.claimed(2), walls.claimed(3), walls.claimed(5), walls.claimed(99)",
    "walls.concern": "walls.concern()",
    "walls.has_ended": "walls.has_ended(%(concern)s, %(office)s)",
    "walls.is_fallback": "walls.is_fallback()",
    "walls.jurisdiction_data": "walls.jurisdiction_data(%(child)s, NULL, NULL, NULL, 9)",
    "walls.kept_out": "walls.kept_out()",
    "walls.kept_out_messages": "walls.kept_out_messages()",
    "walls.lent": "walls.lent()",
    "walls.mail_stands_since": "walls.mail_stands_since()",
    "walls.messages": "walls.messages()",
    "walls.offices": "walls.offices()",
    "walls.offices_for": "walls.offices_for('work_cases', 'administer_accounts')",
    "walls.on_duty": "walls.on_duty()",
    "walls.opened": "walls.opened()",
    "walls.own_offices": "walls.own_offices()",
    "walls.partners": "walls.partners()",
    "walls.partners_for": "walls.partners_for('report')",
    "walls.person": "walls.person()",
    "walls.reported": "walls.reported(%(concern)s, %(reporter)s, %(aliases)s)",
    "walls.sees_all": "walls.sees_all()",
    "walls.told_on_duty": "walls.told_on_duty()",
    "walls.works_on": "walls.works_on(%(concern)s, %(offices)s)",
    "reports.concerns_by_month": "reports.concerns_by_month()",
    "public.account_forget": "public.account_forget(%(reporter)s, now())",
    "public.audit_forget": "public.audit_forget(9, now())",
    "public.audit_forget_looks": "public.audit_forget_looks(9, now())",
    "public.cases_refuse_gap": "public.cases_refuse_gap(%(child)s)",
}
"""Each function with the owner's rights that can be called; a new one needs a line here."""

ABOUT_ONESELF = {"walls.person", "walls.aliases", "walls.claimed", "walls.own_offices"}
"""What somebody with a claim learns by them: who they are, and where they have a role."""


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada's report; Bornheim holds it, whose own time with it is over."""
    found = make.make_concern(people)
    EndedCopy.objects.create(concern=found, office=people.bornheim, at=AT)
    return found


@contextmanager
def under(who: str, people: People) -> Iterator[None]:
    if who == "a person":
        with acting_as(people.dora.actor):
            yield
    elif who == "a head elsewhere":
        with acting_as(person("Hanna Haupt", Role.OFFICE_HEAD, people.siegburg).actor):
            yield
    else:
        with acting_as(NOBODY), connection.cursor() as cursor:
            if who == "a forged claim":
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
                forged = f"v2|everything|-|{pid}|-|{'0' * 64}"
                cursor.execute("SELECT set_config('app.claim', %s, true)", [forged])
            yield


def said(call: str, values: dict[str, Any]) -> set[Any]:
    """What a call tells; a refusal tells nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {call}", values)
            return {
                tuple(each) if isinstance(each, list) else each
                for row in cursor.fetchall()
                for each in row
            }
    except DatabaseError as refusal:
        return set() if "permission denied" in str(refusal) else {str(refusal)}


def foreign(concern: Concern, people: People) -> dict[str, Any]:
    ada = people.ada.user.pk
    return {
        "concern": concern.pk,
        "child": Child.objects.filter(concern=concern).values_list("pk", flat=True)[0],
        "office": people.bornheim.pk,
        "offices": [people.bornheim.pk],
        "reporter": ada,
        "aliases": [alias_of(ada)],
    }


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("who", ["nobody", "a forged claim"])
def test_whoever_is_nobody_hears_nothing(
    people: People, concern: Concern, who: str, name: str
) -> None:
    values = foreign(concern, people)
    with under(who, people):
        assert said(CALLS[name], values) in SILENT


@pytest.mark.parametrize("name", sorted(CALLS.keys() - ABOUT_ONESELF))
def test_a_person_hears_nothing_of_what_belongs_to_others(
    people: People, concern: Concern, name: str
) -> None:
    values = foreign(concern, people)
    with under("a person", people):
        assert said(CALLS[name], values) in SILENT


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_foreign_case_and_one_that_is_not_there_sound_alike(
    people: People, concern: Concern, name: str
) -> None:
    """Whoever works at another office asks for both."""
    values = foreign(concern, people)
    nothing = {
        key: [uuid4()] if isinstance(value, list) else uuid4() for key, value in values.items()
    }
    Notice.objects.filter(recipient_office=people.siegburg).update(released_at=None)
    with under("a head elsewhere", people):
        assert said(CALLS[name], values) == said(CALLS[name], nothing)


def test_every_function_with_the_owners_rights_is_tried() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pronamespace::regnamespace || '.' || proname FROM pg_proc"
            " WHERE prosecdef AND prorettype <> 'trigger'::regtype AND pronamespace IN"
            " ('walls'::regnamespace, 'reports'::regnamespace, 'public'::regnamespace)"
        )
        there = {name for (name,) in cursor.fetchall()}

    assert there == CALLS.keys()


def test_an_office_still_learns_that_its_own_time_is_over(people: People, concern: Concern) -> None:
    """A function that says nothing to anybody would open the case again."""
    values = foreign(concern, people)
    with acting_as(people.ben.actor):
        assert said(CALLS["walls.has_ended"], values) == {True}


def inserted(text: str, values: dict[str, Any]) -> str:
    """What the database says to a row that is not the writer's to add."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(text, values)
    cause: Any = refusal.value.__cause__
    return f"{cause.sqlstate} {cause.diag.message_primary} {cause.diag.message_detail}"


ROWS = {
    "a notice": "INSERT INTO cases_notice SELECT (jsonb_populate_record(NULL::cases_notice,"
    " '{\"rank\": 1, \"step\": 0}'::jsonb || jsonb_build_object('id', %(id)s, 'concern_id',"
    " %(concern)s, 'is_canary', %(canary)s, 'office_id', %(office)s))).*",
    "a child": "INSERT INTO cases_child (id, concern_id, office_id, ref, position, identity)"
    " VALUES (%(id)s, %(concern)s, %(office)s, 'x', 9, decode(repeat('00', 99), 'hex'))",
    "a concern that is there already": "INSERT INTO cases_concern (id, reference) VALUES"
    " (%(concern)s, 'KS-AAAA-AAAA-AAAA') ON CONFLICT (id) DO NOTHING",
}


@pytest.mark.parametrize("canary", [True, False])
@pytest.mark.parametrize("what", ROWS)
def test_no_guard_and_no_unique_value_tells_whether_a_case_exists(
    people: People, what: str, canary: bool
) -> None:
    there = make.make_concern(people).pk
    answers = set()
    for concern in (there, uuid4()):
        values = {
            "id": uuid4(), "concern": concern, "office": people.siegburg.pk, "canary": canary
        }  # fmt: skip
        with acting_as(people.carla.actor):
            answers.add(inserted(ROWS[what], values))

    assert len(answers) == 1
    assert "row-level security" in answers.pop()


def test_a_reference_that_is_taken_is_not_told_with_its_row(people: People) -> None:
    """Inside a deed somebody could try references out; the answer names no row."""
    make.make_concern(people)
    mine, other = make.make_concern(people), make.make_concern(people)
    with deed(people.ben.actor, mine.pk):
        answer = inserted(
            "UPDATE cases_concern SET reference = %(taken)s WHERE id = %(mine)s",
            {"taken": other.reference, "mine": mine.pk},
        )

    assert other.reference not in answer


STATEMENTS = [
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION vector",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/x')",
    "COPY cases_concern TO '/tmp/x'",
    "COPY cases_concern FROM PROGRAM 'id'",
    "COPY cases_concern FROM STDIN",
    "SELECT pg_ls_dir('.')",
    "CREATE TABLE public.mine (x int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE TRIGGER mine AFTER INSERT ON cases_concern EXECUTE FUNCTION refuse_change()",
    "SET SESSION AUTHORIZATION ks_owner",
    "ALTER ROLE ks_app BYPASSRLS",
    "GRANT ks_owner TO ks_app",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_authid",
    "SELECT setval('network_unsealed_id_seq', 1)",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SET session_replication_role = replica",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_ways_out_of_the_tables_are_shut(people: People, statement: str) -> None:
    with (
        acting_as(people.ben.actor),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["cases_concern", "cases_notice", "cases_reporter"])
def test_statistics_of_walled_tables_show_no_values(people: People, table: str) -> None:
    make.make_concern(people)
    with acting_as(people.carla.actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = %s", [table])
        assert cursor.fetchone() == (0,)


def test_copying_out_gives_the_own_rows_only(people: People, concern: Concern) -> None:
    with (
        acting_as(people.dora.actor),
        connection.cursor() as cursor,
        cursor.copy("COPY (SELECT * FROM cases_concern) TO STDOUT") as rows,
    ):
        assert b"".join(bytes(each) for each in rows) == b""


def test_whoever_is_kept_out_learns_the_key_of_the_case_and_no_row(
    people: People, concern: Concern
) -> None:
    """A limit, written down in docs/security.md: with SQL of their own they see that they are."""
    CaseBlock.objects.create(
        concern=concern, office=people.bornheim, user=people.carla.user, reason="x", set_at=AT
    )
    with acting_as(people.carla.actor), connection.cursor() as cursor:
        cursor.execute("SELECT walls.kept_out()")
        (kept,) = cursor.fetchone()
        assert kept == [concern.pk]
        for table in ("cases_notice", "cases_child", "cases_decision", "cases_reporter"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE concern_id = %s", [concern.pk])
            assert cursor.fetchone() == (0,)


def claims_left() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.claim', true), walls.person(), walls.sees_all()"
        )
        return list(cursor.fetchone())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_after_a_transaction_its_claim_is_gone_from_the_connection(
    transactional_db: None, fails: bool
) -> None:
    small = arrive()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.claim', '', false)")
    try:
        with transaction.atomic(), acting_as(small.ben.actor):
            inside = claims_left()
            if fails:
                _ = 1 / 0
    except ZeroDivisionError:
        pass
    after = claims_left()
    connection.close()

    assert inside[1:] == [small.ben.user.pk, False]
    assert after == ["", None, False]
