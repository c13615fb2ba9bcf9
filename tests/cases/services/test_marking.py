"""Entrusted and medical items: who marks, where it is shown, by which ground they go on."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.domain.marks import ACCOUNT, Ground, Mark
from cases.models import Concern, ItemMark, ItemTransfer, Notice
from cases.queries.content import content_page
from cases.queries.marks import marks_of
from cases.services.forwarding import NoGround, forward
from cases.services.marking import lift_mark, mark_item
from cases.services.release import release_notice
from cases.services.report import report_concern
from network.access import Refused
from tests.factories.cases import BONN, a_report, child, make_concern, notice_to
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


def prepared(people: People) -> tuple[Concern, Notice]:
    """What waits for release to the office outside where the child is; a school has reported."""
    concern = make_concern(people, child(whereabouts=BONN), urgency="urgent")
    return concern, Notice.objects.get(recipient_kind="outside", content_level="full")


def test_what_was_marked_since_a_notice_was_prepared_leaves_with_mark_and_ground(
    people: People,
) -> None:
    concern, waiting = prepared(people)
    by = people.ben.actor
    mark_item(concern=concern, by=by, item=ACCOUNT, mark=Mark.ENTRUSTED, at=timezone.now())

    left = release_notice(notice=waiting, by=by, at=timezone.now())

    assert content_page(left).marks == ("anvertraut (§ 65 SGB VIII)",)
    assert list(left.transfers.values_list("item", "mark", "ground")) == [
        (ACCOUNT, "entrusted", "65-1-3")
    ]


def test_a_mark_that_was_lifted_before_release_leaves_no_trace(people: People) -> None:
    concern, waiting = prepared(people)
    told: Any = {"concern": concern, "by": people.ben.actor}
    told |= {"item": ACCOUNT, "mark": Mark.ENTRUSTED}
    mark_item(at=timezone.now(), **told)
    lift_mark(at=timezone.now(), **told)

    left = release_notice(notice=waiting, by=people.ben.actor, at=timezone.now())

    assert content_page(left).marks == ()
    assert not left.transfers.exists()


def test_a_notice_without_the_account_carries_no_mark(people: People) -> None:
    concern = make_concern(people, urgency="acute")
    by, police = people.ben.actor, Notice.objects.filter(content_level="minimal").first()
    assert police is not None
    mark_item(concern=concern, by=by, item=ACCOUNT, mark=Mark.ENTRUSTED, at=timezone.now())

    left = release_notice(notice=police, by=by, at=timezone.now())

    assert "marks" not in left.content
    assert not left.transfers.exists()


def test_a_mark_of_a_colleague_is_asked_for_when_the_report_is_forwarded(people: People) -> None:
    concern = make_concern(people)
    by, at = people.ben.actor, timezone.now()
    mark_item(concern=concern, by=by, item=ACCOUNT, mark=Mark.ENTRUSTED, at=at)

    with pytest.raises(NoGround):
        forward(
            concern=concern,
            by=by,
            sender=people.bornheim,
            to="siegburg",
            reason="Umzug.",
            at=at,
            grounds={Mark.MEDICAL: Ground.MEDICAL_DUTY},
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
