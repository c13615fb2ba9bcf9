"""Parts of a page that keep themselves fresh: sent again only when they would look different."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

UNCHANGED = 304


def fingerprint(*shown: object) -> str:
    """Changes when anything that is shown changes; says nothing about what it is."""
    return sha256(repr(shown).encode()).hexdigest()[:32]


def fresh_part(
    request: HttpRequest, template: str, context: dict[str, object], *, mark: str
) -> HttpResponse:
    """The part alone with its fingerprint, or 304 where the reader has it already."""
    if request.headers.get("HX-PTag") == mark:
        return HttpResponse(status=UNCHANGED)
    response = render(request, template, context)
    response["HX-PTag"] = mark
    return response
