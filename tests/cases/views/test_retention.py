"""Closing a case, holding it, and the page that says what goes when."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.domain.retention_rules import Kind
from cases.models import (
    AccessExport,
    CaseBlock,
    Closure,
    Concern,
    DeletionRecord,
    EndedCopy,
    LegalHold,
    Notice,
)
from cases.queries.own_time import own_time
from cases.services.access_export import begin_export
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


def told(people: People) -> tuple[Concern, Notice]:
    """Siegburg was told of Bornheim's case and took note of it a year ago."""
    concern = make_concern(people)
    settle(concern, people.ben.user)
    copy = Notice.objects.filter(concern=concern).order_by("created_at")[0]
    copy.pk, copy._state.adding = uuid4(), True
    copy.recipient_office, copy.rank = people.siegburg, 9
    copy.save(force_insert=True)
    return concern, copy


def officer(people: People) -> Client:
    """Data protection at Siegburg: no case, only the log."""
    role = Role.DATA_PROTECTION_OFFICER
    client: Client = client_of(person("Sabine Schutz", role, people.siegburg))
    return client


def test_an_open_answer_to_the_family_keeps_the_case_open(rules: People) -> None:
    page, ben = address(rules), client_of(rules.ben)
    concern = Concern.objects.get()
    begin_export(
        concern=concern,
        by=rules.ben.actor,
        office_id=rules.bornheim.pk,
        about=concern.children.get(),
        at=timezone.now(),
    )

    answer = ben.post(page, CLOSING)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Lassen Sie sie freigeben oder verwerfen" in text
    assert reverse("cases:access_export", args=[AccessExport.objects.get().pk]) in text
    assert not Closure.objects.exists()


def test_what_happened_after_closing_moves_the_date(rules: People) -> None:
    concern = make_concern(rules)
    settle(concern, rules.ben.user)
    close(concern, rules.bornheim, rules.ben.user, ago=timedelta(days=170))
    page = reverse("cases:case_retention", args=[notice_to(concern, "bornheim").pk])
    before = own_time(concern.pk, rules.bornheim.pk, Kind.CASE)
    later = timezone.now() - timedelta(days=20)
    Notice.objects.filter(concern=concern).update(acknowledged_at=later)

    text = client_of(rules.ben).get(page).content.decode()

    after = own_time(concern.pk, rules.bornheim.pk, Kind.CASE)
    assert before is not None
    assert after is not None
    assert after.due_at > before.due_at + timedelta(days=140)
    assert timezone.localtime(after.due_at).strftime("%d.%m.%Y") in text
    assert timezone.localtime(before.due_at).strftime("%d.%m.%Y") not in text
    assert f"Die Frist zählt ab dem {timezone.localtime(later):%d.%m.%Y}" in text


def test_a_further_notice_that_nobody_took_over_stops_the_clock(rules: People) -> None:
    concern = make_concern(rules)
    settle(concern, rules.ben.user)
    close(concern, rules.bornheim, rules.ben.user)
    notice = notice_to(concern, "bornheim")
    page = reverse("cases:case_retention", args=[notice.pk])
    Notice.objects.filter(pk=notice.pk).update(
        acknowledged_at=None, acknowledged_by=None, ack_by=timezone.now()
    )

    text = client_of(rules.ben).get(page).content.decode()

    assert "Die Frist läuft zurzeit nicht" in text
    assert "wird ab dem" not in text


def test_closed_again_with_another_outcome_has_the_time_of_the_new_one(rules: People) -> None:
    page, ben = address(rules), client_of(rules.ben)
    ben.post(page, CLOSING)
    first = own_time(Concern.objects.get().pk, rules.bornheim.pk, Kind.CASE)
    ben.post(page, {"what": "reopen"})
    while_open = own_time(Concern.objects.get().pk, rules.bornheim.pk, Kind.CASE)

    text = ben.post(page, CLOSING | {"abschluss-outcome": "followed"}, follow=True).content.decode()

    second = own_time(Concern.objects.get().pk, rules.bornheim.pk, Kind.CASE)
    assert first is not None
    assert second is not None
    assert while_open is None
    assert second.due_at - first.due_at > timedelta(days=150)
    assert timezone.localtime(second.due_at).strftime("%d.%m.%Y") in text


def test_an_office_that_was_told_sees_when_its_copy_goes_and_holds_it(rules: People) -> None:
    concern, copy = told(rules)
    page = reverse("cases:case_retention", args=[copy.pk])
    sina = client_of(person("Sina Sommer", Role.OFFICE_HEAD, rules.siegburg))
    link = page in sina.get(reverse("cases:notice", args=[copy.pk])).content.decode()
    before = sina.get(page).content.decode()

    after = sina.post(
        page, {"what": "hold", "halt-ground": "court", "halt-reason": "Beschluss"}, follow=True
    ).content.decode()

    assert link
    assert "Ihre Kopie wird ab dem" in before
    assert "Fall im Portal abschließen" not in before
    assert "gelöscht wird nicht, solange der Halt besteht" in after
    assert LegalHold.objects.get().only_copy
    listed = sina.get(reverse("cases:retention")).content.decode()
    assert concern.reference in listed.partition("Angehalten</h2>")[2]


def test_whoever_does_not_lead_sees_the_copys_date_and_no_button(rules: People) -> None:
    _, copy = told(rules)
    page = reverse("cases:case_retention", args=[copy.pk])

    text = client_of(rules.carla).get(page).content.decode()
    refused = client_of(rules.carla).post(
        page, {"what": "hold", "halt-ground": "court", "halt-reason": "x"}
    )

    assert "Ihre Kopie wird ab dem" in text
    assert 'name="halt-reason"' not in text
    assert refused.status_code == 404
    assert not LegalHold.objects.exists()


def test_data_protection_sees_what_goes_next_and_no_case(rules: People) -> None:
    concern, _ = told(rules)
    other = make_concern(rules)
    settle(other, rules.ben.user)
    close(other, rules.bornheim, rules.ben.user)

    text = officer(rules).get(reverse("cases:retention")).content.decode()

    assert "Der nächste Lauf löscht 1 Kopie aus 1 Fall." in text
    assert concern.reference in text
    assert other.reference not in text
    assert reverse("cases:notice", args=[notice_to(concern, "bornheim").pk]) not in text
    assert "Kanarien" not in text


def test_data_protection_reads_what_went_at_the_own_office_alone(rules: People) -> None:
    for office, rows in ((rules.siegburg, 7), (rules.bornheim, 11)):
        DeletionRecord.objects.bulk_create(
            [
                DeletionRecord(
                    kind="concern",
                    office=office,
                    rules_version=3,
                    counts={"cases_child": rows},
                    at=timezone.now(),
                )
            ]
        )

    text = officer(rules).get(reverse("cases:retention")).content.decode()

    assert "7 Zeilen" in text
    assert "11 Zeilen" not in text


def test_whoever_reads_no_log_sees_nothing_of_it(rules: People) -> None:
    concern, _ = told(rules)

    for each in (rules.carla, rules.dora, rules.ada):
        text = client_of(each).get(reverse("cases:retention")).content.decode()
        assert "Der nächste Lauf" not in text
        assert concern.reference not in text


def test_a_head_who_is_kept_out_finds_no_reference(rules: People) -> None:
    concern, _ = told(rules)
    sina = person("Sina Sommer", Role.OFFICE_HEAD, rules.siegburg)
    before = client_of(sina).get(reverse("cases:retention")).content.decode()
    CaseBlock.objects.create(
        concern=concern,
        office=rules.siegburg,
        user=sina.user,
        reason="x",
        set_at=timezone.now(),
        set_by=rules.carla.user,
    )

    after = client_of(sina).get(reverse("cases:retention")).content.decode()

    assert (concern.reference in before, concern.reference in after) == (True, False)
