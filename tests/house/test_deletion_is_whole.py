"""Every table is either emptied with the concern, or somebody has said why it stays."""

import pytest
from django.apps import apps
from django.db.models import Model, UUIDField

from cases.models import Concern
from cases.queries.staying import STAYS
from cases.queries.tables_of_a_case import SOFT, models_of_a_concern

ALL = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
GOES = {model._meta.label for model in models_of_a_concern()}
POINTERS = {"message_id", "concern_id", "about", "notice_id", "child_id", "on_id"}


@pytest.mark.parametrize("label", sorted(set(ALL) - GOES))
def test_a_table_that_does_not_go_with_the_concern_has_a_reason(label: str) -> None:
    assert STAYS.get(label), f"{label}: belongs to a concern, or say in staying.py why it stays"


def test_no_reason_is_left_over() -> None:
    assert sorted(set(STAYS) - (set(ALL) - GOES)) == []


def test_the_walk_finds_what_hangs_on_a_concern_through_others() -> None:
    assert {"cases.Ownership", "cases.Acknowledgement", "cases.UploadPiece"} <= GOES
    assert {"network.Attempt", "network.CallAttempt", "network.LetterEntry"} <= GOES


@pytest.mark.parametrize("label", sorted(GOES - {Concern._meta.label}))
def test_every_foreign_key_to_what_goes_comes_from_what_goes(label: str) -> None:
    """Else the transaction would be refused at its end, for one concern in a thousand."""
    pointing = {
        model._meta.label
        for model in ALL.values()
        for field in model._meta.local_concrete_fields
        if field.related_model is not None and _label(field.related_model) == label
    }

    assert pointing <= GOES


@pytest.mark.parametrize("label", sorted(ALL))
def test_a_key_without_a_foreign_key_is_looked_at(label: str) -> None:
    """A bare UUID column that may name a concern, notice or child is in SOFT or has a reason."""
    loose = {
        field.column
        for field in ALL[label]._meta.local_concrete_fields
        if isinstance(field, UUIDField) and not field.is_relation and field.column in POINTERS
    }
    known = {column for model, column, _ in SOFT if model is ALL[label]}

    assert loose <= known or label in GOES or STAYS.get(label)


def _label(model: type[Model] | str) -> str:
    return model if isinstance(model, str) else model._meta.label
