"""Who has seen this case: for the head and for data protection, each for their own office."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Notice
from cases.queries.looks import PER_PAGE
from cases.wording import LOOK, PURPOSE
from network import audit
from network.access import acting_as
from network.domain.looks import Purpose
from network.domain.terms import Role
from network.models import Look, User
from tests.cases.views.exceptions import keep_out
from tests.cases.views.walking import client_of, text
from tests.factories.cases import CASE_CANARIES, REPORTER, make_concern, notice_to
from tests.people import People, Person, person

PAGE = reverse("cases:looks")


@pytest.fixture
def notice(people: People) -> Notice:
    return notice_to(make_concern(people), "bornheim")


@pytest.fixture
def hanna(people: People) -> Person:
    """Heads the office in Bornheim."""
    return person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)


@pytest.fixture
def dieter(people: People) -> Person:
    """Looks after data protection in Bornheim."""
    return person("Dieter Damm", Role.DATA_PROTECTION_OFFICER, people.bornheim)


def asked(**more: str) -> dict[str, str]:
    days = timezone.localdate()
    span = {"von": f"{days - timedelta(days=2):%d.%m.%Y}", "bis": f"{days:%d.%m.%Y}"}
    return {"anlass": "oversight", **span, **more}


def read(by: Person, notice: Notice) -> None:
    client_of(by).get(reverse("cases:notice", args=[notice.pk]))


def shown(by: Person, **more: str) -> str:
    return text(client_of(by).get(PAGE, asked(**more)))


def look_at(office_id: Any, *, by: Person, what: str = "notice.page") -> None:
    with acting_as(by.actor):
        audit.looked(
            what,
            by=by.actor,
            at=timezone.now(),
            on_kind="notice",
            on_id=uuid4(),
            concern_id=None,
            office_id=office_id,
            purpose=Purpose.CASEWORK,
        )


@pytest.mark.parametrize("who", ["hanna", "dieter"])
def test_head_and_data_protection_read_who_has_seen_a_case(
    people: People, notice: Notice, who: str, request: pytest.FixtureRequest
) -> None:
    read(people.ben, notice)

    page = shown(request.getfixturevalue(who), kennung=notice.reference.lower())

    assert "Ben Bach" in page
    assert notice.reference in page
    assert "Fallbearbeitung" in page
    assert not [word for word in (*CASE_CANARIES, *REPORTER) if word in page]


@pytest.mark.parametrize("who", ["ada", "ben", "dora"])
def test_others_find_no_such_page(people: People, who: str) -> None:
    assert client_of(getattr(people, who)).get(PAGE).status_code == 404


def test_other_offices_lines_are_not_shown(people: People, hanna: Person) -> None:
    look_at(people.siegburg.pk, by=people.carla)

    assert "Keine Einsicht" in shown(hanna)


def test_a_refused_look_says_so(people: People, notice: Notice, hanna: Person) -> None:
    read(people.carla, notice)

    page = shown(hanna, kennung=notice.reference)

    assert "Carla Clemens" in page
    assert "verweigert" in page


def test_one_can_ask_for_one_person(people: People, notice: Notice, hanna: Person) -> None:
    read(people.ben, notice)
    read(hanna, notice)

    answer = client_of(hanna).get(PAGE, asked(person=str(people.ben.user.pk)))

    assert [each.who for each in answer.context["lines"]] == ["Ben Bach"]


def test_nothing_is_shown_before_somebody_says_why(
    people: People, notice: Notice, hanna: Person
) -> None:
    read(people.ben, notice)

    answer = client_of(hanna).get(PAGE, asked(anlass=""))

    assert answer.status_code == 422
    assert "aus welchem Anlass" in text(answer)
    assert Look.objects.filter(what="log.page").count() == 0


def test_reading_the_log_is_on_record(people: People, notice: Notice, dieter: Person) -> None:
    read(people.ben, notice)

    shown(dieter, kennung=notice.reference, anlass="suspicion")

    look = Look.objects.get(what="log.page")
    assert (look.actor_id, look.purpose, look.count) == (dieter.user.pk, "suspicion", 1)
    assert look.concern_id == notice.concern_id


def test_long_lists_come_in_pages_without_a_line_twice_or_missing(
    people: People, hanna: Person
) -> None:
    for _ in range(PER_PAGE + 3):
        look_at(people.bornheim.pk, by=people.ben)
    client = client_of(hanna)

    first = client.get(PAGE, asked(person=str(people.ben.user.pk)))
    second = client.get(f"{PAGE}?{first.context['next_query']}")

    lines = [*first.context["lines"], *second.context["lines"]]
    assert (len(first.context["lines"]), len(lines)) == (PER_PAGE, PER_PAGE + 3)
    assert len({each.id for each in lines}) == PER_PAGE + 3


@pytest.mark.parametrize("given", ["x", "2026-01-01~1", "2026-01-01T00:00:00~x", "~"])
def test_a_page_that_is_none_is_the_first(people: People, hanna: Person, given: str) -> None:
    look_at(people.bornheim.pk, by=people.ben)

    assert "Ben Bach" in shown(hanna, nach=given)


def test_an_unknown_reference_finds_nothing(people: People, notice: Notice, hanna: Person) -> None:
    read(people.ben, notice)

    assert "Keine Einsicht" in shown(hanna, kennung="KS-2222-2222-2222")


def test_the_end_before_the_beginning_is_a_fault(hanna: Person) -> None:
    page = shown(hanna, von="02.01.2026", bis="01.01.2026")

    assert "Das Ende liegt vor dem Anfang." in page


def test_every_purpose_and_everything_that_is_opened_has_german_words() -> None:
    assert set(PURPOSE) == set(Purpose)
    assert all(LOOK.values())


def table(by: Person, **more: str) -> list[list[str]]:
    answer = client_of(by).get(reverse("cases:looks_csv"), asked(**more))
    assert answer["Content-Type"].startswith("text/csv")
    assert "no-store" in answer["Cache-Control"]
    assert "attachment" in answer["Content-Disposition"]
    text_of = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text_of), delimiter=";"))


def test_the_table_holds_the_lines_of_ones_own_office_alone(people: People, dieter: Person) -> None:
    look_at(people.bornheim.pk, by=people.ben)
    look_at(people.siegburg.pk, by=people.carla)

    _, *lines = table(dieter)

    assert [line[1] for line in lines] == ["Ben Bach"]
    assert Look.objects.get(what="log.csv").actor_id == dieter.user.pk


def test_a_name_that_a_spreadsheet_would_compute_is_a_text_in_the_table(
    people: People, dieter: Person
) -> None:
    User.objects.filter(pk=people.ben.user.pk).update(name='=HYPERLINK("https://x.example")')
    look_at(people.bornheim.pk, by=people.ben)

    _, line = table(dieter)

    assert line[1] == '\'=HYPERLINK("https://x.example")'


def test_others_get_no_table(people: People) -> None:
    assert client_of(people.ben).get(reverse("cases:looks_csv"), asked()).status_code == 404


def test_whoever_is_kept_out_of_a_case_finds_it_in_no_log(
    people: People, notice: Notice, hanna: Person
) -> None:
    read(people.ben, notice)
    other = person("Heike Hell", Role.OFFICE_HEAD, people.bornheim)
    keep_out(client_of(other), notice.concern, hanna)

    assert notice.reference not in shown(hanna)
    assert notice.reference not in str(table(hanna))
    assert "Keine Einsicht" in shown(hanna, kennung=notice.reference)


def test_a_case_of_strangers_leaves_the_line_of_one_that_is_none(
    people: People, notice: Notice
) -> None:
    head = person("Hilde Hahn", Role.OFFICE_HEAD, people.siegburg)
    for reference in (notice.reference, "KS-2222-2222-2222"):
        shown(head, kennung=reference)

    foreign, unknown = Look.objects.filter(what="log.page")

    assert foreign.concern_id == unknown.concern_id
