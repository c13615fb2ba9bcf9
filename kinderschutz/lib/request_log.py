"""One log line and one count for each request: route and person's key, never path or name."""

import logging
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kinderschutz.lib import figures
from kinderschutz.lib.log_fields import METHODS, Known, bound

logger = logging.getLogger("kinderschutz.request")

UNMATCHED, STATIC = Known("unmatched"), Known("static")
HEADER = "X-Request-ID"
CALM = frozenset({STATIC, "network:healthz", "network:readyz", "cases:metrics", "cases:watchdog"})
"""Routes that machines ask all the time; they are logged only when they fail."""


class RequestLogMiddleware:
    """The outermost one: it sees every answer, and every line inside carries its `request_id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        request_id = uuid4()
        with bound(request_id=request_id):
            response = self.get_response(request)
        seconds = time.perf_counter() - begun
        _write(request, response, seconds, request_id)
        response[HEADER] = str(request_id)
        return response


def route_of(request: HttpRequest) -> Known:
    """The name of the route as the code calls it; the address itself may hold keys and input."""
    if request.resolver_match is not None:
        return Known(request.resolver_match.view_name)
    return STATIC if request.path.startswith(settings.STATIC_URL) else UNMATCHED


def _write(request: HttpRequest, response: HttpResponse, seconds: float, request_id: UUID) -> None:
    route = route_of(request)
    method = request.method if request.method in METHODS else "OTHER"
    figures.ANSWERS.labels(route, method, response.status_code).inc()
    figures.SECONDS.labels(route).observe(seconds)
    failed = response.status_code >= 500
    actor = getattr(getattr(request, "actor", None), "user_id", None)
    logger.log(
        logging.WARNING if failed else logging.DEBUG if route in CALM else logging.INFO,
        "request",
        extra={
            "request_id": request_id,
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            **({"actor": actor} if actor else {}),
        },
    )
