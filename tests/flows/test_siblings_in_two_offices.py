"""Two siblings, two offices: each office acts for its child and reads nothing of the other."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Concern, Notice
from cases.services.acknowledgement import take_over
from cases.services.escalation import escalate_due
from cases.services.forwarding import forward
from cases.services.overruling import overrule
from cases.services.release import withhold_notice
from network.access import Refused
from network.domain.terms import Duty
from network.models import YouthOffice
from tests.fixtures.district import BEN, CARLA, District
from tests.flows.reports import ada_reports

GRETA = "greta.muster@jugendamt-kreis.example"


def child(ref: str, place: str) -> Mapping[str, Any]:
    home = {"ags": place}
    parent = {"residence": home, "custody": "joint"}
    return {
        "ref": ref,
        "born_on": "2019-05-01",
        "whereabouts": home,
        "residence": home,
        "residence_with": "both",
        "mother": parent,
        "father": parent,
    }


BORNHEIM, SIEGBURG, TROISDORF = "05382012", "05382060", "05382068"
A_IN_BORNHEIM, B_IN_SIEGBURG = child("A", BORNHEIM), child("B", SIEGBURG)


@pytest.fixture
def concern(district: District) -> Concern:
    """A belongs to Bornheim, B to Siegburg; acute violence, so that police notices are prepared."""
    return ada_reports(
        district,
        urgency="acute",
        topics=("domestic_violence", "physical_abuse"),
        children=(A_IN_BORNHEIM, B_IN_SIEGBURG),
    )


def notice_to(concern: Concern, key: str) -> Notice:
    return Notice.objects.get(concern=concern, recipient_office__key=key, cause="route")


def page_of(district: District, email: str, notice: Notice) -> str:
    client = Client()
    client.force_login(district.user(email))
    return client.get(reverse("cases:notice", args=[notice.pk])).content.decode()


def test_no_notice_names_children_of_two_owners(concern: Concern) -> None:
    owner = dict(concern.children.values_list("ref", "office__key"))

    for notice in Notice.objects.filter(concern=concern):
        assert {owner[ref] for ref in notice.children} == {notice.office.key}


def test_neither_office_reads_the_other_child(district: District, concern: Concern) -> None:
    bens = page_of(district, BEN, notice_to(concern, "bornheim"))
    carlas = page_of(district, CARLA, notice_to(concern, "siegburg"))

    assert "Kanarienkind A" in bens
    assert "Kanarienkind B" not in bens
    assert "Kanarienkind B" in carlas
    assert "Kanarienkind A" not in carlas


def test_forwarding_takes_along_the_own_child_only(district: District, concern: Concern) -> None:
    notice = forward(
        concern=concern,
        by=district.actor(CARLA),
        sender=YouthOffice.objects.get(key="siegburg"),
        to="troisdorf",
        reason="Die Familie zieht um.",
        at=timezone.now(),
    )

    assert notice.children == ["B"]
    assert "Kanarienkind A" not in str(notice.content)


def test_only_the_office_that_owns_a_child_decides_about_it(
    district: District, concern: Concern
) -> None:
    with pytest.raises(Refused):
        overrule(
            concern=concern,
            by=district.actor(CARLA),
            ref="A",
            duty=Duty.LEAD,
            office="troisdorf",
            reason="x",
            at=timezone.now(),
        )


def test_the_reason_of_a_decision_stays_with_its_child(
    district: District, concern: Concern
) -> None:
    overrule(
        concern=concern,
        by=district.actor(BEN),
        ref="A",
        duty=Duty.LEAD,
        office="troisdorf",
        reason="Kanariengrund",
        at=timezone.now(),
    )

    assert "Kanariengrund" in page_of(district, BEN, notice_to(concern, "bornheim"))
    assert "Kanariengrund" not in page_of(district, CARLA, notice_to(concern, "siegburg"))


def test_an_office_that_knows_one_child_is_told_of_the_other(
    district: District, concern: Concern
) -> None:
    overrule(
        concern=concern,
        by=district.actor(BEN),
        ref="A",
        duty=Duty.LEAD,
        office="siegburg",
        reason="x",
        at=timezone.now(),
    )

    about_a = Notice.objects.filter(concern=concern, recipient_office__key="siegburg")
    assert sorted(notice.children for notice in about_a) == [["A"], ["B"]]


def test_what_was_withheld_does_not_count_as_told(district: District) -> None:
    concern = ada_reports(district)
    to_bonn = Notice.objects.get(concern=concern, recipient_outside__district="05314")
    withhold_notice(notice=to_bonn, by=district.actor(BEN), at=timezone.now())

    overrule(
        concern=concern,
        by=district.actor(BEN),
        ref="A",
        duty=Duty.LEAD,
        office="outside:05314",
        reason="x",
        at=timezone.now(),
    )

    again = Notice.objects.filter(concern=concern, recipient_outside__district="05314")
    assert again.filter(withdrawn_at=None).exists()


def test_each_silent_office_raises_its_own_alarm(district: District, concern: Concern) -> None:
    first, second = notice_to(concern, "bornheim"), notice_to(concern, "siegburg")
    greta = district.actor(GRETA)
    for silent in (first, second):
        silent.refresh_from_db()
        silent.ack_by = silent.next_step_at = timezone.now() - timedelta(days=1)
        silent.save()
        escalate_due()
        take_over(notice=Notice.objects.get(about=silent), by=greta, at=timezone.now())

    assert Notice.objects.filter(concern=concern, cause="alarm").count() == 2
