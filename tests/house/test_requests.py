"""Asking changes nothing, and nothing is changed without the token of a form of ours."""

import pytest
from django.test import Client

from cases.models import Notice
from cases.services.drafts import start_draft
from tests.factories.agreements import publish_standard
from tests.factories.cases import make_concern
from tests.house.test_urls import ALL, address
from tests.nasty.outcome import changed, written
from tests.people import People

READ_LOG = frozenset({"network_look", "network_event", "network_unsealed", "django_session"})
"""That somebody has read is written down; that a session goes on is no change of anything."""

OPENED = {"cases:forward": ["cases_formdraft"], "cases:overrule": ["cases_formdraft"]}
"""Opening a long form makes its empty draft, once: so what is typed has its place at once."""


def addresses(people: People) -> list[tuple[str, str]]:
    """Every address, with real objects in it: a notice, an own draft, a receipt."""
    publish_standard()
    concern = make_concern(people)
    notice = Notice.objects.get(concern=concern, recipient_office=people.bornheim)
    draft = start_draft(by=people.ada.actor, at=concern.received_at, on_behalf_of=people.school)
    real = {"pk": notice.pk, "reference": concern.reference, "draft_id": draft.pk}
    return [(name, address(name, **real)) for name in sorted(ALL)]


def client_of(people: People, who: str, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    client.force_login(getattr(people, who).user)
    return client


@pytest.mark.parametrize("who", ["ada", "ben", "carla", "dora"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_asking_for_any_address_changes_nothing(people: People, who: str, method: str) -> None:
    places = addresses(people)
    client = client_of(people, who)
    found: dict[str, list[str]] = {}

    for name, place in places:
        before = written()
        getattr(client, method)(place)
        tables = changed(before, but=READ_LOG)
        if tables and tables != OPENED.get(name):
            found[name] = tables

    assert found == {}


def test_the_count_sees_what_is_written(people: People) -> None:
    before = written()

    publish_standard()

    assert "agreements_ruleset" in changed(before)


@pytest.mark.parametrize("who", ["ada", "ben", "dora"])
def test_no_address_takes_a_form_without_its_token(people: People, who: str) -> None:
    places = addresses(people)
    client = client_of(people, who, strict=True)
    before = written()

    for name, place in places:
        answer = client.post(place, {"urgency": "acute", "account": "x", "theme": "dark"})

        assert (name, answer.status_code) == (name, 403)
        assert "Das Formular ist abgelaufen" in answer.content.decode()
    assert changed(before) == []


@pytest.mark.parametrize("origin", ["https://boese.example", "null", "http://localhost:9999"])
def test_a_token_from_another_origin_is_refused(people: People, origin: str) -> None:
    client = client_of(people, "ada", strict=True)
    page = client.get("/anmelden/", follow=True)
    token = str(page.context["csrf_token"])

    answer = client.post(
        "/darstellung/",
        {"theme": "dark", "csrfmiddlewaretoken": token},
        headers={"origin": origin},
    )

    assert answer.status_code == 403
