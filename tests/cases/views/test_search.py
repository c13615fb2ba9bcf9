"""An office finds its own children by exact name and day of birth, and nobody else's."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from cases.models import Concern, SearchMark
from cases.queries.search_marks import marks_of
from network.access import SYSTEM, acting_as
from network.models import Look
from tests.factories import cases as make
from tests.people import People

pytestmark = pytest.mark.django_db
URL = reverse("cases:search")
NAME = f"{make.CHILD_NAME} A"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def concern(people: People) -> Concern:
    return make.make_concern(people)


def asked(client: Client, **what: str) -> str:
    answer = client.post(URL, what)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def as_ben(client: Client, people: People) -> Client:
    client.force_login(people.ben.user)
    return client


@pytest.mark.parametrize(
    "what",
    [
        {"name": NAME},
        {"name": "KANARIENKIND"},
        {"name": "a kanarienkind"},
        {"born_on": "01.04.2018"},
        {"name": make.CHILD_NAME, "born_on": "01.04.2018"},
    ],
)
def test_the_own_child_is_found(
    client: Client, people: People, concern: Concern, what: dict[str, str]
) -> None:
    assert concern.reference in asked(as_ben(client, people), **what)


@pytest.mark.parametrize(
    "what",
    [
        {"name": "Kanarien"},
        {"name": f"{NAME} Müller"},
        {"born_on": "02.04.2018"},
        {"name": NAME, "born_on": "02.04.2018"},
    ],
)
def test_what_does_not_fit_wholly_is_not_found(
    client: Client, people: People, concern: Concern, what: dict[str, str]
) -> None:
    page = asked(as_ben(client, people), **what)

    assert concern.reference not in page
    assert "nicht gefunden" in page


def test_another_office_finds_nothing_and_is_told_nothing(
    client: Client, people: People, concern: Concern
) -> None:
    client.force_login(people.carla.user)
    real, invented = asked(client, name=NAME), asked(client, name="Erfundene Person")

    assert concern.reference not in real
    assert real.count("nicht gefunden") == invented.count("nicht gefunden") == 1


def test_partners_have_no_search(client: Client, people: People) -> None:
    client.force_login(people.ada.user)

    assert client.get(URL).status_code == 404


def test_nothing_asked_is_a_fault_with_a_cure(client: Client, people: People) -> None:
    answer = as_ben(client, people).post(URL, {"name": " ", "born_on": ""})

    assert answer.status_code == 422
    assert "Namen oder ein Geburtsdatum" in answer.content.decode()


def test_a_search_is_on_record_without_the_name(
    client: Client, people: People, concern: Concern
) -> None:
    asked(as_ben(client, people), name=NAME)

    with acting_as(SYSTEM):
        looks = Look.objects.filter(actor_id=people.ben.user.pk)
        whats = list(looks.values_list("what", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM network_look l WHERE l::text ILIKE '%kanarien%'")
            (named,) = cursor.fetchone() or (None,)
    assert {"search.made", "search.list"} <= set(whats)
    assert named == 0


def test_too_many_searches_have_to_wait(client: Client, people: People) -> None:
    as_ben(client, people)
    for _ in range(30):
        asked(client, name="Niemand")

    answer = client.post(URL, {"name": "Niemand"})

    assert answer.status_code == 429
    assert "Bitte warten Sie noch" in answer.content.decode()


def test_the_same_name_has_unlike_marks_in_two_offices(people: People, concern: Concern) -> None:
    with acting_as(SYSTEM):
        (one,) = set(SearchMark.objects.values_list("office", flat=True))

    here = set(marks_of(one, name=NAME, born_on=None))
    there = set(marks_of(concern.pk, name=NAME, born_on=None))
    assert len(here) == len(there) == 2
    assert not here & there


def test_umlauts_hyphens_and_capitals_are_one_spelling() -> None:
    key = Concern().pk

    assert set(marks_of(key, name="Jürgen Groß-Müller", born_on=None)) == set(
        marks_of(key, name="MUELLER gross juergen", born_on=None)
    )


def test_with_another_key_nothing_is_found_until_the_marks_are_made_anew(
    client: Client, people: People, concern: Concern
) -> None:
    as_ben(client, people)
    with override_settings(SEARCH_KEY=b"z" * 32):
        before = asked(client, name=NAME, born_on="01.04.2018")
        call_command("mark_names", verbosity=0)
        after = asked(client, name=NAME, born_on="01.04.2018")

    assert concern.reference not in before
    assert concern.reference in after
