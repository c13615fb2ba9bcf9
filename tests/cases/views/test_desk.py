"""The fallback desk: whom nobody has reached yet; for people of the fallback office only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.services.escalation import escalate_due
from network.domain.post import DeliveryState
from network.domain.terms import Role
from network.models import Call, Delivery
from network.services.calls import move_due
from tests.cases.views.walking import client_of, text
from tests.factories.canaries import reported
from tests.factories.cases import CASE_CANARIES, REPORTER, make_concern, notice_to, overdue
from tests.people import People, Person, person

DESK = reverse("cases:desk")


@pytest.fixture
def greta(people: People) -> Person:
    """Works in the office that catches what falls to nobody."""
    return person("Greta Grün", Role.CASE_WORKER, people.kreis)


def to_the_desk() -> None:
    """As if everybody who was asked first had had their time."""
    for _ in range(2):
        Call.objects.update(next_desk_at=timezone.now() - timedelta(seconds=1))
        move_due(limit=50)


@pytest.mark.parametrize("who", ["ada", "ben", "carla", "dora"])
def test_the_desk_is_for_the_fallback_office_only(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(DESK).status_code == 404


def test_an_empty_desk_says_so(people: People, greta: Person) -> None:
    assert "Niemand ist anzurufen" in text(client_of(greta).get(DESK))


def test_a_call_shows_whom_why_and_nothing_of_the_case(people: People, greta: Person) -> None:
    concern = make_concern(people, urgency="acute")
    to_the_desk()

    page = text(client_of(greta).get(DESK))

    assert concern.reference in page
    assert "Jugendamt Bornheim" in page
    assert "Akute Gefahr: eine Nachricht allein genügt nicht." in page
    assert "Gefragt ist jetzt: Auffangstelle." in page
    assert not [word for word in (*CASE_CANARIES, *REPORTER, "Ada Anker") if word in page]


def test_acute_calls_stand_above_older_ones(people: People, greta: Person) -> None:
    at = timezone.now()
    calm = make_concern(people, urgency="standard", at=at - timedelta(hours=3))
    overdue(notice_to(calm, "bornheim"), minutes=5000)
    escalate_due()
    acute = make_concern(people, urgency="acute", at=at)
    to_the_desk()

    page = text(client_of(greta).get(DESK))

    assert page.index(acute.reference) < page.index(calm.reference)


def test_offices_that_keep_silent_stand_below(people: People, greta: Person) -> None:
    overdue(notice_to(make_concern(people), "bornheim"), minutes=5000)
    escalate_due()

    page = text(client_of(greta).get(DESK))

    assert "Wer schweigt" in page
    assert "Nicht entgegengenommen: Jugendamt Bornheim" in page


def test_organisations_that_no_letter_reaches_are_named_without_a_reference(
    people: People, greta: Person
) -> None:
    concern = make_concern(people, urgency="standard")
    now = timezone.now()
    letters = Delivery.objects.filter(channel="email", recipient_office=people.bornheim)
    letters.update(state=DeliveryState.FAILED, failed_at=now, passed_on_at=now)

    page = text(client_of(greta).get(DESK))

    assert "Wo keine Nachrichten ankommen" in page
    assert "<strong>Jugendamt Bornheim</strong>: 1 Nachricht nicht angekommen" in page
    assert concern.reference not in page


def test_a_canary_that_does_not_arrive_says_nothing_of_an_office(
    people: People, greta: Person
) -> None:
    reported()
    now = timezone.now()
    refused = Delivery.objects.filter(kind="canary", channel="email")
    assert refused.update(state=DeliveryState.FAILED, failed_at=now, passed_on_at=now)

    assert "Wo keine Nachrichten ankommen" not in text(client_of(greta).get(DESK))


def test_a_poll_of_an_unchanged_desk_is_empty(people: People, greta: Person) -> None:
    make_concern(people, urgency="acute")
    to_the_desk()
    client = client_of(greta)
    first = client.get(DESK, {"teil": "liste"})

    again = client.get(DESK, {"teil": "liste"}, headers={"HX-PTag": first["HX-PTag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_five_calls_cost_as_much_as_one(people: People, greta: Person) -> None:
    client, asked = client_of(greta), []
    for number in (1, 4):
        for _ in range(number):
            make_concern(people, urgency="acute")
        to_the_desk()
        client.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            client.get(DESK)
        asked.append(len(queries.captured_queries))

    assert asked[0] == asked[1] <= 20
