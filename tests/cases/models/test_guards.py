"""What the database itself refuses, whoever asks: an owner too many or none, a rewritten record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import Error, IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from cases.models import Acknowledgement, Adult, Child, Concern, Decision, Ownership, Reporter
from cases.services.acknowledgement import take_over
from network.models import Attempt, Event, YouthOffice
from tests.factories.cases import make_concern, notice_to
from tests.people import People

WRITTEN_ONCE: tuple[type[models.Model], ...] = (
    Concern,
    Reporter,
    Adult,
    Decision,
    Acknowledgement,
    Event,
    Attempt,
)


@pytest.fixture
def held(people: People) -> Ownership:
    """Bornheim owns the child since yesterday."""
    make_concern(people, at=timezone.now() - timedelta(days=1))
    return Ownership.objects.get()


@contextmanager
def checked_at_the_end() -> Iterator[None]:
    """What the database checks at the end of a transaction is checked at the end of the block."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def pass_on(held: Ownership, to: YouthOffice, *, ends: datetime, begins: datetime) -> None:
    """End one ownership and begin the next."""
    held.held = DateTimeTZRange(held.held.lower, ends)
    held.save()
    Ownership.objects.create(
        child=held.child, office=to, held=DateTimeTZRange(begins, None), norm="§ 86c SGB VIII"
    )


def test_two_offices_never_own_a_child_at_once(people: People, held: Ownership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.create(
            child=held.child,
            office=people.siegburg,
            held=DateTimeTZRange(timezone.now(), None),
            norm="§ 86c SGB VIII",
        )


def test_a_child_is_never_without_an_owner(held: Ownership) -> None:
    held.held = DateTimeTZRange(held.held.lower, timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic(), checked_at_the_end():
        held.save()


def test_between_two_owners_there_is_no_gap(people: People, held: Ownership) -> None:
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic(), checked_at_the_end():
        pass_on(held, people.siegburg, ends=now, begins=now + timedelta(seconds=1))


def test_ownership_passes_on_without_a_gap(people: People, held: Ownership) -> None:
    now = timezone.now()

    with transaction.atomic(), checked_at_the_end():
        pass_on(held, people.siegburg, ends=now, begins=now)

    assert Ownership.objects.count() == 2


def test_a_child_without_any_owner_is_refused(people: People, held: Ownership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), checked_at_the_end():
        Child.objects.create(concern=held.child.concern, ref="Z", position=2, identity={})


def test_the_owner_may_be_an_outside_district_but_not_both(people: People, held: Ownership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.create(
            child=held.child, held=DateTimeTZRange(timezone.now(), None), norm="§ 86 SGB VIII"
        )


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_record_is_not_rewritten(people: People, table: type[models.Model], deed: str) -> None:
    notice = notice_to(make_concern(people), "bornheim")
    take_over(notice=notice, by=people.ben.actor, at=timezone.now())
    name = connection.ops.quote_name(table._meta.db_table)

    with pytest.raises(Error) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(name))

    assert getattr(refusal.value.__cause__, "sqlstate", "") == "42501"
