"""A later decision holds to the wish that the own institution is not told."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from agreements.domain.rules import PlaceOf, ServiceTarget
from agreements.services.publishing import publish
from cases.models import CaseBlock, Concern, Notice
from cases.services.overruling import overrule
from cases.services.report import report_concern
from network.access import SYSTEM
from network.domain.terms import ContentLevel, Duty, Release, Service
from network.models import Municipality
from tests.factories import network as make
from tests.factories.agreements import make_rule, make_rules
from tests.factories.cases import a_report
from tests.people import People


def reported(people: People, *, not_employer: bool) -> Concern:
    return report_concern(
        by=people.ada.actor,
        report=replace(a_report(at=timezone.now()), not_employer=not_employer),
        at=timezone.now(),
        idempotency_key=uuid4(),
        partner_id=people.school.pk,
    )


def to_the_school(people: People, concern: Concern) -> list[str]:
    """How the notice to Ada's school leaves once Ben decides otherwise; empty without one."""
    Notice.objects.filter(concern=concern, recipient_partner=people.school).delete()
    overrule(
        concern=concern,
        by=people.ben.actor,
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason="Die Mutter ist nach Siegburg gezogen.",
        at=timezone.now(),
    )
    found = Notice.objects.filter(concern=concern, recipient_partner=people.school)
    return [notice.release for notice in found]


@pytest.fixture
def school_is_told(people: People) -> None:
    """A rule tells Ada's school, which offers a service everywhere, at once."""
    for place in Municipality.objects.all():
        make.make_coverage(people.school, Service.FAMILY_COUNSELLING, municipality=place)
    told = make_rule(
        "school",
        tell=ServiceTarget(Service.FAMILY_COUNSELLING, PlaceOf.RESIDENCE),
        content=ContentLevel.SIGNAL,
        release=Release.AUTOMATIC,
        ack=None,
        ladder=(),
    )
    publish(rule_set=make_rules(make_rule(), told), by=SYSTEM, at=timezone.now())


@pytest.mark.usefixtures("school_is_told")
def test_what_would_go_to_an_institution_that_is_kept_out_waits(people: People) -> None:
    concern = reported(people, not_employer=True)

    assert to_the_school(people, concern) == [Release.CONFIRM]


@pytest.mark.usefixtures("school_is_told")
def test_without_the_wish_it_leaves_at_once(people: People) -> None:
    concern = reported(people, not_employer=False)

    assert to_the_school(people, concern) == [Release.AUTOMATIC]


@pytest.mark.usefixtures("school_is_told")
def test_a_wish_that_has_ended_holds_nothing_back(people: People) -> None:
    concern = reported(people, not_employer=True)
    CaseBlock.objects.filter(concern=concern).update(
        ended_at=timezone.now(), ended_by=people.ben.user
    )

    assert to_the_school(people, concern) == [Release.AUTOMATIC]
