"""Pages for what went wrong: German, with a way on, and without needing what is broken."""

from django.http import HttpResponseNotFound
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied, server_error
from pytest_django import Settings

WAY_ON = 'href="/"'


def test_an_unknown_address_is_a_page_with_a_way_on(client: Client, db: None) -> None:
    answer = client.get("/gibt-es-nicht/")

    assert isinstance(answer, HttpResponseNotFound)
    assert "Diese Seite gibt es nicht" in answer.content.decode()
    assert WAY_ON in answer.content.decode()


def test_an_expired_form_says_what_to_do(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/anmelden/", {"username": "x"})

    assert answer.status_code == 403
    assert "Das Formular ist abgelaufen" in answer.content.decode()


def test_what_is_too_large_is_refused_by_name(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = client.post("/darstellung/", {"theme": "x" * 200})

    assert answer.status_code == 413
    assert "zu viel auf einmal" in answer.content.decode()


def test_an_untrusted_host_gets_the_plain_page(client: Client) -> None:
    answer = client.get("/anmelden/", headers={"host": "boese.example"})

    assert answer.status_code == 400
    assert "nicht verständlich" in answer.content.decode()


def test_a_refusal_says_whom_to_ask(client: Client, db: None) -> None:
    page = permission_denied(RequestFactory().get("/"), PermissionError()).content.decode()

    assert "wenden Sie sich an die Stelle, die Ihr Konto verwaltet" in page
    assert WAY_ON in page


def test_the_page_for_a_technical_fault_needs_no_session_and_no_database() -> None:
    page = server_error(RequestFactory().get("/")).content.decode()

    assert "Das hat nicht geklappt" in page
    assert WAY_ON in page
