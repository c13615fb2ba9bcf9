"""Parts of a page that keep themselves fresh: sent again only when they would look different."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

UNCHANGED = 304
HEADER = "HX-PTag"


def fingerprint(*shown: object) -> str:
    """Changes when anything that is shown changes; says nothing about what it is."""
    return sha256(repr(shown).encode()).hexdigest()[:32]


def mark_of(*shown: object, at: datetime) -> str:
    """The mark of a part that tells ages: of what is shown, and of the minute, by which they grow.

    Nobody can guess it who has not been shown the same rows before.
    """
    return f"{fingerprint(*shown)}.{at:%Y%m%d%H%M}"


def has_seen(request: HttpRequest, mark: str) -> bool:
    """Whether the reader has the same rows before them already, at most with older ages."""
    return request.headers.get(HEADER, "").partition(".")[0] == mark.partition(".")[0]


def fresh_part(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    *,
    mark: str,
    look: Callable[[], None],
) -> HttpResponse:
    """The part alone with its mark, or 304 where the reader has it already.

    `look` puts it on record where rows are shown that the reader has not seen.
    """
    if request.headers.get(HEADER) == mark:
        return HttpResponse(status=UNCHANGED)
    if not has_seen(request, mark):
        look()
    response = render(request, template, context)
    response[HEADER] = mark
    return response
