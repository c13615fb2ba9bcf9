"""Between a log-in and the portal: the second factor, and how long a session lasts."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from kinderschutz.lib.sessions import SessionStore
from kinderschutz.lib.signed_in import has_second_factor
from network.access import NOBODY, ActorRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT = frozenset(
    {
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "network:healthz",
        "network:logged_out",
        "network:login",
        "network:logout",
        "network:readyz",
        "network:theme",
    }
)
"""What somebody reaches who gave one factor only: setting up the second, and the way out."""


class SecondFactorMiddleware:
    """Nobody gets further than to setting up a second factor without having given one.

    Asked of the session, not of the account: an account with a factor is never let in without it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object
    ) -> HttpResponseBase | None:
        """The way to the second factor, or None where the request may go on."""
        if not request.user.is_authenticated or has_second_factor(request):
            return None
        cast(ActorRequest, request).actor = NOBODY
        if request.resolver_match and request.resolver_match.view_name in OPEN_WITHOUT:
            return None
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({}, status=401)
        return HttpResponseRedirect(reverse("mfa_index"))


class AwakeMiddleware:
    """What somebody does keeps the session awake; what a page asks by itself does not."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_: object
    ) -> None:
        """Put the end of the session off, by the clock of the database, at most once a minute."""
        if not request.user.is_authenticated:
            return
        session = cast(SessionStore, request.session)
        if request.method == "GET" and "HX-Request" in request.headers:  # a list renews itself
            session.sleeps = True
        else:
            session.stay_awake()
