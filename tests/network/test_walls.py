"""What PostgreSQL opens to whom, asked with plain SQL, past the first wall."""

import hashlib
import hmac
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DataError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from cases.models import Child, Concern, Draft, Notice, Reporter
from kinderschutz.lib import claims
from kinderschutz.lib.aliases import aliases_of
from network.access import NOBODY, SYSTEM, Actor, acting_as, all_rows, deed
from network.domain.terms import Role
from network.models import Membership
from tests.factories import cases as make
from tests.factories import network as make_network
from tests.people import People, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.DATABASE_OWNER, reason="needs DATABASE_OWNER_URL"),
]


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada's report; the child lives in Bornheim."""
    return make.make_concern(people)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def told(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.claim', %s, true)", [value])


TABLES = ["cases_concern", "cases_child", "cases_notice", "cases_reporter", "cases_decision"]


@pytest.mark.parametrize("table", TABLES)
def test_nobody_sees_nothing(concern: Concern, table: str) -> None:
    with acting_as(NOBODY):
        assert count(table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_the_portal_itself_sees_all(concern: Concern, table: str) -> None:
    with acting_as(SYSTEM):
        assert count(table) > 0


@pytest.mark.parametrize("table", TABLES)
def test_dora_sees_nothing(concern: Concern, people: People, table: str) -> None:
    with acting_as(people.dora.actor):
        assert count(table) == 0


@pytest.mark.parametrize("table", [each for each in TABLES if each != "cases_reporter"])
def test_the_office_of_the_child_sees_its_case(
    concern: Concern, people: People, table: str
) -> None:
    with acting_as(people.ben.actor):
        assert count(table) > 0


@pytest.mark.parametrize("table", TABLES)
def test_another_office_sees_nothing(concern: Concern, people: People, table: str) -> None:
    Notice.objects.filter(recipient_office=people.siegburg).update(released_at=None)
    with acting_as(people.carla.actor):
        assert count(table) == 0


def test_ada_sees_what_she_reported(concern: Concern, people: People) -> None:
    with acting_as(people.ada.actor):
        assert list(Concern.objects.values_list("pk", flat=True)) == [concern.pk]


def test_a_colleague_of_ada_sees_nothing_of_it(concern: Concern, people: People) -> None:
    eva = person("Eva Esch", Role.PARTNER_REPORTER, people.school)
    with acting_as(eva.actor):
        assert (count("cases_concern"), count("cases_reporter")) == (0, 0)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "v1|everything|-|1|00",
        "everything",
        "v1|everything|-|{pid}|" + "0" * 64,
        "v1|{ben}|-|{pid}|" + "f" * 64,
        "a|b|c|d|e|f",
        "v1|everything|-|{pid}",
        "|" * 1000,
    ],
)
def test_a_claim_that_somebody_made_up_opens_nothing(
    concern: Concern, people: People, forged: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    told(forged.format(pid=pid, ben=people.ben.user.pk))

    assert count("cases_concern") == 0


def test_the_right_to_one_concern_does_not_become_another_by_editing(
    concern: Concern, people: People
) -> None:
    with deed(people.carla.actor, uuid4()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.claim')")
            (claim,) = cursor.fetchone()
        fields = claim.split("|")
        fields[2] = str(concern.pk)
        told("|".join(fields))

        assert count("cases_concern") == 0


def test_a_claim_of_another_connection_opens_nothing(concern: Concern) -> None:
    fields = claims.claim(claims.EVERYTHING).split("|")
    other = connection.copy()
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("SELECT set_config('app.claim', %s, false)", ["|".join(fields)])
            cursor.execute("SELECT walls.sees_all()")
            assert cursor.fetchone() == (False,)
    finally:
        other.close()


def test_a_membership_that_has_ended_closes_in_the_next_statement(
    concern: Concern, people: People
) -> None:
    with acting_as(people.ben.actor):
        before = count("cases_concern")
        today = timezone.localdate()
        with all_rows("a test ends a membership"):
            Membership.objects.filter(user=people.ben.user).update(
                validity=DateRange(today.replace(year=today.year - 2), today, bounds="[)")
            )

        assert (before, count("cases_concern")) == (1, 0)


def test_an_account_that_is_closed_closes_in_the_next_statement(
    concern: Concern, people: People
) -> None:
    with acting_as(people.ben.actor):
        before = count("cases_concern")
        people.ben.user.is_active = False
        people.ben.user.save()

        assert (before, count("cases_concern")) == (1, 0)


def test_a_grant_to_oneself_is_refused(people: People) -> None:
    with (
        acting_as(people.dora.actor),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO network_youthofficegroupgrant (id, group_id, permission_id,"
            " content_object_id) SELECT gen_random_uuid(), g.id, p.id, %s FROM auth_group g,"
            " auth_permission p LIMIT 1",
            [people.bornheim.pk],
        )


@pytest.mark.parametrize("verb", ["UPDATE cases_notice SET rank = 9", "DELETE FROM cases_draft"])
def test_rows_of_others_are_neither_changed_nor_taken_away(
    concern: Concern, people: People, verb: str
) -> None:
    make_draft(people.ada.user.pk, people)
    with acting_as(people.carla.actor), connection.cursor() as cursor:
        cursor.execute(verb)
        assert cursor.rowcount == 0


def make_draft(user: UUID, people: People) -> Draft:
    at = make_network.AT
    return Draft.objects.create(
        user_id=user, partner=people.school, entries={}, created_at=at, updated_at=at
    )


def test_a_foreign_case_and_none_at_all_refuse_a_child_alike(
    concern: Concern, people: People
) -> None:
    """A foreign key would tell whether the case exists; the wall answers first, and the same."""
    said = []
    for of in (concern.pk, uuid4()):
        with (
            acting_as(people.carla.actor),
            pytest.raises(ProgrammingError) as refusal,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO cases_child (id, concern_id, office_id, ref, position, identity)"
                " VALUES (%s, %s, %s, 'x', 9, '')",
                [uuid4(), of, people.siegburg.pk],
            )
        said.append(str(refusal.value))

    assert said[0] == said[1]
    assert "row-level security" in said[0]


def test_a_deed_opens_its_own_concern_and_no_other(people: People) -> None:
    one, other = make.make_concern(people), make.make_concern(people)

    with deed(people.carla.actor, one.pk):
        seen = set(Concern.objects.values_list("pk", flat=True))

    assert one.pk in seen
    assert other.pk not in seen


def test_after_a_deed_the_person_sees_as_before(concern: Concern, people: People) -> None:
    with acting_as(people.carla.actor):
        before = count("cases_child")
        with deed(people.carla.actor, concern.pk):
            inside = count("cases_child")

        assert (before, inside, count("cases_child")) == (0, 1, 0)


def test_a_deed_that_fails_leaves_nothing_open(concern: Concern, people: People) -> None:
    with acting_as(people.carla.actor):
        with (
            pytest.raises(ZeroDivisionError),
            transaction.atomic(),
            deed(people.carla.actor, concern.pk),
        ):
            _ = 1 / 0

        assert count("cases_child") == 0


def test_a_statement_that_fails_inside_a_savepoint_leaves_nothing_open(
    concern: Concern, people: People
) -> None:
    with acting_as(people.carla.actor):
        with (
            pytest.raises(DataError),
            transaction.atomic(),
            deed(people.carla.actor, concern.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1 / 0")

        assert count("cases_child") == 0


def test_people_without_an_account_of_their_own_are_nobody(concern: Concern) -> None:
    with acting_as(Actor(user_id=uuid4(), name="Niemand")):
        assert count("cases_concern") == 0


def test_nobody_reads_who_reported_through_a_notice(concern: Concern, people: People) -> None:
    to_bornheim = Notice.objects.filter(recipient_office=people.bornheim)
    to_bornheim.update(recipient_office=people.siegburg)
    with acting_as(people.carla.actor):
        assert Notice.objects.count() > 0
        assert (Reporter.objects.count(), Child.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_all_rows_are_open_for_a_transaction_and_never_for_a_connection() -> None:
    told("")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.claim', '', false)")
        with all_rows("a question of this test"):
            assert connection.in_atomic_block
            cursor.execute("SELECT walls.sees_all()")
            inside = cursor.fetchone()
        cursor.execute("SELECT walls.sees_all(), current_setting('app.claim')")
        after = cursor.fetchone()
    connection.close()

    assert (inside, after) == ((True,), (False, ""))


def test_all_rows_are_opened_for_a_reason_only() -> None:
    with pytest.raises(ValueError, match="reason"), all_rows(""):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO network_membership (id, user_id, office_id, role, validity, reason)"
        " SELECT gen_random_uuid(), %(me)s, %(office)s, 'case_worker', '[2020-01-01,)', ''",
        "INSERT INTO network_contactpoint SELECT * FROM network_contactpoint LIMIT 0",
    ],
)
def test_dora_gives_herself_nothing(people: People, statement: str) -> None:
    asked = {"me": people.dora.user.pk, "office": people.bornheim.pk}
    with acting_as(people.dora.actor), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, asked)
                written = cursor.rowcount
        except ProgrammingError:
            written = 0

    assert written == 0


@pytest.mark.parametrize(
    "table", ["network_contactpoint", "network_membership", "network_oncallslot"]
)
def test_addresses_roles_and_rules_are_not_changed_past_their_pages(
    people: People, table: str
) -> None:
    with acting_as(people.ben.actor), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
        assert cursor.rowcount == 0


def test_the_office_of_the_child_reads_who_reported_in_a_deed_only(
    concern: Concern, people: People
) -> None:
    with acting_as(people.ben.actor):
        before = count("cases_reporter")
        with deed(people.ben.actor, concern.pk):
            inside = count("cases_reporter")
        assert (before, inside, count("cases_reporter")) == (0, 1, 0)


def test_aliases_of_somebody_else_in_a_claim_open_nothing(concern: Concern, people: People) -> None:
    with acting_as(people.carla.actor), connection.cursor() as cursor:
        said = claims.claim(people.carla.user.pk).split("|")
        said[4] = ",".join(map(str, aliases_of(people.ada.user.pk)))
        cursor.execute("SELECT set_config('app.claim', %s, true)", ["|".join(said)])
        cursor.execute("SELECT walls.aliases(), walls.person()")
        assert cursor.fetchone() == ([], None)


def test_an_account_that_was_closed_has_no_alias_any_more(concern: Concern, people: People) -> None:
    with acting_as(people.ada.actor):
        assert count("cases_reporter") == 1
    type(people.ada.user).objects.filter(pk=people.ada.user.pk).update(is_active=False)
    with acting_as(people.ada.actor):
        assert (count("cases_reporter"), count("cases_concern")) == (0, 0)


def test_a_claim_of_the_version_before_opens_what_it_opened(
    concern: Concern, people: People
) -> None:
    with acting_as(people.ben.actor):
        said = "|".join(["v1", *claims.claim(people.ben.user.pk).split("|")[1:4]])
        seal = hmac.digest(claims._key(), said.encode(), hashlib.sha256).hex()
        told(f"{said}|{seal}")
        assert count("cases_concern") == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT walls.aliases(), walls.claimed(5)")
            assert cursor.fetchone() == ([], None)


def test_nobody_asks_who_reported_by_trying_names(concern: Concern, people: People) -> None:
    with acting_as(people.dora.actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT walls.reported(%s, %s, %s)",
            [concern.pk, people.ada.user.pk, aliases_of(people.ada.user.pk)],
        )
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT walls.reported(%s, walls.person(), %s)",
            [concern.pk, aliases_of(people.ada.user.pk)],
        )
        assert cursor.fetchone() == (False,)


def test_nobody_asks_which_office_has_a_case_by_trying_offices(
    concern: Concern, people: People
) -> None:
    with acting_as(people.carla.actor), connection.cursor() as cursor:
        cursor.execute("SELECT walls.works_on(%s, %s)", [concern.pk, [people.bornheim.pk]])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("table", ["cases_adult", "cases_itemmark", "cases_accessexport"])
def test_whoever_reported_reads_nothing_of_the_work_on_it(
    concern: Concern, people: People, table: str
) -> None:
    with acting_as(people.ada.actor):
        assert count(table) == 0
