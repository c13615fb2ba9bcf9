"""What a report wishes: not for a named colleague, not for the reporter's own institution."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from cases import access
from cases.domain.names import same_name
from cases.models import CaseBlock, Concern
from cases.services.report import report_concern
from network.domain.terms import Role
from network.models import Delivery
from tests.factories.cases import a_report
from tests.people import People, person


def reported(
    people: People, *, not_for: tuple[str, ...] = (), not_employer: bool = False
) -> Concern:
    report = replace(a_report(at=timezone.now()), not_for=not_for, not_employer=not_employer)
    return report_concern(
        by=people.ada.actor,
        report=report,
        at=timezone.now(),
        idempotency_key=uuid4(),
        partner_id=people.school.pk,
    )


@pytest.mark.parametrize("name", ["Ben Bach", "Herr Bach", "ben  bach", "Benjamin, Bach"])
def test_a_named_colleague_finds_nothing(people: People, name: str) -> None:
    concern = reported(people, not_for=(name.split(",")[-1],))

    assert not access.visible_concerns(people.ben.actor).exists()
    assert CaseBlock.objects.in_force().get(concern=concern).user_id == people.ben.user.pk


def test_the_blocked_head_is_not_written_to(people: People) -> None:
    head = person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)
    reported(people, not_for=("Hanna Herr",))

    assert not Delivery.objects.filter(address=head.user.email).exists()


def test_an_unknown_name_is_a_wish_for_the_head(people: People) -> None:
    head = person("Hanna Herr", Role.OFFICE_HEAD, people.bornheim)
    reported(people, not_for=("Udo Unbekannt",))

    wish = access.blocks_to_settle(head.actor).get()
    assert (wish.asked_for, wish.user_id, wish.set_by_id) == ("Udo Unbekannt", None, None)
    assert access.visible_concerns(people.ben.actor).exists()


def test_nobody_of_the_own_institution_is_told(people: People) -> None:
    concern = reported(people, not_employer=True)
    colleague = person("Karl Kollege", Role.PARTNER_REPORTER, people.school)

    assert CaseBlock.objects.in_force().get(concern=concern).partner_id == people.school.pk
    assert not access.visible_notices(colleague.actor).exists()
    assert list(access.own_reports(people.ada.actor)) == [concern]


def test_no_row_says_who_asked(people: People) -> None:
    reported(people, not_for=("Ben Bach", "Udo Unbekannt"), not_employer=True)

    assert set(CaseBlock.objects.values_list("set_by", flat=True)) == {None}


@pytest.mark.parametrize(
    ("known", "told", "same"),
    [
        ("Petra Müller", "Frau Mueller", True),
        ("Petra Müller", "petra müller", True),
        ("Petra Müller", "Petra Schmidt", False),
        ("Petra Müller", "Dr.", False),
        ("Petra Müller", "Dr. Petra Anna Müller", True),
    ],
)
def test_names_are_compared_generously(known: str, told: str, same: bool) -> None:
    assert same_name(known, told) is same
