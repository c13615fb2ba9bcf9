"""A midwife in a small town is a name: only who acts and who leads is told what kind of person
reported (§ 64 Abs. 1, § 65 SGB VIII; docs/adr/0079).
"""

import json

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from cases.domain.marks import Ground, Mark
from cases.models import Concern, Notice
from cases.queries.content import content_page
from cases.services.forwarding import forward
from network.domain.terms import Duty, Service
from network.models import Delivery
from tests.factories import network as make
from tests.factories.cases import BONN, SIEGBURG, child, make_concern
from tests.people import People

KIND = "Hebamme"


@pytest.fixture
def concern(people: People) -> Concern:
    """A midwife reports: one child at home in Bornheim and now in Siegburg, a sibling in Bonn."""
    return make_concern(
        people,
        child("A", whereabouts=SIEGBURG),
        child("B", whereabouts=BONN),
        reporter="midwife",
        topics=("neglect", "physical_abuse"),
        urgency="acute",
    )


@pytest.fixture
def infant(people: People) -> Concern:
    """She reports an infant who is in Bonn, whose office and the health office may be told more."""
    advice = make.make_partner("gesundheitsamt-muster")
    make.make_coverage(advice, Service.HEALTH_OFFICE)
    born = f"{timezone.localdate():%Y-%m-%d}"
    return make_concern(
        people,
        child("A", whereabouts=BONN, born_on=born),
        reporter="midwife",
        topics=("neglect",),
        urgency="urgent",
    )


def said(notice: Notice) -> str:
    return json.dumps([notice.headline, notice.content], ensure_ascii=False)


def acts_or_leads(notice: Notice) -> bool:
    return bool({Duty.ACT_NOW, Duty.LEAD} & set(notice.duties))


def test_who_acts_and_who_leads_learns_the_kind(concern: Concern) -> None:
    told = [each for each in Notice.objects.all() if acts_or_leads(each)]

    assert {each.recipient_name for each in told} == {"Jugendamt Bornheim", "Jugendamt Siegburg"}
    assert [each for each in told if KIND not in said(each)] == []


def test_police_court_and_other_districts_do_not(concern: Concern) -> None:
    others = [each for each in Notice.objects.all() if not acts_or_leads(each)]

    assert {each.content_level for each in others} == {"signal", "minimal"}
    assert [each for each in others if KIND in said(each)] == []


def test_an_office_outside_that_only_protects_and_a_partner_that_advises_do_not(
    infant: Concern,
) -> None:
    outside = Notice.objects.get(recipient_kind="outside")
    advice = Notice.objects.get(recipient_partner__key="gesundheitsamt-muster")

    assert (outside.content_level, advice.content_level) == ("full", "minimal")
    assert (acts_or_leads(outside), acts_or_leads(advice)) == (False, False)
    assert (KIND in said(outside), KIND in said(advice)) == (False, False)


def test_the_page_for_the_printer_has_no_word_of_it(infant: Concern) -> None:
    outside = Notice.objects.get(recipient_kind="outside")

    page = render_to_string(
        "cases/notice/_content.html", {"content": content_page(outside), "notice": outside}
    )

    assert "Vernachlässigung" in page
    assert (KIND in page, "Gemeldet durch" in page) == (False, False)


def test_an_office_that_is_only_asked_along_does_not_learn_it(
    people: People, concern: Concern
) -> None:
    told = forward(
        concern=concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="kreis",
        reason="Kanariengrund",
        at=timezone.now(),
        grounds={Mark.MEDICAL: Ground.MEDICAL_DUTY},
    )

    assert told.content["account"]
    assert KIND not in said(told)


def test_whoever_is_to_act_learns_it_from_a_colleague_too(people: People) -> None:
    concern = make_concern(
        people, child("A"), child("B", lives=SIEGBURG), reporter="midwife", urgency="standard"
    )
    Notice.objects.filter(recipient_office=people.siegburg).update(erased_at=timezone.now())
    concern.children.update(office=people.bornheim)

    told = forward(
        concern=concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="siegburg",
        reason="Kanariengrund",
        at=timezone.now(),
        grounds={Mark.MEDICAL: Ground.MEDICAL_DUTY},
    )

    assert KIND in said(told)


def test_mails_and_messages_have_no_word_of_it(concern: Concern) -> None:
    letters = list(Delivery.objects.values())

    assert letters
    assert KIND not in str(letters)
    assert concern.reference in str(letters)
