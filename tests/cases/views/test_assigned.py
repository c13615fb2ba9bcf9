"""Called in on one case, through the pages: the office's page, the list, the case, the own part."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import AssignmentNote, CaseAssignment, Concern
from network.domain.terms import Role
from network.models import Look
from tests.cases.views.exceptions import page_of
from tests.cases.views.walking import client_of, text
from tests.factories.cases import ACCOUNT, CHILD_NAME, REPORTER, make_concern, notice_to
from tests.factories.lent import called_in
from tests.people import People, Person, person

LIST = reverse("cases:assigned")
PART = "Kanarienbeitrag: Ich sehe eine latente Gefährdung."


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def sven(people: People) -> Person:
    """Sven is a second professional in Bornheim."""
    return person("Sven Sander", Role.SECOND_PROFESSIONAL, people.bornheim)


def choose(client: Any, concern: Concern, who: Person, **more: str) -> Any:
    told = {"user": str(who.user.pk), "until": "", **more}
    return client.post(page_of(concern, "assignments"), told)


def address(made: CaseAssignment, view: str = "assigned_case") -> str:
    return reverse(f"cases:{view}", args=[made.pk])


def test_a_caseworker_chooses_somebody_on_the_page_of_the_case(
    people: People, concern: Concern, sven: Person
) -> None:
    ben = client_of(people.ben)
    assert "Jemanden hinzuziehen" in text(ben.get(page_of(concern)))

    answer = choose(ben, concern, sven)

    assert answer.status_code == 302
    assert CaseAssignment.objects.get().user_id == sven.user.pk
    assert "Sven Sander" in text(ben.get(page_of(concern)))


def test_nobody_of_another_office_stands_in_the_list(people: People, concern: Concern) -> None:
    person("Sina Sommer", Role.SECOND_PROFESSIONAL, people.siegburg)

    page = text(client_of(people.ben).get(page_of(concern, "assignments")))

    assert "Sina Sommer" not in page
    assert "Hier kann niemand hinzugezogen werden" in page


def test_a_day_that_is_over_is_refused_and_what_was_typed_stays(
    people: People, concern: Concern, sven: Person
) -> None:
    answer = choose(client_of(people.ben), concern, sven, until="01.01.2020")

    assert answer.status_code == 422
    assert "01.01.2020" in text(answer)
    assert not CaseAssignment.objects.exists()


def test_twice_is_a_fault_of_the_form(people: People, concern: Concern, sven: Person) -> None:
    called_in(concern, sven, by=people.ben)

    answer = choose(client_of(people.ben), concern, sven)

    assert answer.status_code == 422
    assert "schon hinzugezogen" in text(answer)


def test_the_list_shows_the_case_and_no_other(
    people: People, concern: Concern, sven: Person
) -> None:
    other = make_concern(people)
    called_in(concern, sven, by=people.ben)

    page = text(client_of(sven).get(LIST))

    assert concern.reference in page
    assert other.reference not in page


def test_the_day_begins_with_the_list(people: People, sven: Person) -> None:
    assert client_of(sven).get("/")["Location"] == LIST


def test_a_caseworker_has_no_such_list(people: People) -> None:
    assert client_of(people.ben).get(LIST).status_code == 404


def test_the_case_is_there_to_read(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    page = text(client_of(sven).get(address(made)))

    assert ACCOUNT in page
    assert f"{CHILD_NAME} A" in page
    assert "Hinzugezogen von Ben Bach" in page


def test_who_reported_is_not_on_the_page(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    page = text(client_of(sven).get(address(made)))

    assert [each for each in (*REPORTER, people.ada.user.name) if each in page] == []


def test_nothing_on_the_page_takes_over_or_forwards(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)

    main = text(client_of(sven).get(address(made))).split("<main", 1)[1].split("</main>")[0]

    assert main.count("<form") == 1
    assert "/eingang/" not in main


@pytest.mark.parametrize("view", ["notice", "forward", "overrule", "reporter", "blocks", "marks"])
def test_the_pages_of_the_office_stay_shut(
    people: People, concern: Concern, sven: Person, view: str
) -> None:
    called_in(concern, sven, by=people.ben)

    assert client_of(sven).get(page_of(concern, view)).status_code == 404


def test_the_own_part_is_written_and_the_office_reads_it(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)

    answer = client_of(sven).post(address(made), {"text": PART})

    assert answer.status_code == 302
    assert AssignmentNote.objects.get().text == PART
    assert PART in text(client_of(people.ben).get(page_of(concern)))


def test_an_empty_part_is_refused(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)

    assert client_of(sven).post(address(made), {"text": " "}).status_code == 422


def test_the_reporter_is_shown_for_a_reason(people: People, concern: Concern, sven: Person) -> None:
    made = called_in(concern, sven, by=people.ben)
    told = {"purpose": "assessment", "reason": "Kanariengrund: Rückfrage zur Verletzung."}

    page = text(client_of(sven).post(address(made, "assigned_reporter"), told))

    assert REPORTER[0] in page
    assert address(made) in page


def test_reading_leaves_a_line_of_the_office(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)

    client_of(sven).get(address(made))

    look = Look.objects.get()
    assert (look.purpose, look.office_id, look.actor_id) == (
        "assessment",
        people.bornheim.pk,
        sven.user.pk,
    )


def test_after_the_end_the_page_is_not_there(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)
    notice = notice_to(concern, "bornheim")

    client_of(people.ben).post(reverse("cases:end_assignment", args=[notice.pk, made.pk]))

    assert client_of(sven).get(address(made)).status_code == 404
    assert "zu keinem Fall hinzugezogen" in text(client_of(sven).get(LIST))


def test_a_colleague_does_not_open_the_page_of_another(
    people: People, concern: Concern, sven: Person
) -> None:
    made = called_in(concern, sven, by=people.ben)
    sina = person("Sina Sommer", Role.SECOND_PROFESSIONAL, people.bornheim)

    assert client_of(sina).get(address(made)).status_code == 404
