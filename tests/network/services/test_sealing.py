"""The sealer: every line once, in one chain, whatever commits when; nobody cuts it unseen."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from network import audit
from network.access import SYSTEM, acting_as
from network.domain.sealing import BEGINNING, FORMS, newest_form
from network.models import Event, Look, Seal, Unsealed
from network.services import sealing
from network.services.forgetting import TooYoung, forget, forget_looks
from network.services.sealing import head, seal_due


def write(number: int = 1) -> None:
    for _ in range(number):
        audit.record("tested", by=SYSTEM, at=timezone.now(), on_kind="thing", on_id=uuid4())


def write_look() -> None:
    audit.looked(
        "tested",
        by=SYSTEM,
        at=timezone.now(),
        on_kind="thing",
        on_id=uuid4(),
        concern_id=None,
        office_id=None,
        purpose="casework",
    )


@pytest.fixture(autouse=True)
def as_the_portal(db: None):  # type: ignore[no-untyped-def]  # a generator of nothing
    with acting_as(SYSTEM):
        yield


def test_lines_of_both_logs_are_sealed_in_one_chain() -> None:
    write()
    write_look()

    assert seal_due() == 2

    assert [(each.number, each.source) for each in Seal.objects.order_by("number")] == [
        (1, "event"),
        (2, "look"),
    ]
    assert not Unsealed.objects.exists()
    assert head() == (2, bytes(Seal.objects.get(number=2).chain))


def test_what_is_sealed_is_not_sealed_again() -> None:
    write()
    seal_due()

    assert seal_due() == 0
    assert Seal.objects.count() == 1


def test_the_chain_begins_at_a_known_value() -> None:
    assert head() == (0, BEGINNING)


def test_portions_make_the_same_chain_as_one_go() -> None:
    write(5)

    assert [seal_due(limit=2), seal_due(limit=2), seal_due(limit=2)] == [2, 2, 1]
    assert [each.number for each in Seal.objects.order_by("number")] == [1, 2, 3, 4, 5]


def test_a_form_covers_every_column_of_its_table() -> None:
    for source, model in sealing.SOURCES.items():
        form = newest_form(source)
        columns = {field.attname for field in model._meta.concrete_fields}
        assert columns == set(FORMS[source][form]), source


def test_seals_cannot_be_changed() -> None:
    write()
    seal_due()

    with pytest.raises(ProgrammingError), transaction.atomic():
        Seal.objects.update(number=7)


@pytest.mark.parametrize("delete", [forget, forget_looks])
def test_a_young_log_is_not_deleted(delete: Any) -> None:
    with pytest.raises(TooYoung):
        delete(before=timezone.now() - timedelta(days=364), by=SYSTEM, at=timezone.now())


def test_the_database_refuses_to_delete_a_young_log() -> None:
    write()
    seal_due()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_forget(1, %s)", [a_year_ago()])
    assert Event.objects.count() == 1


def a_year_ago() -> datetime:
    return timezone.now() - timedelta(days=366)


def test_an_undone_deed_leaves_nothing_to_seal() -> None:
    def undone() -> None:
        with transaction.atomic():
            write_look()
            raise LookupError

    with pytest.raises(LookupError):
        undone()

    assert (Look.objects.count(), Unsealed.objects.count()) == (0, 0)
