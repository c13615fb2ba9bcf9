"""Parts of models: sort keys and constraints that several tables share."""

from collections.abc import Sequence
from enum import StrEnum
from functools import reduce
from operator import or_

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

_ACCENTED = "ÄÖÜäöüÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãçèéêëìíîïñòóôõùúûý"
_PLAIN = "aouaouaaaaceeeeiiiinoooouuuyaaaaceeeeiiiinoooouuuy"


def sort_key_of(name: str) -> models.GeneratedField:
    """A column the database fills: German order (ä as a, ß as ss, no case) under any collation."""
    bare = Func(
        Replace(F(name), Value("ß"), Value("ss")),
        Value(_ACCENTED),
        Value(_PLAIN),
        function="translate",
        output_field=models.CharField(),
    )
    return models.GeneratedField(
        expression=Lower(bare),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )


def one_of(field: str, kind: type[StrEnum], *, name: str, message: str) -> models.CheckConstraint:
    """The column holds a member of the enum and nothing else; Python is not asked."""
    values = sorted(member.value for member in kind)
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=message,
    )


def exactly_one(fields: Sequence[str], *, name: str, message: str) -> models.CheckConstraint:
    """Of several foreign keys one is set, the others are not."""
    cases = [Q(**{f"{each}__isnull": each != chosen for each in fields}) for chosen in fields]
    return models.CheckConstraint(
        condition=reduce(or_, cases), name=name, violation_error_message=message
    )


def no_overlap(
    *same: Combinable, name: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Rows that agree in all of `same` must not overlap in `validity`."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((each, RangeOperators.OVERLAPS) for each in same),
            ("validity", RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def same_key(*fields: str) -> Func:
    """A UUID as a range of one point, so that GiST compares it without an extension."""
    keys = [F(field) for field in fields]
    key = keys[0] if len(keys) == 1 else Func(*keys, function="coalesce")
    return Func(key, key, Value("[]"), function="uuidrange")


def same_text(field: str) -> Func:
    """A text as a range of one point, so that GiST compares it without an extension."""
    return Func(F(field), F(field), Value("[]"), function="textrange")


def sound_validity(*, name: str) -> models.CheckConstraint:
    """A validity has a first day and contains at least that day."""
    return models.CheckConstraint(
        condition=Q(validity__isempty=False, validity__startswith__isnull=False),
        name=name,
        violation_error_message=(
            "Die Gültigkeit braucht einen ersten Tag, der nicht nach dem letzten liegt."
        ),
    )
