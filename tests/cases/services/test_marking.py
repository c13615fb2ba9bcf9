"""Entrusted and medical items: who marks, where it is shown, by which ground they go on."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.domain.marks import ACCOUNT, Ground, Mark
from cases.models import Concern, ItemMark, ItemTransfer
from cases.queries.content import content_page
from cases.queries.marks import marks_of
from cases.services.forwarding import NoGround, forward
from cases.services.marking import lift_mark, mark_item
from cases.services.report import report_concern
from network.access import Refused
from tests.factories.cases import a_report, make_concern, notice_to
from tests.people import People


def medical(people: People) -> Concern:
    """A doctor has reported; nobody has said anything of marks."""
    return make_concern(people, reporter="physician")


def test_a_doctors_report_is_medical_unless_said_otherwise(people: People) -> None:
    concern = medical(people)

    assert marks_of(concern.pk) == {
        ACCOUNT: (Mark.MEDICAL,),
        "point:talked_with_child": (Mark.MEDICAL,),
    }


def test_a_school_marks_nothing_by_itself(people: People) -> None:
    assert marks_of(make_concern(people).pk) == {}


def test_the_reporter_says_what_is_entrusted(people: People) -> None:
    report = a_report(at=timezone.now())
    concern = report_concern(
        by=people.ada.actor,
        report=replace(report, marks={ACCOUNT: (Mark.ENTRUSTED,)}),
        at=timezone.now(),
        idempotency_key=uuid4(),
        partner_id=people.school.pk,
    )

    assert marks_of(concern.pk) == {ACCOUNT: (Mark.ENTRUSTED,)}
    assert not ItemMark.objects.exclude(marked_by=None).exists()


def test_it_is_shown_with_the_notice(people: People) -> None:
    page = content_page(notice_to(medical(people), "bornheim"))

    assert page.marks == ("medizinisch (§ 76 SGB X)",)
    assert page.points[0]["value"] == "Ja [medizinisch (§ 76 SGB X)]"


def test_each_notice_that_leaves_stores_its_ground(people: People) -> None:
    concern = medical(people)

    found = ItemTransfer.objects.filter(notice=notice_to(concern, "bornheim"))
    assert set(found.values_list("item", "mark", "ground")) == {
        (ACCOUNT, "medical", "76-1"),
        ("point:talked_with_child", "medical", "76-1"),
    }


def test_forwarding_asks_for_the_ground(people: People) -> None:
    concern = medical(people)

    with pytest.raises(NoGround):
        forward(
            concern=concern,
            by=people.ben.actor,
            sender=people.bornheim,
            to="siegburg",
            reason="Umzug.",
            at=timezone.now(),
        )


def test_the_chosen_ground_goes_along_and_is_stored(people: People) -> None:
    concern = medical(people)
    sent = forward(
        concern=concern,
        by=people.ben.actor,
        sender=people.bornheim,
        to="siegburg",
        reason="Umzug.",
        at=timezone.now(),
        grounds={Mark.MEDICAL: Ground.MEDICAL_EXPERT},
    )

    assert set(sent.transfers.values_list("ground", flat=True)) == {"76-2"}
    assert "§ 76 Abs. 2 SGB X" in content_page(sent).grounds[0]["value"]


def test_a_ground_of_another_mark_is_none(people: People) -> None:
    with pytest.raises(NoGround):
        forward(
            concern=medical(people),
            by=people.ben.actor,
            sender=people.bornheim,
            to="siegburg",
            reason="Umzug.",
            at=timezone.now(),
            grounds={Mark.MEDICAL: Ground.CONSENT},
        )


def test_a_caseworker_marks_and_lifts(people: People) -> None:
    concern, ben = make_concern(people), people.ben.actor
    mark_item(concern=concern, by=ben, item=ACCOUNT, mark=Mark.ENTRUSTED, at=timezone.now())
    assert marks_of(concern.pk) == {ACCOUNT: (Mark.ENTRUSTED,)}

    lift_mark(concern=concern, by=ben, item=ACCOUNT, mark=Mark.ENTRUSTED, at=timezone.now())
    assert marks_of(concern.pk) == {}


def test_what_the_report_says_is_never_lifted(people: People) -> None:
    with pytest.raises(Refused):
        lift_mark(
            concern=medical(people),
            by=people.ben.actor,
            item=ACCOUNT,
            mark=Mark.MEDICAL,
            at=timezone.now(),
        )


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_nobody_else_marks(people: People, who: str) -> None:
    with pytest.raises(Refused):
        mark_item(
            concern=make_concern(people),
            by=getattr(people, who).actor,
            item=ACCOUNT,
            mark=Mark.MEDICAL,
            at=timezone.now(),
        )
