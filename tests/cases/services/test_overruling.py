"""A professional decides otherwise: a new decision, the old one kept, who is told follows."""

import pytest
from django.utils import timezone

from cases.domain.record import answers_from_data
from cases.models import Concern, Decision, Notice, Ownership
from cases.services.overruling import NothingToOverrule, overrule
from network.access import Actor, Refused
from network.domain.terms import Duty
from network.models import Event
from tests.factories.cases import make_concern
from tests.people import People

REASON = "Die Mutter ist nach eigener Angabe nach Siegburg gezogen."


@pytest.fixture
def concern(people: People) -> Concern:
    """Bornheim acts and leads."""
    return make_concern(people)


def decided(
    concern: Concern,
    by: Actor,
    *,
    duty: Duty = Duty.LEAD,
    office: str = "siegburg",
    ref: str = "A",
) -> Decision:
    return overrule(
        concern=concern, by=by, ref=ref, duty=duty, office=office, reason=REASON, at=timezone.now()
    )


def test_the_answer_is_the_persons_and_the_old_decision_stays(
    people: People, concern: Concern
) -> None:
    old = concern.decisions.get()

    new = decided(concern, people.ben.actor)

    answer = answers_from_data(new.answers)[0].answer(Duty.LEAD)
    before = answers_from_data(old.answers)[0].answer(Duty.LEAD)
    assert answer
    assert before
    assert (answer.office, answer.confidence) == ("siegburg", "certain")
    assert REASON in answer.reason
    assert (new.number, new.replaces, new.made_by) == (2, old, people.ben.user)
    assert before.office == "bornheim"


def test_every_other_answer_stays_as_it_was(people: People, concern: Concern) -> None:
    old = answers_from_data(concern.decisions.get().answers)[0]

    new = answers_from_data(decided(concern, people.ben.actor).answers)[0]

    assert [each for each in new.duties if each.duty != Duty.LEAD] == [
        each for each in old.duties if each.duty != Duty.LEAD
    ]


def test_who_was_not_told_yet_is_told_and_nobody_twice(people: People, concern: Concern) -> None:
    before = set(Notice.objects.values_list("pk", flat=True))

    decided(concern, people.ben.actor)

    new = Notice.objects.exclude(pk__in=before)
    assert [notice.recipient_name for notice in new.filter(recipient_kind="office")] == [
        "Jugendamt Siegburg"
    ]
    assert Notice.objects.filter(recipient_office=people.bornheim).count() == 1


def test_who_acts_now_stays(people: People, concern: Concern) -> None:
    decided(concern, people.ben.actor)

    assert [each.office for each in Ownership.objects.all()] == [people.bornheim]


@pytest.mark.parametrize(
    ("duty", "office", "ref"),
    [
        (Duty.ACT_NOW, "siegburg", "A"),
        (Duty.POLICE, "siegburg", "A"),
        (Duty.CONTINUE_BENEFIT, "siegburg", "A"),
        (Duty.LEAD, "siegburg", "Z"),
    ],
)
def test_what_is_no_answer_or_not_theirs_to_set_is_refused(
    people: People, concern: Concern, duty: Duty, office: str, ref: str
) -> None:
    with pytest.raises(NothingToOverrule):
        decided(concern, people.ben.actor, duty=duty, office=office, ref=ref)

    assert concern.decisions.count() == 1


def test_an_outside_office_may_be_named(people: People, concern: Concern) -> None:
    new = decided(concern, people.ben.actor, office="outside:05314")

    answer = answers_from_data(new.answers)[0].answer(Duty.LEAD)
    assert answer
    assert answer.office == "outside:05314"
    assert "Bonn" in answer.reason


def test_decisions_are_numbered_one_after_the_other(people: People, concern: Concern) -> None:
    decided(concern, people.ben.actor)
    decided(concern, people.ben.actor, office="kreis")

    assert list(concern.decisions.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_strangers_decide_nothing(people: People, concern: Concern, who: str) -> None:
    with pytest.raises(Refused):
        decided(concern, getattr(people, who).actor)


def test_it_is_on_record_without_the_reason(people: People, concern: Concern) -> None:
    decision = decided(concern, people.ben.actor)

    event = Event.objects.get(what="decision.overruled")
    assert (event.on_id, event.details) == (decision.pk, {"number": 2})


def test_who_was_told_but_has_lost_its_copy_by_rule_is_told_again(
    people: People, concern: Concern
) -> None:
    decided(concern, people.ben.actor)
    Notice.objects.filter(recipient_office=people.siegburg).update(erased_at=timezone.now())
    decided(concern, people.ben.actor, office="bornheim")

    decided(concern, people.ben.actor)

    told = Notice.objects.filter(recipient_office=people.siegburg)
    assert [each.erased_at is None for each in told.order_by("created_at")] == [False, True]
