"""Keeping a colleague out of one case, through the pages: both walls ask."""

import pytest
from django.urls import reverse

from cases.models import CaseBlock, Concern
from tests.cases.views.exceptions import head_of_bornheim, keep_out, page_of
from tests.cases.views.walking import BORNHEIM, begin, client_of, fill, send, text
from tests.factories.cases import make_concern, notice_to
from tests.people import People, Person

CHILD = {
    "anzahl": "1",
    "kind-0-name": "Kanarienkind",
    "kind-0-residence": BORNHEIM,
    "kind-0-whereabouts": BORNHEIM,
}
LIGHT = {"urgency": "urgent", "account": "Kanarienbericht: blaue Flecken.", "topics": ["neglect"]}


@pytest.fixture
def concern(people: People) -> Concern:
    """Ada reported; Bornheim must act."""
    return make_concern(people)


@pytest.fixture
def head(people: People) -> Person:
    return head_of_bornheim(people)


def test_the_head_keeps_somebody_out(people: People, concern: Concern, head: Person) -> None:
    answer = keep_out(client_of(head), concern, people.ben)

    assert answer.url == page_of(concern, "blocks")
    made = CaseBlock.objects.get()
    assert (made.user, made.set_by) == (people.ben.user, head.user)


@pytest.mark.parametrize("view", ["notice", "blocks", "marks", "access_exports", "forward"])
def test_the_blocked_find_no_page_of_the_case(
    people: People, concern: Concern, head: Person, view: str
) -> None:
    keep_out(client_of(head), concern, people.ben)

    assert client_of(people.ben).get(page_of(concern, view)).status_code == 404


@pytest.mark.parametrize("place", ["cases:inbox", "cases:calls", "cases:letters", "cases:search"])
def test_the_blocked_find_it_in_no_list(
    people: People, concern: Concern, head: Person, place: str
) -> None:
    keep_out(client_of(head), concern, people.ben)

    assert concern.reference not in text(client_of(people.ben).get(reverse(place)))


def test_colleagues_read_it_as_before(people: People, concern: Concern, head: Person) -> None:
    keep_out(client_of(head), concern, people.ben)

    page = text(client_of(head).get(page_of(concern, "blocks")))
    assert client_of(head).get(page_of(concern)).status_code == 200
    assert "Ben Bach" in page
    assert "Gesperrt von Hanna Herr" in page


def test_a_block_ends_and_the_case_is_there_again(
    people: People, concern: Concern, head: Person
) -> None:
    keep_out(client_of(head), concern, people.ben)
    block = CaseBlock.objects.get()

    notice = notice_to(concern, "bornheim")
    client_of(head).post(reverse("cases:unblock", args=[notice.pk, block.pk]))

    assert client_of(people.ben).get(page_of(concern)).status_code == 200


def test_the_blocked_cannot_end_it(people: People, concern: Concern, head: Person) -> None:
    keep_out(client_of(head), concern, people.ben)
    block, notice = CaseBlock.objects.get(), notice_to(concern, "bornheim")

    answer = client_of(people.ben).post(reverse("cases:unblock", args=[notice.pk, block.pk]))

    block.refresh_from_db()
    assert (answer.status_code, block.ended_at) == (404, None)


def test_a_second_block_for_one_person_is_refused_with_what_was_typed(
    people: People, concern: Concern, head: Person
) -> None:
    client = client_of(head)
    keep_out(client, concern, people.ben)
    answer = keep_out(client, concern, people.ben)

    assert answer.status_code == 422
    assert "schon gesperrt" in text(answer)
    assert "Kanariengrund" in text(answer)


def test_somebody_without_the_right_finds_no_page(people: People, concern: Concern) -> None:
    """Ben neither leads nor has taken it over."""
    assert client_of(people.ben).get(page_of(concern, "blocks")).status_code == 404


def reported(client: object, **contact: str) -> Concern:
    key = begin(client)
    fill(client, key, "lage", LIGHT)
    fill(client, key, "kinder", CHILD)
    fill(client, key, "kontakt", {"name": "Ada Anker", "phone": "02241 4710", **contact})
    send(client, key)
    return Concern.objects.get(idempotency_key=key)


def test_a_reporter_keeps_a_named_colleague_out(people: People) -> None:
    concern = reported(client_of(people.ada), not_for="Frau Nirgends, Ben Bach")

    made = CaseBlock.objects.in_force().get(concern=concern)
    assert (made.user, made.set_by) == (people.ben.user, None)
    assert client_of(people.ben).get(page_of(concern)).status_code == 404


def test_nobody_of_the_reporters_own_institution_is_told(people: People) -> None:
    concern = reported(client_of(people.ada), not_employer="on")

    assert CaseBlock.objects.get(concern=concern).partner == people.school


def test_the_reporter_still_sees_the_own_report(people: People) -> None:
    ada = client_of(people.ada)
    concern = reported(ada, not_employer="on")

    assert concern.reference in text(ada.get(reverse("cases:my_reports")))
    receipt = ada.get(reverse("cases:receipt", kwargs={"reference": concern.reference}))
    assert receipt.status_code == 200
    assert "Jugendamt Bornheim" in text(receipt)


def test_an_open_wish_stands_on_the_page_of_the_head(people: People, head: Person) -> None:
    concern = reported(client_of(people.ada), not_for="Udo Unbekannt")

    page = text(client_of(head).get(reverse("cases:lead")))

    assert "Udo Unbekannt" in page
    assert page_of(concern, "blocks") in page
