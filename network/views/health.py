"""Whether the portal works, for monitors. Says nothing about people or cases."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.queries.hearts import Heart, hearts

_migrated = False


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has every table, else 503.

    A silent background process is named as late but leaves the status at 200: taking the pages away
    would help nobody, and a concern can still be reported and read.
    """
    try:
        migrated = _is_migrated()
        living = hearts() if migrated else ()
    except Error:
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    body = {
        "status": "ok" if migrated else "unavailable",
        "database": "ok",
        "migrations": "ok" if migrated else "pending",
        "heartbeats": {heart.name: _heartbeat(heart) for heart in living},
    }
    return JsonResponse(body, status=200 if migrated else 503)


def _heartbeat(heart: Heart) -> dict[str, object]:
    seconds = None if heart.age is None else round(heart.age.total_seconds())
    return {"age_seconds": seconds, "late": heart.is_silent}


def _is_migrated() -> bool:
    """Whether no migration is pending; asked until it is true, then remembered by this process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
