"""Where the portal begins for whom, and what its navigation offers."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from network.access import NOBODY, Actor
from network.views.context import nav_for, url_of
from tests.people import People


def test_a_visitor_reads_110_before_anything_can_be_clicked(client: Client, people: People) -> None:
    page = client.get("/").content.decode()

    assert page.index("Rufen Sie 110 an") < page.index("Für Fachkräfte")
    assert "Netzwerk der Tests" in page


@pytest.mark.parametrize(
    ("who", "view"), [("ben", "cases:inbox"), ("carla", "cases:inbox"), ("ada", "cases:report")]
)
def test_whoever_works_here_goes_straight_to_work(
    client: Client, people: People, who: str, view: str
) -> None:
    client.force_login(getattr(people, who).user)

    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, reverse(view))


def test_a_role_without_cases_is_told_so(client: Client, people: People) -> None:
    client.force_login(people.dora.user)

    page = client.get("/").content.decode()

    assert "Verzeichnispflege" in page
    assert "sehen Sie in diesen Rollen nicht" in page


def test_the_head_names_the_person_and_the_office(client: Client, people: People) -> None:
    client.force_login(people.ben.user)

    page = client.get("/postfach/").content.decode()

    assert "Ben Bach" in page
    assert people.bornheim.name in page
    assert people.siegburg.name not in page


def test_navigation_follows_the_role(people: People, settings: Settings) -> None:
    settings.DEMO = False

    def labels(actor: Actor) -> list[str]:
        return [item.label for item in nav_for(actor, path="/")]

    assert labels(NOBODY) == ["Wer ist zuständig?", "Anmelden"]
    assert labels(people.dora.actor) == ["Lücken", "Wer ist zuständig?", "Jugendämter"]
    assert labels(people.ada.actor) == [
        "Neue Mitteilung",
        "Meine Mitteilungen",
        "Eingang",
        "Wer ist zuständig?",
    ]
    assert labels(people.ben.actor) == [
        "Eingang",
        "Anrufe",
        "Briefe",
        "Mitteilung aufnehmen",
        "Wer ist zuständig?",
    ]


def test_the_place_one_is_in_is_marked_also_on_the_pages_below_it(
    settings: Settings,
) -> None:
    settings.DEMO = True

    items = nav_for(NOBODY, path="/postfach/seite/")

    assert [item.label for item in items if item.is_current] == ["Übungspostfach"]


def test_a_page_that_does_not_exist_is_no_address() -> None:
    assert url_of("cases:there_is_no_such_page") is None


def test_the_names_of_the_shell_cost_one_query_each_once_they_are_known(
    client: Client, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(people.dora.user)
    client.get("/")

    with django_assert_num_queries(
        9
    ):  # session, account, 3 for the actor, 2 stamps of the directory, 2 claims
        client.get("/")


def test_the_steps_of_a_report_belong_to_the_place_it_was_begun_in(people: People) -> None:
    items = nav_for(people.ada.actor, path="/mitteilung/x/kind/", view="cases:step")

    assert [item.label for item in items if item.is_current] == ["Neue Mitteilung"]
