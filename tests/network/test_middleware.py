"""What every page of a logged-in person has in common."""

import pytest
from django.http import Http404, HttpRequest
from django.test import Client
from django.urls import reverse

from network.access import Refused
from network.middleware import ActorMiddleware
from tests.people import People


def test_pages_of_logged_in_people_stay_in_no_cache(people: People) -> None:
    client = Client()
    client.force_login(people.ben.user)

    page = client.get(reverse("cases:inbox"))

    assert "no-store" in page.headers["Cache-Control"]


def test_a_refusal_that_no_view_answered_looks_like_absence() -> None:
    middleware = ActorMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]

    with pytest.raises(Http404):
        middleware.process_exception(HttpRequest(), Refused("nein"))
