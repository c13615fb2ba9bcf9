"""`/wachhund`: for a watcher outside, strict. Says nothing about people, offices or cases."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.queries.vital_signs import vital_signs


@login_not_required
@require_safe
@never_cache
def watchdog(request: HttpRequest) -> JsonResponse:
    """200 while all that works unwatched is alive and in time, else 503 with what is wrong.

    Unlike `/readyz` it is no reason to take a web server away: it is for waking people.
    """
    try:
        signs = vital_signs()
    except Error:
        return JsonResponse({"status": "alarm", "faults": ["database"]}, status=503)
    body = {
        "status": "alarm" if signs.faults else "ok",
        "faults": list(signs.faults),
        "heartbeats": {heart.name: heart.seconds for heart in signs.hearts},
        "oldest_letter_seconds": signs.mail.oldest_seconds,
        "latest_step_seconds": signs.steps.seconds,
        "canary": signs.canary,
    }
    return JsonResponse(body, status=503 if signs.faults else 200)
