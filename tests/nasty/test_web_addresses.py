"""Nasty input 60: addresses and methods that no page leads to."""

from typing import Any

import pytest
from django.test import Client

from tests.nasty.outcome import assert_orderly, assert_quiet, nothing_stored
from tests.people import People

PATHS = {
    "NUL": ("/eingang/%00/", 400),
    "NUL in the query": ("/anmelden/?next=%00", 400),
    "NUL in a file": ("/static/portal/%00.js", 400),
    "escape sign": ("/eingang/%1b%5b31m", 400),
    "invalid UTF-8": ("/eingang/%ff%fe/", 404),
    "overlong": ("/eingang/%c0%ae%c0%ae/", 404),
    "half a sign": ("/eingang/%ed%a0%80/", 404),
    "8 kB": (f"/{'a' * 8100}/", 400),
    "8 kB of query": (f"/?q={'a' * 8100}", 400),
    "encoded slash": ("/eingang%2f..%2fanmelden/", 404),
    "upwards": ("/static/../kinderschutz/settings.py", 404),
    "upwards, encoded": ("/static/%2e%2e/kinderschutz/settings.py", 404),
    "upwards, twice encoded": ("/static/%252e%252e/settings.py", 404),
    "backslash": ("/static/..\\settings.py", 404),
    "server file": ("/.git/config", 404),
    "script": ("/<script>alert(1)</script>", 404),
    "no key": ("/eingang/1/", 404),
    "key in capitals": ("/eingang/00000000-0000-4000-8000-00000000000G/", 404),
    "digits of another script": ("/mitteilung/KS-٢٢٢٢-2222-2222/eingang/", 404),
}
METHODS = ("TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "\u017fELECT")
HEADS = ("X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override")
HOSTS = (
    "boese.example",
    "localhost.boese.example",
    "localhost@boese.example",
    "",
    "a b",
    "[::1",
)


@pytest.mark.parametrize("kind", sorted(PATHS))
def test_60_an_address_no_page_leads_to(people: People, heard: Any, kind: str) -> None:
    path, status = PATHS[kind]
    ben = Client(raise_request_exception=False)
    ben.force_login(people.ben.user)

    with nothing_stored():
        page = assert_orderly(ben.generic("GET", path), status)

    assert "<script>alert" not in page
    assert_quiet(heard, path)


@pytest.mark.parametrize("method", METHODS)
def test_60_a_method_no_page_has(people: People, method: str) -> None:
    client = Client(raise_request_exception=False)

    answer = client.generic(method, "/anmelden/", "Kanarie", headers={"Cookie": "a=Kanarie"})

    assert "Kanarie" not in assert_orderly(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("host", HOSTS)
def test_60_another_host_gets_the_plain_page(people: People, heard: Any, host: str) -> None:
    page = assert_orderly(Client().get("/anmelden/", headers={"host": host}), 400)

    assert "boese" not in page
    assert_quiet(heard, host)


@pytest.mark.parametrize("name", HEADS)
def test_60_a_head_of_a_stranger_leads_nowhere(people: People, name: str) -> None:
    evil = "DELETE" if "Method" in name else "boese.example"

    answer = Client().get("/anmelden/", headers={name: evil})

    assert "boese.example" not in assert_orderly(answer, 200)
