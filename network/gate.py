"""Between a log-in and the portal: the second factor, and how long a session lasts."""

from collections.abc import Callable
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
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
        "network:healthz",
        "network:logged_out",
        "network:login",
        "network:logout",
        "network:readyz",
        "network:theme",
    }
)
"""What somebody reaches who gave one factor only: giving the second, and the way out."""

ENROLMENT = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_index"})
"""Setting up the second factor: open to one factor only as long as the account has no second."""


class SecondFactorMiddleware:
    """Nobody gets further than to setting up a second factor without having given one.

    Asked of the session, not of the account: an account with a factor is never let in without it.
    Where the account has one, a session without it does not set up another: whoever knew only the
    password before would otherwise let themselves in.
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
        asked = request.resolver_match.view_name if request.resolver_match else ""
        has_factor = is_mfa_enabled(request.user)
        if asked in OPEN_WITHOUT or (asked in ENROLMENT and not has_factor):
            return None
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({}, status=401)
        step = "account_reauthenticate" if has_factor else "mfa_index"
        return HttpResponseRedirect(reverse(step))


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
