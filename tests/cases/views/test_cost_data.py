"""The page of the economic unit: where children belong, and nothing of a report."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Child, Concern
from cases.queries import cost_data
from network.access import acting_as
from network.domain.terms import Role
from network.models import Look
from tests.cases.views.exceptions import head_of_bornheim, keep_out
from tests.cases.views.walking import client_of, text
from tests.factories.cases import (
    ACCOUNT,
    CHILD_NAME,
    MOTHER,
    REPORTER,
    SIEGBURG,
    child,
    make_concern,
)
from tests.people import People, Person, person

LIST = reverse("cases:cost_data")


@pytest.fixture
def wilma(people: People) -> Person:
    """Wilma checks costs in Bornheim."""
    return person("Wilma Wirt", Role.ECONOMIC_UNIT, people.bornheim)


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; the child lives in Bornheim."""
    return make_concern(people, urgency="acute")


def address(concern: Concern) -> str:
    return reverse("cases:cost_child", args=[Child.objects.get(concern=concern).pk])


def test_the_day_begins_with_it(wilma: Person) -> None:
    assert client_of(wilma).get("/")["Location"] == LIST


def test_it_shows_the_child_and_who_is_responsible(
    people: People, wilma: Person, concern: Concern
) -> None:
    page = text(client_of(wilma).get(LIST))

    assert f"{CHILD_NAME} A" in page
    assert concern.reference in page
    assert people.bornheim.name in page
    assert "§ 86 Abs. 1 Satz 1 SGB VIII" in page


def test_one_child_has_the_facts_and_the_norm(wilma: Person, concern: Concern) -> None:
    page = text(client_of(wilma).get(address(concern)))

    assert "gewöhnlicher Aufenthalt der Mutter: Bornheim" in page
    assert "§ 86 Abs. 1 Satz 1 SGB VIII" in page


@pytest.mark.parametrize("where", ["list", "child"])
def test_nothing_of_report_reporter_or_danger_is_there(
    people: People, wilma: Person, concern: Concern, where: str
) -> None:
    page = text(client_of(wilma).get(LIST if where == "list" else address(concern)))
    main = page.split("<main", 1)[1].split("</main>")[0]

    hidden = (ACCOUNT, MOTHER, *REPORTER, people.ada.user.name, "Misshandlung", "Akut", "Schule")
    assert [each for each in hidden if each.casefold() in main.casefold()] == []


def test_children_of_other_offices_are_not_there(people: People, wilma: Person) -> None:
    elsewhere = make_concern(people, child(lives=SIEGBURG))

    client = client_of(wilma)
    assert elsewhere.reference not in text(client.get(LIST))
    assert client.get(address(elsewhere)).status_code == 404


def test_a_sibling_of_another_office_is_left_out(people: People, wilma: Person) -> None:
    make_concern(people, child("A"), child("B", lives=SIEGBURG))

    page = text(client_of(wilma).get(LIST))

    assert f"{CHILD_NAME} A" in page
    assert f"{CHILD_NAME} B" not in page


def test_a_block_shuts_it(people: People, wilma: Person, concern: Concern) -> None:
    keep_out(client_of(head_of_bornheim(people)), concern, wilma)

    client = client_of(wilma)
    assert concern.reference not in text(client.get(LIST))
    assert client.get(address(concern)).status_code == 404


@pytest.mark.parametrize("who", ["ada", "ben", "dora"])
def test_nobody_else_has_the_page(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(LIST).status_code == 404


def test_a_reference_finds_its_children_only(people: People, wilma: Person) -> None:
    wanted, other = make_concern(people), make_concern(people)

    page = text(client_of(wilma).get(LIST, {"kennung": wanted.reference.lower()}))

    assert wanted.reference in page
    assert other.reference not in page


def test_an_unknown_reference_says_what_to_do(wilma: Person, concern: Concern) -> None:
    page = text(client_of(wilma).get(LIST, {"kennung": "KS-2222-2222-2222"}))

    assert "Kein Kind zu dieser Kennung" in page


def test_the_second_page_begins_after_the_first(people: People, wilma: Person) -> None:
    made = [make_concern(people) for _ in range(3)]
    with acting_as(wilma.actor):
        seen = cost_data.cost_page(wilma.actor, at=made[0].recorded_at)
    assert [each.reference for each in seen.lines] == [each.reference for each in made[::-1]]

    place = cost_data.After(made[1].recorded_at, Child.objects.get(concern=made[1]).pk)
    page = text(client_of(wilma).get(LIST, {"nach": str(place)}))

    assert made[0].reference in page
    assert [each.reference for each in made[1:] if each.reference in page] == []


def test_both_pages_leave_a_line_with_their_purpose(
    people: People, wilma: Person, concern: Concern
) -> None:
    client = client_of(wilma)

    client.get(LIST)
    client.get(address(concern))

    looks = list(Look.objects.order_by("recorded_at").values_list("what", "purpose", "office_id"))
    assert looks == [
        ("costs.list", "costs", people.bornheim.pk),
        ("costs.page", "costs", people.bornheim.pk),
    ]


def test_a_long_list_asks_no_more_queries_than_a_short_one(
    people: People, wilma: Person, concern: Concern
) -> None:
    client = client_of(wilma)
    client.get(LIST)
    with CaptureQueriesContext(connection) as short:
        client.get(LIST)
    for _ in range(5):
        make_concern(people)

    with CaptureQueriesContext(connection) as long:
        client.get(LIST)

    assert len(long) == len(short)
