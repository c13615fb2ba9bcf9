"""Pages for what went wrong. Each says what to do next."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 413 for what is too large, else 400; drawn without the request, maybe unsound."""
    if isinstance(exception, TOO_LARGE):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)
