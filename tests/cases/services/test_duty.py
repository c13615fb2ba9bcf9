"""What reaches an office while somebody is on call opens to that person, and nothing else does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import access
from cases.models import Concern, DutyCase
from cases.services.acknowledgement import take_over
from cases.services.blocking import block
from cases.services.reporter import reveal_reporter
from cases.services.telling import tell_step
from network import access as network_access
from network.access import Actor, Refused, actor_for
from network.domain.by_hand import CallDesk
from network.domain.hours import next_working_noon
from network.domain.terms import LadderRole, Role
from network.models import Call, Event, Membership
from tests.factories.cases import BONN, SIEGBURG, child, make_concern, notice_to
from tests.factories.lent import always_on_call
from tests.factories.network import one_change
from tests.people import People, Person, person


@pytest.fixture
def otto(people: People) -> Person:
    """Otto is on call in Bornheim, today and at this hour."""
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)
    return otto


def again(who: Person) -> Actor:
    """What is open to this person, asked anew."""
    return actor_for(who.user, timezone.now())


def test_what_comes_in_on_duty_is_open(people: People, otto: Person) -> None:
    concern = make_concern(people)

    opened = access.own_duty_cases(otto.actor).get()
    assert opened.notice_id == notice_to(concern, "bornheim").pk


def test_what_came_in_before_is_not(people: People) -> None:
    make_concern(people)
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)

    always_on_call(people.bornheim, otto.user)

    assert not access.own_duty_cases(otto.actor).exists()


def test_a_reminder_on_duty_opens_what_came_in_before(people: People) -> None:
    concern = make_concern(people)
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)

    tell_step(notice_to(concern, "bornheim"), LadderRole.REMINDER, step=1, at=timezone.now())

    assert access.own_duty_cases(otto.actor).exists()


def test_what_reaches_another_office_is_not_open(people: People, otto: Person) -> None:
    make_concern(people, child(lives=SIEGBURG))

    assert not DutyCase.objects.exists()


def test_in_office_hours_nothing_is_opened(people: People, otto: Person) -> None:
    with one_change():
        people.bornheim.on_call_slots.all().delete()
    make_concern(people)

    assert not DutyCase.objects.exists()


def test_a_duty_of_a_mailbox_opens_nothing_to_anybody(people: People) -> None:
    always_on_call(people.bornheim, None)

    make_concern(people)

    assert not DutyCase.objects.exists()


def test_it_is_open_until_noon_of_the_next_working_day(people: People, otto: Person) -> None:
    make_concern(people)

    opened = DutyCase.objects.get()
    noon = next_working_noon(opened.duty_begins_at)
    assert opened.until == max(noon, opened.duty_ends_at)
    assert opened.duty_begins_at <= opened.told_at < opened.duty_ends_at


def test_afterwards_it_is_shut(people: People, otto: Person) -> None:
    concern = make_concern(people, at=timezone.now() - timedelta(days=9))

    assert DutyCase.objects.get().user_id == otto.user.pk
    assert not access.own_duty_cases(otto.actor).exists()
    assert access.allowed(otto.actor, notice_to(concern, "bornheim")) == frozenset()


def test_it_ends_with_the_role(people: People, otto: Person) -> None:
    make_concern(people)

    Membership.objects.filter(user=otto.user).delete()

    assert not access.own_duty_cases(again(otto)).exists()


def test_it_ends_with_the_grant_of_the_role(people: People, otto: Person) -> None:
    make_concern(people)

    network_access.withdraw(Role.ON_CALL_WORKER, on=people.bornheim)

    assert not access.own_duty_cases(again(otto)).exists()


def test_it_ends_with_a_block(people: People, otto: Person) -> None:
    concern = make_concern(people)
    hanna = person("Hanna Hof", Role.OFFICE_HEAD, people.bornheim)
    at = timezone.now()

    block(concern=concern, by=hanna.actor, user_id=otto.user.pk, reason="verwandt", at=at)

    assert not access.own_duty_cases(otto.actor).exists()


def test_a_roster_that_is_changed_later_opens_nothing(people: People, otto: Person) -> None:
    make_concern(people)
    olga = person("Olga Otter", Role.ON_CALL_WORKER, people.bornheim)

    always_on_call(people.bornheim, olga.user)

    assert not access.own_duty_cases(olga.actor).exists()


def test_whoever_is_on_call_takes_over_and_the_office_has_the_line(
    people: People, otto: Person
) -> None:
    concern = make_concern(people)
    notice = notice_to(concern, "bornheim")

    take_over(notice=notice, by=otto.actor, at=timezone.now())

    notice.refresh_from_db()
    assert notice.acknowledged_by_id == otto.user.pk
    assert Event.objects.get(what="notice.taken_over").office_id == people.bornheim.pk


def test_the_ladder_ends_with_it(people: People, otto: Person) -> None:
    notice = notice_to(make_concern(people), "bornheim")

    take_over(notice=notice, by=otto.actor, at=timezone.now())

    notice.refresh_from_db()
    assert notice.next_step_at is None


def test_a_colleague_on_call_elsewhere_does_not_take_over(people: People, otto: Person) -> None:
    concern = make_concern(people)
    olaf = person("Olaf Ost", Role.ON_CALL_WORKER, people.siegburg)

    with pytest.raises(Refused):
        take_over(notice=notice_to(concern, "bornheim"), by=olaf.actor, at=timezone.now())


def look(concern: Concern, by: Person) -> str:
    shown = reveal_reporter(
        concern=concern,
        by=by.actor,
        purpose="callback",
        reason="Kanariengrund: Rückruf.",
        at=timezone.now(),
    )
    return shown.entry.name


def test_the_reporter_is_shown_only_after_taking_over(people: People, otto: Person) -> None:
    concern = make_concern(people)
    with pytest.raises(Refused):
        look(concern, otto)

    take_over(notice=notice_to(concern, "bornheim"), by=otto.actor, at=timezone.now())

    assert look(concern, otto) == "Kanarienmelderin"


def test_the_calls_of_the_case_are_theirs_to_make(people: People, otto: Person) -> None:
    make_concern(people, child(whereabouts=BONN), urgency="acute")
    Call.objects.update(desk=CallDesk.OFFICE)

    mine = {each.pk for each in access.duty_calls(otto.actor)}
    outside = {each.pk for each in Call.objects.filter(recipient_outside__isnull=False)}
    assert mine == outside != set()


def test_calls_of_other_cases_are_not(people: People) -> None:
    make_concern(people, child(whereabouts=BONN), urgency="acute")
    Call.objects.update(desk=CallDesk.OFFICE)
    otto = person("Otto Ohm", Role.ON_CALL_WORKER, people.bornheim)
    always_on_call(people.bornheim, otto.user)

    assert not access.duty_calls(otto.actor).exists()
