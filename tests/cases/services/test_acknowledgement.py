"""Taking over: by a named person, once; by phone for recipients who have no account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Acknowledgement, Notice, Ownership
from cases.services.acknowledgement import confirm_by_phone, take_over
from cases.services.escalation import escalate_due
from network.access import SYSTEM, Refused
from network.domain.terms import Role
from network.models import Event
from tests.factories.cases import BONN, child, make_concern, notice_to, overdue
from tests.people import People, person


@pytest.fixture
def notice(people: People) -> Notice:
    """Bornheim must act."""
    return notice_to(make_concern(people), "bornheim")


@pytest.fixture
def outside(people: People) -> Notice:
    """Bonn, where the child is tonight, has no account in the portal."""
    concern = make_concern(people, child(whereabouts=BONN), urgency="acute")
    return Notice.objects.get(concern=concern, recipient_kind="outside")


def test_the_person_stands_by_name_with_the_notice(people: People, notice: Notice) -> None:
    at = timezone.now()

    take_over(notice=notice, by=people.ben.actor, at=at)

    notice.refresh_from_db()
    assert notice.taken
    assert (notice.taken.name, notice.taken.at) == ("Ben Bach", at)
    assert (notice.acknowledged_by_id, notice.next_step_at) == (people.ben.user.pk, None)


def test_whoever_was_first_stays(people: People, notice: Notice) -> None:
    colleague = person("Bea Busch", Role.CASE_WORKER, people.bornheim)
    first = take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    second = take_over(notice=notice, by=colleague.actor, at=timezone.now())

    assert second == first
    assert Acknowledgement.objects.get(notice=notice).name == "Ben Bach"
    assert Event.objects.filter(what="notice.taken_over", on_id=notice.pk).count() == 1


def test_taking_over_does_not_move_ownership(people: People, notice: Notice) -> None:
    before = list(Ownership.objects.values("id", "office", "held"))

    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    assert list(Ownership.objects.values("id", "office", "held")) == before


def test_taken_over_stops_the_ladder(people: People, notice: Notice) -> None:
    overdue(notice, minutes=10)

    take_over(notice=notice, by=people.ben.actor, at=timezone.now())

    assert escalate_due() == 0
    notice.refresh_from_db()
    assert notice.step == 0


@pytest.mark.parametrize("who", ["ada", "carla", "dora"])
def test_only_the_addressed_office_takes_over(people: People, notice: Notice, who: str) -> None:
    with pytest.raises(Refused):
        take_over(notice=notice, by=getattr(people, who).actor, at=timezone.now())

    assert not Acknowledgement.objects.exists()


def test_the_portal_itself_takes_nothing_over(people: People, notice: Notice) -> None:
    with pytest.raises(Refused):
        take_over(notice=notice, by=SYSTEM, at=timezone.now())


def test_a_notice_that_waits_for_release_cannot_be_taken_over(people: People) -> None:
    concern = make_concern(people, urgency="acute", topics=("sexual_violence",))
    waiting = Notice.objects.waiting_for_release().filter(concern=concern)[0]

    with pytest.raises(Refused):
        take_over(notice=waiting, by=people.ben.actor, at=timezone.now())


def test_an_outside_office_takes_over_by_phone(people: People, outside: Notice) -> None:
    at = timezone.now() + timedelta(minutes=1)

    taken = confirm_by_phone(notice=outside, by=people.ben.actor, spoke_with="Frau Rot", at=at)

    outside.refresh_from_db()
    assert taken.name == "Frau Rot (telefonisch bestätigt, festgehalten von Ben Bach)"
    assert outside.acknowledged_at == at
    assert Event.objects.filter(what="notice.confirmed_by_phone", on_id=outside.pk).exists()


def test_an_office_of_the_network_cannot_be_spoken_for(people: People, notice: Notice) -> None:
    with pytest.raises(Refused):
        confirm_by_phone(
            notice=notice, by=people.ben.actor, spoke_with="Frau Rot", at=timezone.now()
        )


def test_a_stranger_confirms_nothing_by_phone(people: People, outside: Notice) -> None:
    with pytest.raises(Refused):
        confirm_by_phone(
            notice=outside, by=people.carla.actor, spoke_with="Frau Rot", at=timezone.now()
        )
