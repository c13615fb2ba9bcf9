"""The page of the nightly canaries: who sees it, what it says, and that no list knows of them."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Notice
from cases.queries.board import alarms, counts
from cases.queries.inbox import Tray, Wanted, glance
from network.domain.terms import Role
from tests.cases.views.walking import client_of, text
from tests.factories.canaries import judged, reported
from tests.factories.cases import make_concern
from tests.people import People, Person, person

PAGE = "cases:canary"


@pytest.fixture(autouse=True)
def sink_address() -> object:
    with override_settings(CANARY_ADDRESS="probe@senke.example"):
        yield


@pytest.fixture
def tessa(people: People) -> Person:
    return person("Tessa Thal", Role.TECHNICAL_ADMIN, people.kreis)


@pytest.mark.parametrize("role", [Role.TECHNICAL_ADMIN, Role.COORDINATION, Role.OFFICE_HEAD])
def test_technique_coordination_and_heads_see_the_page(people: People, role: Role) -> None:
    somebody = person("Selma Sand", role, people.kreis)

    answer = client_of(somebody).get(reverse(PAGE))

    assert answer.status_code == 200
    assert "Noch kein Probelauf" in text(answer)


@pytest.mark.parametrize("name", ["ada", "ben", "carla", "dora"])
def test_for_others_there_is_no_page(people: People, name: str) -> None:
    assert client_of(getattr(people, name)).get(reverse(PAGE)).status_code == 404


def test_a_failed_round_is_red_and_says_why(people: People, tessa: Person) -> None:
    judged(reported())

    page = text(client_of(tessa).get(reverse(PAGE)))

    assert "Nicht bestanden" in page
    assert page.count("E-Mail nicht angenommen") == 3
    assert "0 von 3 Kommunen bestanden" in page


def test_a_round_under_way_says_so(people: People, tessa: Person) -> None:
    reported()

    assert "Der Probelauf läuft gerade" in text(client_of(tessa).get(reverse(PAGE)))


def test_the_page_costs_the_same_after_many_nights(people: People, tessa: Person) -> None:
    client = client_of(tessa)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(PAGE))
        return len(queries)

    judged(reported())
    asked()  # what is kept from the first page on
    one = asked()
    judged(reported())
    judged(reported())

    assert asked() == one


@pytest.mark.parametrize("tray", list(Tray))
def test_no_inbox_knows_of_a_canary(people: People, tray: Tray) -> None:
    reported()
    ben, now = people.ben.actor, timezone.now()

    assert glance(ben, Wanted(tray=tray), at=now).keys == ()
    assert counts(ben, at=now).open == 0
    assert alarms(ben) == ()


def test_a_search_for_its_reference_finds_nothing(people: People) -> None:
    reported()
    canary = Notice.objects.filter(is_canary=True, recipient_office=people.bornheim)[0]
    real = Notice.objects.get(concern=make_concern(people), recipient_office=people.bornheim)

    def found(reference: str) -> int:
        wanted = Wanted(tray=Tray.ALL, reference=reference)
        return len(glance(people.ben.actor, wanted, at=timezone.now()).keys)

    assert (found(canary.reference), found(real.reference)) == (0, 1)


def test_its_own_page_looks_like_none(people: People) -> None:
    reported()
    canary = Notice.objects.filter(is_canary=True, recipient_office=people.bornheim)[0]

    answer = client_of(people.ben).get(reverse("cases:notice", args=[canary.pk]))

    assert answer.status_code == 404


def test_the_account_of_nobody_has_no_reports(people: People) -> None:
    reported()

    page = text(client_of(people.ada).get(reverse("cases:my_reports")))

    assert not any(each in page for each in Concern.objects.values_list("reference", flat=True))
