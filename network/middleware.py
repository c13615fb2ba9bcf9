"""Who acts in a request, and what a browser may keep of the answer."""

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from network.access import ActorRequest, Refused, acting_as, actor_for

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` once; what is open to a person is asked anew in every request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_for(request.user, timezone.now())
        cast(ActorRequest, request).actor = actor
        with acting_as(actor):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A refusal that no view answered looks like absence, as everywhere."""
        if isinstance(exception, Refused):
            raise Http404 from exception


class NoStoreMiddleware:
    """Pages of people who are logged in stay in no cache, not even the browser's own.

    Else the back button shows a case after logging out on a shared machine.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response
