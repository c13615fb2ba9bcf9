"""Deeds about one concern: a transaction in which the database opens that concern, and no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

from cases.models import Concern, Notice
from network.access import Actor, Refused, all_rows, deed
from network.models import Call, PostalLetter

P = ParamSpec("P")
R = TypeVar("R")
About = Concern | Notice | Call | PostalLetter | Any


def a_deed(*, about: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For services: one transaction, and the rows of one concern open to it.

    `about` names the argument that holds the concern, or something that belongs to one. Raises
    Refused where the database itself does not open that row to whoever acts: the second wall asks
    before it lets the deed see what else belongs to the concern.
    """

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Any = kwargs["by"]
            with transaction.atomic(), _opened(by, kwargs[about]):
                return service(*args, **kwargs)

        return inside

    return decorate


@contextmanager
def _opened(by: Actor, row: About) -> Iterator[None]:
    concern = _concern_of(row)
    if concern is None:
        raise Refused("Dafür fehlt Ihnen die Berechtigung.")
    with deed(by, concern):
        yield


def _concern_of(row: About) -> UUID | None:
    """The concern as the database itself names it to whoever acts, whatever the object at hand has
    become; None where it shows no such row.
    """
    kind: Any = type(row)
    shown = kind._default_manager.filter(pk=row.pk)
    if isinstance(row, Concern):
        return _first(shown, "pk")
    if not isinstance(row, Call | PostalLetter):
        return _first(shown, "concern_id")
    message = _first(shown, "message_id")
    with all_rows("which concern a call or a letter belongs to"):
        return message and _first(Notice.objects.filter(pk=message), "concern_id")


def _first(rows: Any, column: str) -> UUID | None:
    found: UUID | None = rows.values_list(column, flat=True).first()
    return found
