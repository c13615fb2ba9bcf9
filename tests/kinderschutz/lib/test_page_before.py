"""The way back leads to a page of this portal, whatever an address says."""

import pytest
from django.test import RequestFactory

from kinderschutz.lib.page_before import own_path

HERE = RequestFactory().get("/", headers={"host": "localhost"})


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("http://localhost/eingang/?stand=offen", "/eingang/?stand=offen"),
        ("/eingang/", "/eingang/"),
        ("", ""),
        ("https://anderswo.example/", ""),
        ("//anderswo.example/", ""),
        ("http://localhost//anderswo.example/", ""),
        ("http://localhost/\\anderswo.example/", ""),
        ("http://localhost\\@anderswo.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_way_back_stays_here(said: str, path: str) -> None:
    assert own_path(HERE, said) == path
