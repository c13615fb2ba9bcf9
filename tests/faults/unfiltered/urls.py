"""Pages that ask for everything, as a view does whose author forgot `visible_to`.

Each answers with the keys of all concerns of which it sees a row; `reads` may fail in the middle.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import DataError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from cases.models import Child, Concern
from kinderschutz.urls import handler400, handler500
from kinderschutz.urls import urlpatterns as real
from network.access import ActorRequest, all_rows, deed

__all__ = ["handler400", "handler500", "urlpatterns"]

QUERIES = {
    "concern": "SELECT id::text FROM cases_concern",
    "child": "SELECT DISTINCT concern_id::text FROM cases_child",
    "reporter": "SELECT DISTINCT concern_id::text FROM cases_reporter",
    "decision": "SELECT DISTINCT concern_id::text FROM cases_decision",
}


def seen(table: str) -> list[str]:
    """Keys of the concerns of which this table shows a row to this connection right now."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[table])
        return sorted(key for (key,) in cursor.fetchall())


@login_not_required
def everything(request: HttpRequest, table: str) -> JsonResponse:
    """All rows of a table; also for visitors."""
    return JsonResponse({"seen": seen(table)})


@login_not_required
def in_clear(request: HttpRequest) -> JsonResponse:
    """What people wrote, opened with the keys of the cases."""
    told = [each.account for each in Concern.objects.all()]
    told += [each.identity["name"] for each in Child.objects.all()]
    return JsonResponse({"told": told, "seen": seen("concern")})


@login_not_required
def breaks(request: HttpRequest, table: str) -> JsonResponse:
    """An error of our own after the rows were read."""
    raise ZeroDivisionError(len(seen(table)))


@login_not_required
def statement_fails(request: HttpRequest, table: str) -> JsonResponse:
    """A statement fails and nobody catches it: the transaction is broken."""
    seen(table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return JsonResponse({"seen": seen(table)})


@login_not_required
def statement_is_caught(request: HttpRequest, table: str) -> JsonResponse:
    """A statement fails in a savepoint; the request goes on."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
    except DataError:
        pass
    return JsonResponse({"seen": seen(table)})


def in_a_deed(request: ActorRequest, table: str, concern: UUID) -> JsonResponse:
    """One more concern is open for a moment, and shut again."""
    with deed(request.actor, concern):
        inside = seen(table)
    return JsonResponse({"inside": inside, "seen": seen(table)})


def deed_breaks(request: ActorRequest, table: str, concern: UUID) -> JsonResponse:
    """An error while one more concern is open."""
    with transaction.atomic(), deed(request.actor, concern):
        raise ZeroDivisionError(len(seen(table)))


@login_not_required
def counted(request: HttpRequest, table: str) -> JsonResponse:
    """All rows are open for a moment, for visitors outside of any transaction."""
    with all_rows("a figure over all offices"):
        figure = len(seen(table))
    return JsonResponse({"figure": figure, "seen": seen(table)})


@login_not_required
def counting_breaks(request: HttpRequest, table: str) -> JsonResponse:
    """An error while all rows are open."""
    with all_rows("a figure over all offices"):
        raise ZeroDivisionError(len(seen(table)))


urlpatterns = [
    path("roh/klartext/", in_clear),
    path("roh/<slug:table>/", everything),
    path("roh/<slug:table>/bricht/", breaks),
    path("roh/<slug:table>/anweisung/", statement_fails),
    path("roh/<slug:table>/gefangen/", statement_is_caught),
    path("roh/<slug:table>/tat/<uuid:concern>/", in_a_deed),
    path("roh/<slug:table>/tat-bricht/<uuid:concern>/", deed_breaks),
    path("roh/<slug:table>/zahl/", counted),
    path("roh/<slug:table>/zahl-bricht/", counting_breaks),
    *real,
]
