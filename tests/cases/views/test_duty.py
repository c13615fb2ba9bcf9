"""On call, through the pages: what came in, one case, taking over, the calls it needs."""

import pytest
from django.urls import reverse

from cases.models import Concern
from network.domain.by_hand import CallDesk
from network.domain.terms import Role
from network.models import Call, CallAttempt, Look
from tests.cases.views.walking import client_of, text
from tests.factories.cases import ACCOUNT, BONN, REPORTER, child, make_concern, notice_to
from tests.factories.lent import always_on_call
from tests.people import People, Person, person

LIST = reverse("cases:duty")


@pytest.fixture
def before(people: People) -> Concern:
    """A report of before the duty."""
    return make_concern(people)


@pytest.fixture
def otto(people: People, before: Concern) -> Person:
    """Otto is on call in Bornheim, today and at this hour."""
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)
    return otto


@pytest.fixture
def concern(people: People, otto: Person) -> Concern:
    """Ada reports at night: the child is in Bonn, so that somebody has to be called."""
    made = make_concern(people, child(whereabouts=BONN), urgency="acute")
    Call.objects.update(desk=CallDesk.OFFICE)
    return made


def address(concern: Concern, view: str = "duty_case") -> str:
    return reverse(f"cases:{view}", args=[notice_to(concern, "bornheim").pk])


def test_the_list_shows_what_came_in_on_duty_and_nothing_older(
    otto: Person, concern: Concern, before: Concern
) -> None:
    page = text(client_of(otto).get(LIST))

    assert concern.reference in page
    assert before.reference not in page
    assert "Sie haben jetzt Rufbereitschaft" in page


def test_the_day_begins_with_the_list(otto: Person) -> None:
    assert client_of(otto).get("/")["Location"] == LIST


def test_a_caseworker_has_no_such_list(people: People) -> None:
    assert client_of(people.ben).get(LIST).status_code == 404


def test_whoever_is_not_on_call_now_is_told_so(people: People) -> None:
    olga = person("Olga Otter", Role.ON_CALL_WORKER, people.bornheim)

    page = text(client_of(olga).get(LIST))

    assert "Sie haben jetzt keine Rufbereitschaft" in page
    assert "Nichts eingegangen" in page


def test_the_case_is_there_to_read_without_its_reporter(
    people: People, otto: Person, concern: Concern
) -> None:
    page = text(client_of(otto).get(address(concern)))

    assert ACCOUNT in page
    assert [each for each in (*REPORTER, people.ada.user.name) if each in page] == []


def test_what_is_older_is_not_there(otto: Person, before: Concern) -> None:
    assert client_of(otto).get(address(before)).status_code == 404


def test_the_link_of_the_letter_leads_there(otto: Person, concern: Concern) -> None:
    answer = client_of(otto).get(address(concern, "notice"))

    assert (answer.status_code, answer["Location"]) == (302, address(concern))


def test_the_inbox_of_the_office_stays_empty(otto: Person, concern: Concern) -> None:
    page = text(client_of(otto).get(reverse("cases:inbox")))

    assert concern.reference not in page


def test_whoever_is_on_call_takes_over(otto: Person, concern: Concern) -> None:
    client = client_of(otto)

    client.post(address(concern, "duty_take_over"))

    assert notice_to(concern, "bornheim").acknowledged_by_id == otto.user.pk
    assert "Übernommen von Otto Ohm" in text(client.get(address(concern)))


def test_the_office_reads_who_has_taken_over(
    people: People, otto: Person, concern: Concern
) -> None:
    client_of(otto).post(address(concern, "duty_take_over"))

    page = text(client_of(people.ben).get(address(concern, "notice")))

    assert "Übernommen von Otto Ohm" in page


def the_call(concern: Concern) -> tuple[Call, str]:
    """The call to Bonn, and where whoever is on call writes down what came of it."""
    call = Call.objects.get(recipient_outside__isnull=False, reference=concern.reference)
    key = notice_to(concern, "bornheim").pk
    return call, reverse("cases:duty_call", args=[key, call.pk])


def told(call: Call, **typed: str) -> dict[str, str]:
    """What is typed into the form of a call."""
    given = {"number": "other", "other_number": "0228 4710", "outcome": "no_answer", **typed}
    return {f"a{call.pk.hex[:8]}-{name}": value for name, value in given.items()}


def test_a_call_is_written_down(otto: Person, concern: Concern) -> None:
    call, url = the_call(concern)
    client = client_of(otto)
    assert "Jetzt anrufen" in text(client.get(address(concern)))

    assert client.post(url, told(call)).status_code == 302

    assert CallAttempt.objects.get(call=call).by_id == otto.user.pk


def test_a_faulty_call_keeps_what_was_typed(otto: Person, concern: Concern) -> None:
    call, url = the_call(concern)

    answer = client_of(otto).post(url, told(call, outcome="reached"))

    assert answer.status_code == 422
    assert "0228 4710" in text(answer)
    assert not CallAttempt.objects.exists()


def test_a_call_that_is_done_is_said_so(otto: Person, concern: Concern) -> None:
    call, url = the_call(concern)
    client = client_of(otto)
    client.post(url, told(call, outcome="takes_over", spoke_with="Bodo Bonn"))

    answer = client.post(url, told(call))

    assert answer.status_code == 302
    assert CallAttempt.objects.count() == 1


def test_the_reporter_needs_the_case_to_be_taken_over(otto: Person, concern: Concern) -> None:
    client = client_of(otto)
    told = {"purpose": "callback", "reason": "Kanariengrund: Rückruf in der Nacht."}
    assert client.post(address(concern, "duty_reporter"), told).status_code == 404

    client.post(address(concern, "duty_take_over"))

    assert REPORTER[0] in text(client.post(address(concern, "duty_reporter"), told))


def test_reading_leaves_a_line_of_the_office(
    people: People, otto: Person, concern: Concern
) -> None:
    client_of(otto).get(address(concern))

    look = Look.objects.get()
    assert (look.what, look.office_id, look.actor_id) == (
        "notice.page",
        people.bornheim.pk,
        otto.user.pk,
    )


def test_a_colleague_of_another_duty_finds_nothing(people: People, concern: Concern) -> None:
    olga = person("Olga Otter", Role.ON_CALL_WORKER, people.bornheim)

    assert client_of(olga).get(address(concern)).status_code == 404
