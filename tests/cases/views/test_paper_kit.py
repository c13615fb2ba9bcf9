"""The page of the paper kits: for the people of the office, and for nobody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import PaperKit
from cases.services.paper_kit import make
from network.domain.terms import Role
from network.models import Event
from tests.cases.views.walking import client_of, text
from tests.people import People, person

PAGE = "cases:paper_kits"


@pytest.fixture
def kit(people: People) -> PaperKit:
    made = make(people.bornheim, day=timezone.localdate())
    assert made is not None
    return made


def test_a_caseworker_downloads_the_kit_and_that_is_recorded(people: People, kit: PaperKit) -> None:
    answer = client_of(people.ben).get(reverse("cases:paper_kit_pdf", args=[kit.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == bytes(kit.pdf)
    event = Event.objects.get(what="paper_kit.downloaded")
    assert (event.actor_id, event.on_id) == (people.ben.user.pk, kit.pk)


@pytest.mark.parametrize("name", ["ada", "carla", "dora"])
def test_for_others_the_kit_is_not_there(people: People, kit: PaperKit, name: str) -> None:
    other = client_of(getattr(people, name))

    assert other.get(reverse("cases:paper_kit_pdf", args=[kit.pk])).status_code == 404
    printed = reverse("cases:paper_kit_printed", args=[people.bornheim.pk])
    assert other.post(printed).status_code == 404
    assert not Event.objects.filter(what__in=["paper_kit.downloaded", "paper_kit.printed"]).exists()


@pytest.mark.parametrize("name", ["ada", "dora"])
def test_who_works_at_no_office_has_no_page(people: People, name: str) -> None:
    assert client_of(getattr(people, name)).get(reverse(PAGE)).status_code == 404


def test_technique_and_coordination_read_no_kit(people: People, kit: PaperKit) -> None:
    for role, name in ((Role.TECHNICAL_ADMIN, "Tessa Thal"), (Role.COORDINATION, "Kora Kern")):
        other = client_of(person(name, role, people.bornheim))
        assert other.get(reverse(PAGE)).status_code == 404
        assert other.get(reverse("cases:paper_kit_pdf", args=[kit.pk])).status_code == 404


def test_the_page_shows_the_seal_of_each_day(people: People, kit: PaperKit) -> None:
    page = text(client_of(people.ben).get(reverse(PAGE)))

    assert kit.code in page
    assert "Bitte ausdrucken" in page
    assert "Siegburg" not in page


def test_the_page_says_when_todays_is_missing(people: People) -> None:
    make(people.bornheim, day=timezone.localdate() - timedelta(days=1))

    assert "noch nicht da" in text(client_of(people.ben).get(reverse(PAGE)))


def test_printing_is_noted_and_asked_for_again_after_a_week(people: People, kit: PaperKit) -> None:
    ben = client_of(people.ben)

    ben.post(reverse("cases:paper_kit_printed", args=[people.bornheim.pk]))

    page = text(ben.get(reverse(PAGE)))
    assert "Zuletzt gedruckt am" in page
    assert "Bitte ausdrucken" not in page


def test_looking_at_the_list_reads_no_pages(people: People, kit: PaperKit) -> None:
    PaperKit.objects.filter(pk=kit.pk).update(pdf=b"not sealed", day=date(2026, 1, 1))

    assert client_of(people.ben).get(reverse(PAGE)).status_code == 200
