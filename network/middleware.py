"""Who acts in a request, and who has to sign in first."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from kinderschutz.lib.page_before import page_before
from kinderschutz.lib.typed import keep_typed
from kinderschutz.lib.waiting import attempt
from network.access import ActorRequest, Refused, acting_as, actor_for

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` once; what is open to a person is asked anew in every request.

    A request of somebody who is logged in is one transaction, in which the database knows who asks
    (docs/adr/0050). It ends before the answer leaves; what ends in an error leaves nothing behind.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self._answer(request)
        with transaction.atomic():
            response = self._answer(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        actor = actor_for(request.user, timezone.now())
        cast(ActorRequest, request).actor = actor
        with acting_as(actor):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A refusal that no view answered looks like absence, as everywhere."""
        if isinstance(exception, Refused):
            raise Http404 from exception


class LogInMiddleware(LoginRequiredMiddleware):
    """Who is not logged in does so first; what they have typed does not get lost on the way."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Scripts get a 401 instead of a page; forms that are marked are kept until later.

        Other forms lead back to the page that held them: their own address may show nothing.
        """
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({}, status=401)
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        if getattr(view_func, "keeps_typed", False):
            if not attempt(request, action="typed_without_session").wait:  # else it is a flood
                keep_typed(request)
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_before(request) or "/", self.get_login_url(view_func))
