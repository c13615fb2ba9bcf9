"""Requests that no form of ours can have sent are refused before anything reads them.

Signs that no database stores in an address, methods that no page answers, bodies in another
alphabet than the pages are written in.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
ALPHABETS = frozenset({"", "utf-8", "utf8"})
LONGEST_ADDRESS = 8_000
"""Characters of path and query; gunicorn hands on a little more (web_server.py)."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class SoundRequestMiddleware:
    """400 or 405 in German for what is unsound; an answer 405 of a view gets its page here, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return _page(HttpResponseNotAllowed(METHODS))
        if not is_sound(request):
            return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)
        response = self._get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return _page(response)
        return response


def is_sound(request: HttpRequest) -> bool:
    """Whether address and alphabet are such that a page of ours could have led here."""
    if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return False
    query = unquote(request.META.get("QUERY_STRING", ""), errors="replace")
    alphabet = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
    return not _CONTROLS.search(request.path_info + query) and alphabet in ALPHABETS


def _page(response: HttpResponse) -> HttpResponse:
    response.content = render_to_string("405.html").encode()
    return response
