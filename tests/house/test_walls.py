"""The second wall is complete: no table, view or function without a policy or a listed reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from kinderschutz.lib import walls
from kinderschutz.lib.walls import Open, Wall

ALL_ROWS = {
    "cases/services/report.py",
    "cases/services/looking.py",
    "cases/services/break_glass.py",
    "cases/services/deeds.py",
    "cases/queries/vital_signs.py",
    "cases/queries/desk.py",
    "cases/queries/figures.py",
    "cases/queries/looks.py",
    "cases/queries/on_record.py",
    "cases/queries/own_time.py",
    "cases/queries/retention_lines.py",
    "cases/queries/network_board.py",
    "network/audit.py",
    "network/queries/mail.py",
    "network/services/accepting.py",
    "network/services/sign_in_ends.py",
    "network/services/staff.py",
    "network/services/telling_people.py",
    "network/views/invitation.py",
}
"""Where rows of all offices are looked at in somebody's request; the reason stands at the call."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_every_table_has_a_wall_or_a_reason() -> None:
    there = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname='public'")}

    assert there - walls.all_walls().keys() == set()


def test_no_wall_is_around_a_table_that_is_gone() -> None:
    there = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname='public'")}

    assert walls.all_walls().keys() - there == set()


def test_open_tables_have_a_reason() -> None:
    said = walls.all_walls().items()

    assert [name for name, wall in said if isinstance(wall, Open) and len(wall.reason) < 15] == []


def test_every_wall_stands_and_the_owner_does_not_walk_through() -> None:
    walled = {name for name, wall in walls.all_walls().items() if isinstance(wall, Wall)}

    standing = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    )

    assert {name for (name,) in standing} == walled


def test_each_wall_says_what_the_code_says() -> None:
    found: dict[str, str] = dict(
        rows(
            "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p"
            " JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'wall_read'"
        )
    )
    walled = {name: wall for name, wall in walls.all_walls().items() if isinstance(wall, Wall)}

    assert found == {name: walls.fingerprint(name, wall) for name, wall in walled.items()}


def test_no_wall_has_another_gate_beside_the_five() -> None:
    assert (
        rows(
            "SELECT c.relname, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE p.polname NOT IN"
            " ('wall_read', 'wall_change', 'wall_add', 'wall_remove', 'wall_owner')"
        )
        == []
    )


def test_there_is_no_view_that_could_show_what_a_table_hides() -> None:
    assert (
        rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f')"
            " AND relnamespace IN ('public'::regnamespace, 'reports'::regnamespace,"
            " 'walls'::regnamespace)"
        )
        == []
    )


def test_functions_with_the_owners_rights_look_where_they_were_told() -> None:
    assert (
        rows(
            "SELECT proname FROM pg_proc WHERE prosecdef"
            " AND pronamespace IN ('public'::regnamespace, 'walls'::regnamespace,"
            " 'reports'::regnamespace)"
            " AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) AS said"
            " WHERE said ~ '^search_path=.*pg_temp$')"
        )
        == []
    )


def test_guards_see_every_row_whoever_writes() -> None:
    """A trigger that finds nothing would let everything pass."""
    walled = [
        name
        for name, wall in walls.all_walls().items()
        if isinstance(wall, Wall) and wall.read != "true"
    ]

    bodies = rows(
        "SELECT proname, prosrc FROM pg_proc WHERE NOT prosecdef AND prokind = 'f'"
        " AND pronamespace = 'public'::regnamespace"
    )

    blind = [
        name
        for name, body in bodies
        if any(re.search(rf"\b(FROM|JOIN)\s+(public\.)?{table}\b", str(body)) for table in walled)
    ]
    assert blind == []


def test_nobody_executes_by_default() -> None:
    assert (
        rows(
            "SELECT proname FROM pg_proc WHERE pronamespace IN"
            " ('walls'::regnamespace, 'reports'::regnamespace)"
            " AND has_function_privilege('public', oid, 'EXECUTE')"
        )
        == []
    )


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM walls.seal",
        "INSERT INTO walls.seal (inner_pad, outer_pad) VALUES ('', '')",
        "ALTER TABLE cases_notice DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE cases_notice NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY wall_read ON cases_notice",
        "CREATE POLICY mine ON cases_notice USING (true)",
        "SET ROLE ks_owner",
        "SELECT * FROM reports.concerns_by_month()",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_switching_row_security_off_is_an_error_and_not_a_way_in() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off; SELECT count(*) FROM cases_notice")


def test_the_application_is_nobody_special() -> None:
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False, False, False)]


def test_only_the_role_that_backs_up_walks_past_the_walls() -> None:
    found = {name for (name,) in rows("SELECT rolname FROM pg_roles WHERE rolbypassrls")}

    assert {name for name in found if str(name).startswith("ks_")} <= {"ks_backup"}


def calls_of_all_rows() -> Iterator[str]:
    root = Path(settings.BASE_DIR)
    for app in ("network", "agreements", "cases", "kinderschutz"):
        for path in (root / app).rglob("*.py"):
            called = {
                node.func.id
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if "all_rows" in called:
                yield str(path.relative_to(root))


def test_rows_of_all_offices_are_looked_at_in_listed_places_only() -> None:
    assert set(calls_of_all_rows()) == ALL_ROWS


def test_only_processes_without_requests_work_as_the_portal() -> None:
    """A person's request must never put the portal's own claim on its connection."""
    root = Path(settings.BASE_DIR)
    edges = ("tasks.py", "/management/")
    found = {
        str(path.relative_to(root))
        for app in ("network", "agreements", "cases", "kinderschutz")
        for path in (root / app).rglob("*.py")
        if "acting_as(SYSTEM)" in path.read_text() and not any(edge in str(path) for edge in edges)
    }

    assert found <= {"cases/services/deleting.py"}  # is run by tasks and commands only
