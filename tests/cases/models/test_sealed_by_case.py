"""What a case holds is sealed with the key of the case: read in one query, written row by row."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.test.utils import CaptureQueriesContext

from cases.models import Acknowledgement, CaseKey, Child, Concern, Decision, Notice
from cases.services.acknowledgement import take_over
from cases.services.erasing import shred
from kinderschutz.lib import case_keys
from kinderschutz.lib.crypto import CASE_ENVELOPE, ShreddedValue, UnreadableValue
from kinderschutz.lib.key_ring import key_ring
from kinderschutz.lib.sealed import GONE
from network.access import SYSTEM, acting_as
from tests.factories import cases as make
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_the_portal() -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


@pytest.fixture
def concern(people: People) -> Concern:
    return make.make_concern(people, make.child("A"), make.child("B"))


def stored(table: str, column: str, key: UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])
        (value,) = cursor.fetchone() or (None,)
    assert value is not None
    return bytes(value)


def test_every_case_has_a_key_of_its_own(people: People) -> None:
    first, second = make.make_concern(people), make.make_concern(people)

    keys = {key.concern_id: bytes(key.wrapped or b"") for key in CaseKey.objects.all()}
    assert set(keys) == {first.pk, second.pk}
    assert keys[first.pk] != keys[second.pk]


def test_the_value_names_the_case_and_shows_nothing(concern: Concern) -> None:
    value = stored("cases_concern", "account", concern.pk)

    assert value[0] == CASE_ENVELOPE
    assert value[1:17] == concern.pk.bytes
    assert make.ACCOUNT.encode() not in value


def test_a_report_looks_up_its_key_once(people: People) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        make.make_concern(people, make.child("A"), make.child("B"))

    begins = [str(each["sql"]).split(" (")[0] for each in queries]
    looked_up = [each for each in begins if each.startswith("SELECT wrapped")]
    made = [each for each in begins if each == f"INSERT INTO {case_keys.TABLE}"]
    assert (len(looked_up), len(made)) == (0, 1)


def test_many_cases_are_read_in_one_query(people: People) -> None:
    for _ in range(4):
        make.make_concern(people)

    with CaptureQueriesContext(connection) as queries:
        texts = [each.account for each in Concern.objects.all()]

    assert texts == [make.ACCOUNT] * 4
    assert len(queries) == 1


def test_related_rows_come_with_their_keys(concern: Concern) -> None:
    notices = Notice.objects.select_related("concern", "decision").filter(concern=concern)

    with CaptureQueriesContext(connection) as queries:
        found = [(each.headline != "", each.concern.account, each.decision) for each in notices]

    assert {account for _, account, _ in found} == {make.ACCOUNT}
    assert all(decision and decision.inputs for _, _, decision in found)
    assert len(queries) == 1


def test_a_value_can_be_left_out_and_fetched_later(concern: Concern) -> None:
    (found,) = Concern.objects.defer("account").filter(pk=concern.pk)
    (other,) = Concern.objects.only("reference").filter(pk=concern.pk)

    assert (found.account, other.account) == (make.ACCOUNT, make.ACCOUNT)


def test_values_and_expressions_open_it_as_well(concern: Concern) -> None:
    notices = Notice.objects.filter(concern=concern)

    assert set(notices.values_list("concern__account", flat=True)) == {make.ACCOUNT}
    assert {row["told"] for row in notices.annotate(told=F("concern__account")).values("told")} == {
        make.ACCOUNT
    }


def test_a_subquery_brings_the_key_along(concern: Concern) -> None:
    account = Concern.objects.filter(pk=OuterRef("concern")).values("account")[:1]

    (child, _) = Child.objects.annotate(told=Subquery(account)).order_by("position")

    assert child.told == make.ACCOUNT
    assert child.identity["name"] == f"{make.CHILD_NAME} A"


def test_locks_groups_unions_and_conditions_work_with_it(concern: Concern) -> None:
    counted = Concern.objects.annotate(many=Count("children")).get(pk=concern.pk)
    locked = Child.objects.select_for_update(of=("self",), no_key=True).get(
        concern=concern, ref="B"
    )
    there = Exists(Child.objects.filter(concern=OuterRef("pk"), identity__isnull=False))
    both = Concern.objects.filter(there).union(Concern.objects.filter(pk=uuid4()))

    assert (counted.many, counted.account) == (2, make.ACCOUNT)
    assert locked.identity["name"] == f"{make.CHILD_NAME} B"
    assert [each.account for each in both] == [make.ACCOUNT]
    assert Concern.objects.filter(there).distinct()[:5].count() == 1


def test_a_row_is_changed_and_reads_anew(concern: Concern) -> None:
    child = concern.children.get(ref="A")

    child.identity = {"name": "Anders"}
    child.save()

    assert Child.objects.get(pk=child.pk).identity == {"name": "Anders"}


def test_an_update_of_many_rows_is_refused(concern: Concern) -> None:
    with pytest.raises(FieldError, match="sealed with its row"), transaction.atomic():
        Child.objects.filter(concern=concern).update(identity={})


def test_a_sealed_value_moved_to_another_row_does_not_open(concern: Concern) -> None:
    first, second = concern.children.order_by("position")
    value = stored("cases_child", "identity", second.pk)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_child SET identity = %s WHERE id = %s", [value, first.pk])

    with pytest.raises(UnreadableValue):
        Child.objects.get(pk=first.pk)


def test_the_key_of_another_case_opens_nothing(people: People) -> None:
    first, second = make.make_concern(people), make.make_concern(people)
    other = CaseKey.objects.get(concern_id=second.pk)

    CaseKey.objects.filter(concern_id=first.pk).update(wrapped=other.wrapped)

    with pytest.raises(UnreadableValue):
        Concern.objects.get(pk=first.pk)


def test_rows_that_point_to_the_case_by_another_row_have_its_key(
    people: People, concern: Concern
) -> None:
    notice = make.notice_to(concern, "bornheim")

    with transaction.atomic():
        take_over(notice=notice, by=people.ben.actor, at=notice.created_at)

    taken = Acknowledgement.objects.get(notice=notice)
    assert taken.name == people.ben.user.name
    assert stored("cases_acknowledgement", "name", taken.pk)[1:17] == concern.pk.bytes


def test_what_the_ring_sealed_before_is_still_read(concern: Concern) -> None:
    child = concern.children.get(ref="A")
    old = key_ring().encrypt('{"name":"Früher"}', place="cases_child.identity")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_child SET identity = %s WHERE id = %s", [old, child.pk])

    assert Child.objects.get(pk=child.pk).identity == {"name": "Früher"}


def test_of_a_shredded_case_nothing_opens_and_the_others_do(people: People) -> None:
    gone, kept = make.make_concern(people), make.make_concern(people)

    shred([gone.pk], at=gone.recorded_at)

    assert Concern.objects.get(pk=gone.pk).account == GONE
    assert {each.headline for each in Notice.objects.filter(concern=gone)} == {GONE}
    assert [each.identity for each in gone.children.all()] == [{}]
    assert [each.route for each in Decision.objects.filter(concern=gone)] == [[]]
    assert Concern.objects.get(pk=kept.pk).account == make.ACCOUNT


def test_nothing_is_written_into_a_shredded_case(concern: Concern) -> None:
    shred([concern.pk], at=concern.recorded_at)
    child = Child.objects.filter(concern=concern)[0]

    with pytest.raises(ShreddedValue), transaction.atomic():
        child.save()


def test_a_key_that_is_gone_without_being_shredded_is_no_deletion(concern: Concern) -> None:
    value = stored("cases_concern", "account", concern.pk)
    fetched = bytes([case_keys.FETCHED]) + concern.pk.bytes + b"\x00" + value

    with pytest.raises(UnreadableValue) as fault:
        Concern._meta.get_field("account").from_db_value(fetched, None, connection)
    assert not isinstance(fault.value, ShreddedValue)
