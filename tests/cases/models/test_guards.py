"""What the database itself guards, tried with the application's own role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from cases.models import Adult, Child, Concern, Decision, Ownership, Reporter
from network.models import YouthOffice
from tests.flows.conftest import District
from tests.flows.reports import ada_reports

pytest_plugins = ["tests.flows.conftest"]
WITHOUT_OWNER = "ohne zuständiges Jugendamt"


def commit(*changes: Callable[[], object]) -> None:
    """Do this in one transaction; the database looks at it as it would at its end."""
    with transaction.atomic():
        for change in changes:
            change()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def owner_of(concern: Concern) -> Ownership:
    return Ownership.objects.get(child__concern=concern)


def test_a_child_cannot_have_two_owners_at_once(district: District) -> None:
    held = owner_of(ada_reports(district))

    with pytest.raises(IntegrityError, match="ownership_one_at_a_time"), transaction.atomic():
        Ownership.objects.create(
            child=held.child,
            office=YouthOffice.objects.get(key="siegburg"),
            held=(timezone.now() + timedelta(days=1), None),
            norm="§ 86c",
        )


def test_a_child_cannot_be_without_an_owner(district: District) -> None:
    held = owner_of(ada_reports(district))

    held.held = (held.held.lower, held.held.lower + timedelta(hours=1))

    with pytest.raises(IntegrityError, match=WITHOUT_OWNER):
        commit(held.save)


def test_ownership_cannot_be_taken_away(district: District) -> None:
    held = owner_of(ada_reports(district))

    with pytest.raises(IntegrityError, match=WITHOUT_OWNER):
        commit(held.delete)


def test_a_child_without_an_owner_is_not_written(district: District) -> None:
    child = Child(concern=ada_reports(district), ref="Z", position=9, identity={})

    with pytest.raises(IntegrityError, match=WITHOUT_OWNER):
        commit(child.save)


def test_ownership_passes_on_without_a_gap(district: District) -> None:
    held = owner_of(ada_reports(district))
    change = held.held.lower + timedelta(hours=1)

    held.held = (held.held.lower, change)
    next_owner = Ownership(
        child=held.child,
        office=YouthOffice.objects.get(key="siegburg"),
        held=(change, None),
        norm="§ 86c Abs. 1 SGB VIII",
    )

    commit(held.save, next_owner.save)

    assert Ownership.objects.filter(child=held.child).count() == 2


@pytest.mark.parametrize("model", [Concern, Reporter, Adult, Decision])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_record_is_not_rewritten(district: District, model: type[Model], change: str) -> None:
    ada_reports(district)
    rows = model._default_manager.all()
    attempts: dict[str, Callable[[], object]] = {
        "update": lambda: rows.update(office=YouthOffice.objects.get(key="siegburg")),
        "delete": lambda: rows._raw_delete("default"),
    }

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        attempts[change]()


def test_names_and_texts_lie_sealed_in_the_tables(district: District) -> None:
    ada_reports(district)

    with connection.cursor() as cursor:
        cursor.execute("SELECT account, points FROM cases_concern")
        sealed = [bytes(value) for value in cursor.fetchall()[0]]
    assert all(value[0] == 1 and b"Kanarien" not in value for value in sealed)
    assert Concern.objects.get().account.startswith("Kanarienbericht")


def test_sealed_columns_cannot_be_searched(district: District) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Concern.objects.filter(account="Kanarienbericht").exists()
