"""Browsers are named as people know them."""

import pytest

from network.domain.browsers import browser_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
NAMES = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0": (
        "Firefox, Windows"
    ),
    f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0 Safari/537.36": "Chrome, Linux",
    f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/140.0 Mobile Safari/537.36": (
        "Chrome, Android"
    ),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18 Safari/604.1": (
        "Safari, iPhone"
    ),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) {WEBKIT} Version/18 Safari/604.1": "Safari, Mac",
    "curl/8.5": "Unbekannter Browser",
    "": "Unbekannter Browser",
}


@pytest.mark.parametrize(("agent", "name"), NAMES.items(), ids=NAMES.values())
def test_a_browser_is_named_as_people_know_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name
