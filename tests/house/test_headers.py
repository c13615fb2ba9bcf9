"""The browser's walls: every answer carries the headers, whatever the address and its status."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings

from kinderschutz.lib.browser import ALWAYS, NOT_KEPT, PERMISSIONS
from tests.house.test_urls import ALL, address
from tests.kinderschutz.test_settings import COMPLETE, SHOW, python
from tests.people import People

Answer: TypeAlias = Any
"""What the test client gives: a response with more on it than its type says."""
PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "htmx",
}
DOORSTEP = {
    name: value.removesuffix(" data:")
    for name, value in PAGE.items()
    if name not in {"script-src", "connect-src"}
} | {"trusted-types": ""}
"""Of what no page has made: files, and refusals before a page is looked for. No script at all."""
SCRIPT = Path(settings.BASE_DIR) / "static" / "portal"


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


@login_not_required
def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError


urlpatterns = [
    path("kaputt/", broken),
    path("weg/", away),
    path("", include("kinderschutz.urls")),
]
handler400 = "network.views.errors.bad_request"
handler500 = "network.views.errors.server_error"


def policy(answer: Answer) -> dict[str, str]:
    text = re.sub(r" 'nonce-[^']+'", "", answer["Content-Security-Policy"])
    parts = (part.strip().partition(" ") for part in text.split(";"))
    return {name: value for name, _, value in parts}


def faults(answer: Answer, *, is_file: bool = False) -> list[str]:
    """What is wrong with the headers of an answer."""
    wrong = [
        f"{name}: {answer.headers.get(name)}"
        for name, value in ALWAYS.items()
        if name != "Content-Security-Policy" and answer.headers.get(name) != value
    ]
    if policy(answer) not in ([DOORSTEP] if is_file else [PAGE, DOORSTEP]):
        wrong.append(answer["Content-Security-Policy"])
    kept = answer.headers.get("Cache-Control")
    return wrong + ([] if is_file or kept == NOT_KEPT else [f"Cache-Control: {kept}"])


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_address_answers_with_the_headers(people: People, name: str) -> None:
    for person in (None, people.ada, people.ben, people.dora):
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person.user)
        for method in (client.get, client.head, client.post, client.put, client.options):
            answer = method(address(name))

            assert answer.status_code in {200, 302, 400, 403, 404, 405, 410, 422, 503}
            assert faults(answer) == []


def refused_host(client: Client) -> Answer:
    return client.get("/", headers={"host": "boese.example"})


def without_token(client: Client) -> Answer:
    return client.post("/anmelden/", {"username": "x"})


def too_much(client: Client) -> Answer:
    client.handler.enforce_csrf_checks = False
    return client.post("/darstellung/", {f"a{number}": "x" for number in range(1200)})


def not_understood(client: Client) -> Answer:
    client.handler.enforce_csrf_checks = False
    return client.post("/anmelden/", {"username": "x"})


KINDS: dict[str, tuple[int, Callable[[Client], Answer]]] = {
    "page": (200, lambda client: client.get("/anmelden/")),
    "redirect": (302, lambda client: client.get("/eingang/")),
    "bad host": (400, refused_host),
    "bad address": (400, lambda client: client.get("/?a=%00")),
    "no token": (403, without_token),
    "absent": (404, lambda client: client.get("/gibt-es-nicht/")),
    "no slash": (301, lambda client: client.get("/anmelden")),
    "trace": (405, lambda client: client.trace("/")),
    "post only": (405, lambda client: client.get("/darstellung/")),
    "too much": (413, too_much),
    "faulty form": (422, not_understood),
    "broken": (500, lambda client: client.get("/kaputt/")),
    "database away": (503, lambda client: client.get("/weg/")),
    "no such file": (404, lambda client: client.get("/static/portal/gibt-es-nicht.js")),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_answer_has_the_headers(db: None, settings: Settings, kind: str) -> None:
    settings.ROOT_URLCONF = __name__
    status, ask = KINDS[kind]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    answer = ask(client)

    assert answer.status_code == status
    assert faults(answer) == []
    assert status < 400 or "<!doctype html>" in answer.content.decode()


def test_files_carry_them_too_and_may_be_kept(db: None) -> None:
    file = Client().get("/static/portal/portal.js")
    file.close()
    again = Client().get(
        "/static/portal/portal.js", headers={"if-modified-since": file["Last-Modified"]}
    )

    assert [file.status_code, again.status_code] == [200, 304]
    assert faults(file, is_file=True) == faults(again, is_file=True) == []
    assert "no-store" not in file.headers.get("Cache-Control", "")


@pytest.mark.parametrize("host", ["testserver", "boese.example"])
def test_over_tls_every_answer_asks_for_tls_for_a_year(
    db: None, settings: Settings, host: str
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    answer = Client(headers={"host": host}).get("/anmelden/", secure=True)

    asked = "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Strict-Transport-Security"] == asked


def test_practice_over_http_asks_for_no_tls(db: None) -> None:
    assert "Strict-Transport-Security" not in Client().get("/").headers


def test_cookies_of_production_belong_to_this_host_alone() -> None:
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE"
    flags = "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY"
    where = "s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH"

    done = python(SHOW.format(f"{names}, {flags}, {where}"), **COMPLETE)

    assert done.stdout.split() == [
        "__Host-sitzung", "__Host-formular", *["True"] * 4, "None", "None", "/",
    ]  # fmt: skip


def test_cookies_of_practice_have_plain_names() -> None:
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    assert settings.CSRF_COOKIE_NAME == "csrftoken"


def test_passkeys_are_allowed_and_eavesdropping_is_not() -> None:
    said = dict(part.split("=") for part in PERMISSIONS.split(", "))

    assert said["publickey-credentials-get"] == "(self)"
    assert {said[name] for name in ("camera", "microphone", "geolocation", "usb")} == {"()"}


@pytest.mark.parametrize("path", sorted(SCRIPT.glob("*.js")), ids=lambda path: path.name)
def test_scripts_of_the_portal_turn_no_text_into_markup_or_code(path: Path) -> None:
    sinks = (
        r"\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|srcdoc|parseFromString|setTimeout\(\s*[\"']|createContextualFragment|setHTMLUnsafe"
    )

    assert re.findall(sinks, path.read_text(encoding="utf-8")) == []


def test_logging_out_empties_the_cache_of_the_browser(people: People) -> None:
    client = Client()
    client.force_login(people.ben.user)

    answer = client.post(reverse("network:logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.cookies["sessionid"].value == ""
