"""Pages for what went wrong. Each says what to do next."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kinderschutz.lib.outage import is_outage
from network.views.outage import outage

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 413 for what is too large, else 400; drawn without the request, maybe unsound."""
    if isinstance(exception, TOO_LARGE):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Status 503 while the database is away, else 500. Called while the failure is handled."""
    if is_outage(sys.exc_info()[1]):
        return outage(request)
    return HttpResponse(render_to_string("500.html"), status=500)
