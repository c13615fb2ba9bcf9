"""The page for the hour when the database is away: nothing is accepted, and whom to call."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string

from network.services.telephone_card import read_card

RETRY_AFTER_SECONDS = 30
SECRET = "password"  # noqa: S105 the word in a field's name


def outage(request: HttpRequest) -> HttpResponse:
    """Status 503, drawn without the database. What was typed is kept in a button to send it again.

    It never says that something was not stored: a connection may break between COMMIT and answer.
    """
    request.user = AnonymousUser()  # else whoever asks next would wait for the database once more
    page = render_to_string(
        "outage.html",
        {"switchboards": read_card(), "typed": _typed(request), "again": request.get_full_path()},
    )
    return HttpResponse(
        page,
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store, private"},
    )


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent; none where a password was among them."""
    try:
        fields = request.POST.lists()
    except (UnreadablePostError, RawPostDataException):
        return []
    typed = [(name, str(value)) for name, values in fields for value in values]
    return [] if any(SECRET in name for name, _ in typed) else typed
