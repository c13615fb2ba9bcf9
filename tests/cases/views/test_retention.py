"""Closing a case, holding it, and the page that says what goes when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Closure, EndedCopy, LegalHold
from network.domain.terms import Role
from network.models import Event
from tests.cases.views.walking import client_of
from tests.factories.cases import make_concern, notice_to
from tests.factories.retention import close, hold, publish_rules, settle
from tests.people import People, person

CLOSING = {
    "what": "close",
    "abschluss-outcome": "unfounded",
    "abschluss-reason": "Kanarienabschluss",
    "abschluss-filed": "on",
}


@pytest.fixture
def rules(people: People) -> People:
    publish_rules()
    return people


def address(people: People, *, settled: bool = True) -> str:
    concern = make_concern(people)
    if settled:
        settle(concern, people.ben.user)
    return reverse("cases:case_retention", args=[notice_to(concern, "bornheim").pk])


def head(people: People, name: str = "Hanna Haupt") -> Client:
    client: Client = client_of(person(name, Role.OFFICE_HEAD, people.bornheim))
    return client


def test_the_office_closes_and_sees_until_when_it_is_kept(rules: People) -> None:
    page = address(rules)

    answer = client_of(rules.ben).post(page, CLOSING, follow=True)

    assert answer.status_code == 200
    closure = Closure.objects.get()
    assert (closure.outcome, closure.office, closure.by) == (
        "unfounded",
        rules.bornheim,
        rules.ben.user,
    )
    assert "wird ab dem" in answer.content.decode()
    assert Event.objects.filter(what="concern.closed", on_id=closure.concern_id).count() == 1


def test_what_is_not_settled_cannot_be_closed(rules: People) -> None:
    page = address(rules, settled=False)

    answer = client_of(rules.ben).post(page, CLOSING)

    assert answer.status_code == 422
    assert "noch nicht übernommen" in answer.content.decode()
    assert not Closure.objects.exists()


def test_a_fault_names_field_and_cure_and_keeps_what_was_typed(rules: People) -> None:
    typed = {key: value for key, value in CLOSING.items() if key != "abschluss-filed"}

    answer = client_of(rules.ben).post(address(rules), typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Bitte übernehmen Sie den Vorgang zuerst in Ihre Akte." in text
    assert "Kanarienabschluss" in text


def test_it_can_be_opened_again(rules: People) -> None:
    page, ben = address(rules), client_of(rules.ben)
    ben.post(page, CLOSING)

    ben.post(page, {"what": "reopen"})
    ben.post(page, CLOSING)

    assert Closure.objects.count() == 2
    assert Closure.objects.standing().count() == 1


def test_a_stranger_finds_nothing(rules: People) -> None:
    page = address(rules)

    assert client_of(rules.carla).get(page).status_code == 404
    assert client_of(rules.carla).post(page, CLOSING).status_code == 404
    assert not Closure.objects.exists()


def test_only_the_head_sets_a_hold(rules: People) -> None:
    page = address(rules)
    asked = {"what": "hold", "halt-ground": "court", "halt-reason": "Beschluss", "halt-until": ""}

    refused = client_of(rules.ben).post(page, asked)
    head(rules).post(page, asked)

    assert refused.status_code == 404
    assert LegalHold.objects.get().ground == "court"


def test_two_people_end_a_hold(rules: People) -> None:
    page, first = address(rules), head(rules)
    first.post(page, {"what": "hold", "halt-ground": "court", "halt-reason": "x"})
    wanted = {"hold": str(LegalHold.objects.get().pk)}
    first.post(page, {"what": "ask_end", **wanted})

    alone = first.post(page, {"what": "confirm_end", **wanted})
    still = LegalHold.objects.get().ended_at
    client_of(rules.ben).post(page, {"what": "confirm_end", **wanted})

    assert (alone.status_code, still) == (422, None)
    assert LegalHold.objects.get().ended_by == rules.ben.user


def test_the_head_sees_what_goes_in_the_next_thirty_days(rules: People) -> None:
    soon, later, held = (make_concern(rules) for _ in range(3))
    for each, ago in ((soon, 170), (later, 10), (held, 170)):
        settle(each, rules.ben.user)
        close(each, rules.bornheim, rules.ben.user, ago=timedelta(days=ago))
    hold(held, rules.bornheim, rules.ben.user)

    text = head(rules).get(reverse("cases:retention")).content.decode()

    assert soon.reference in text
    assert later.reference not in text
    assert held.reference in text
    assert "angehalten" in text


def test_everybody_reads_the_rules_and_no_reference(rules: People) -> None:
    concern = make_concern(rules)
    settle(concern, rules.ben.user)
    close(concern, rules.bornheim, rules.ben.user)

    for each in (rules.ada, rules.ben, rules.dora):
        text = client_of(each).get(reverse("cases:retention")).content.decode()
        assert "§ 63 Abs. 1 SGB VIII" in text
        assert concern.reference not in text


def test_without_rules_the_page_says_that_nothing_is_deleted(people: People) -> None:
    text = client_of(people.ben).get(reverse("cases:retention")).content.decode()

    assert "keine Aufbewahrungsregeln in Kraft" in text


def test_after_the_end_of_its_time_an_office_no_longer_finds_the_case(rules: People) -> None:
    concern = make_concern(rules)
    notice = notice_to(concern, "bornheim")
    page = reverse("cases:case_retention", args=[notice.pk])
    before = client_of(rules.ben).get(page).status_code
    EndedCopy.objects.bulk_create(
        [EndedCopy(concern=concern, office=rules.bornheim, at=timezone.now())]
    )
    concern.children.update(office=None)
    notice.erased_at = timezone.now()
    notice.save(update_fields=["erased_at"])

    after = client_of(rules.ben).get(page).status_code

    assert (before, after) == (200, 404)


def test_cases_left_open_for_half_a_year_are_brought_to_mind(rules: People) -> None:
    old = make_concern(rules, at=timezone.now() - timedelta(days=190))
    new = make_concern(rules)

    text = head(rules).get(reverse("cases:retention")).content.decode()

    assert old.reference in text.partition("ohne Abschluss")[2]
    assert new.reference not in text
