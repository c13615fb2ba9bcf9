"""Who acts in a request."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from network.access import ActorRequest, acting_as, actor_for


class ActorMiddleware:
    """Sets `request.actor` once; what is open to a person is asked anew in every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_for(request.user, timezone.now())
        cast(ActorRequest, request).actor = actor
        with acting_as(actor):
            return self.get_response(request)
