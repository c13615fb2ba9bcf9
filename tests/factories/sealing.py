"""Sealed columns of copied rows: each copy gets an envelope of its own, under its case's key."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from cases.models import CaseKey
from kinderschutz.lib.case_keys import DataKey
from kinderschutz.lib.crypto import new_case_key
from kinderschutz.lib.sealed import EncryptedTextField, key_ring


def new_keys(cases: Iterable[UUID]) -> dict[UUID, DataKey]:
    """Keys for cases that were copied, written down."""
    ring = key_ring()
    made = {case: DataKey(case, new_case_key()) for case in cases}
    CaseKey.objects.bulk_create(
        (
            CaseKey(concern_id=each.case, wrapped=ring.wrap(each.key, case=each.case))
            for each in made.values()
        ),
        batch_size=5000,
    )
    return made


def sealed_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    """Columns of a table that the key of a case seals."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField) and field.case
    ]


def resealed(
    pattern: models.Model, keys: Mapping[UUID, DataKey], rows: Iterable[tuple[UUID, UUID]]
) -> dict[str, list[Any]]:
    """Per sealed column the envelopes of copies, told as (key of the copy, key of its case)."""
    told = list(rows)
    return {
        str(field.column): [
            None
            if getattr(pattern, field.attname) is None
            else bytes(field.sealed(getattr(pattern, field.attname), keys[case], row=row))
            for row, case in told
        ]
        for field in sealed_fields(type(pattern))
    }
