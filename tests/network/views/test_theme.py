"""The choice of colours."""

import pytest
from django.http import HttpRequest
from django.test import Client

from network.views.theme import theme_of


def test_a_choice_is_kept_in_a_cookie_and_leads_back(client: Client) -> None:
    answer = client.post("/darstellung/", {"theme": "dark", "next": "/anmelden/?next=/postfach/"})

    assert answer["Location"] == "/anmelden/?next=/postfach/"
    assert answer.cookies["theme"].value == "dark"


def test_the_devices_own_colours_need_no_cookie(client: Client) -> None:
    client.cookies["theme"] = "dark"

    answer = client.post("/darstellung/", {"theme": "system"})

    assert answer.cookies["theme"].value == ""


@pytest.mark.parametrize("there", ["https://boese.example/", "//boese.example/", ""])
def test_it_never_leads_out_of_the_portal(client: Client, there: str) -> None:
    assert client.post("/darstellung/", {"theme": "dark", "next": there})["Location"] == "/"


def test_a_cookie_with_something_else_in_it_counts_as_none() -> None:
    request = HttpRequest()
    request.COOKIES["theme"] = '"><script>'

    assert theme_of(request) == ""
