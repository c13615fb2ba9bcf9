"""Who acts in a request."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from network.access import NOBODY, Actor, acting
from network.middleware import ActorMiddleware
from network.models import User
from tests.people import People


def seen_by(user: User | AnonymousUser) -> tuple[Actor, Actor]:
    """What a view finds: the request's actor, and who acts."""
    seen: list[tuple[Actor, Actor]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append((request.actor, acting()))  # type: ignore[attr-defined] # set by the middleware
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = user
    ActorMiddleware(view)(request)
    return seen[0]


def test_a_view_knows_who_acts(people: People) -> None:
    actor, at_work = seen_by(people.ben.user)

    assert actor == at_work
    assert actor.user_id == people.ben.user.pk
    assert actor.offices == {people.bornheim.pk}
    assert acting() == NOBODY


def test_a_visitor_is_nobody(people: People) -> None:
    assert seen_by(AnonymousUser()) == (NOBODY, NOBODY)
