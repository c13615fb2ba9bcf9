"""What was sent after a session had ended: kept, sealed, until the person has logged in again."""

import base64
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, QueryDict

from kinderschutz.lib.crypto import UnreadableValue
from kinderschutz.lib.sealed import key_ring

View = TypeVar("View", bound=Callable[..., Any])

SESSION_KEY = "typed"
MOST = 400_000
"""Characters of a request as it was sent; forms take half of that."""


def keeps_typed(view: View) -> View:
    """Mark a view whose forms must not be lost when they are sent without a session."""
    view.keeps_typed = True  # type: ignore[attr-defined]  # read by LogInMiddleware
    return view


def keep_typed(request: HttpRequest) -> None:
    """Put what was sent into the session that logging in will continue; unreadable there."""
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    text = body.urlencode()
    if len(text) <= MOST:
        sealed = key_ring().encrypt(text, place=_place(request))
        request.session[SESSION_KEY] = [request.path, base64.b64encode(sealed).decode()]


def take_typed(request: HttpRequest) -> QueryDict | None:
    """What was sent to this address before logging in, once; None where there is nothing."""
    path, sealed = request.session.get(SESSION_KEY) or ("", "")
    if path != request.path:
        return None
    del request.session[SESSION_KEY]
    try:
        return QueryDict(key_ring().decrypt(base64.b64decode(sealed), place=_place(request)))
    except UnreadableValue:
        return None


def typed_at(request: HttpRequest, path: str) -> QueryDict | None:
    """What was sent to `path` and kept; it stays until `take_typed` or `forget_typed`."""
    kept_for, sealed = request.session.get(SESSION_KEY) or ("", "")
    if kept_for != path:
        return None
    try:
        return QueryDict(key_ring().decrypt(base64.b64decode(sealed), place=f"typed {path}"))
    except UnreadableValue:
        return None


def forget_typed(request: HttpRequest) -> None:
    """Drop what was kept."""
    request.session.pop(SESSION_KEY, None)


def _place(request: HttpRequest) -> str:
    return f"typed {request.path}"
