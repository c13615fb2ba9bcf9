"""Changing a role, standing in, leaving, confirming: never for oneself."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from network.access import SYSTEM, Actor, Refused, actor_for
from network.domain.post import DeliveryState
from network.domain.reach import Contact, Recipient
from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Role, Urgency
from network.models import Attempt, Delivery, Event, Invitation, Membership, User
from network.queries import contacts_for
from network.services import giving, invitations, post, staff
from network.services.post import Letter
from network.services.staff import NotPossible
from tests.factories import network as make
from tests.people import People, Person, person

TODAY = date(2026, 11, 23)
LATER = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def keeper(people: People) -> Actor:
    return make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def head(people: People) -> Person:
    return person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)


def role_of(someone: Person) -> Membership:
    return someone.user.memberships.get()


def leave(people: People, someone: Person, *, by: Actor) -> None:
    staff.say_farewell(user=someone.user, organisation=people.bornheim, by=by, at=make.AT)


def letter_to(people: People, address: str) -> Delivery:
    to = Recipient(kind=RecipientKind.OFFICE, office_id=people.bornheim.pk)
    letter = Letter(
        message_id=uuid4(),
        kind="escalation",
        reference="KS-2222-2222-2222",
        urgency=Urgency.URGENT,
        recipient=to,
        office_id=people.bornheim.pk,
        path="/",
    )
    contact = Contact(channel=ChannelKind.EMAIL, address=address, name="", verified=True)
    (delivery,) = post.plan(letter, [contact], at=make.AT)
    return delivery


def test_a_changed_role_counts_at_once_and_the_person_is_told(
    people: People, keeper: Actor
) -> None:
    staff.change_role(
        membership=role_of(people.ben), role=Role.ECONOMIC_UNIT, by=keeper, at=make.AT
    )

    actor = actor_for(people.ben.user, make.AT)
    assert actor.offices == frozenset()
    assert actor.roles == {Role.ECONOMIC_UNIT}
    assert people.ben.user.memberships.count() == 2, "the past stays known"
    letter = Delivery.objects.get(address=people.ben.user.email)
    assert (letter.kind, letter.path) == ("account_changed", "/")
    assert set(Event.objects.filter(actor_id=keeper.user_id).values_list("what", flat=True)) == {
        "membership_ended",
        "membership_added",
    }


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.ACCOUNT_ADMIN])
def test_a_role_for_two_people_is_not_simply_changed_to(
    people: People, keeper: Actor, role: Role
) -> None:
    with pytest.raises(NotPossible, match="zweite Person"):
        staff.change_role(membership=role_of(people.ben), role=role, by=keeper, at=make.AT)

    assert actor_for(people.ben.user, make.AT).roles == {Role.CASE_WORKER}


def test_nobody_changes_ends_or_confirms_the_own_role(people: People, keeper: Actor) -> None:
    own = Membership.objects.get(user__name=keeper.name)

    for deed in (
        lambda: staff.change_role(membership=own, role=Role.CASE_WORKER, by=keeper, at=make.AT),
        lambda: staff.end_role(membership=own, by=keeper, at=make.AT),
        lambda: staff.say_farewell(
            user=own.user, organisation=people.bornheim, by=keeper, at=make.AT
        ),
        lambda: staff.appoint_deputy(
            user=own.user,
            office=people.bornheim,
            first_day=TODAY,
            last_day=TODAY,
            by=keeper,
            at=make.AT,
        ),
    ):
        with pytest.raises(Refused, match="andere Person"):
            deed()
    sure = staff.confirm(organisation=people.bornheim, memberships=[own.pk], by=keeper, at=make.AT)
    assert sure == 0


def test_the_administrator_of_another_office_changes_nothing_here(people: People) -> None:
    elsewhere = make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.siegburg)

    for deed in (
        lambda: staff.change_role(
            membership=role_of(people.ben), role=Role.DEPUTY, by=elsewhere, at=make.AT
        ),
        lambda: staff.end_role(membership=role_of(people.ben), by=elsewhere, at=make.AT),
        lambda: leave(people, people.ben, by=elsewhere),
        lambda: staff.confirm(
            organisation=people.bornheim, memberships=[], by=elsewhere, at=make.AT
        ),
    ):
        with pytest.raises(Refused):
            deed()
    assert actor_for(people.ben.user, make.AT).offices == {people.bornheim.pk}


def test_a_deputy_stands_in_for_those_days_beside_the_own_role(
    people: People, keeper: Actor
) -> None:
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=10)

    staff.appoint_deputy(
        user=people.ben.user,
        office=people.bornheim,
        first_day=first,
        last_day=last,
        reason="Urlaub",
        by=keeper,
        at=make.AT,
    )

    roles = {
        day: actor_for(people.ben.user, make.AT + timedelta(days=day)).roles
        for day in (2, 3, 10, 11)
    }
    both = {Role.CASE_WORKER, Role.DEPUTY}
    assert roles == {2: {Role.CASE_WORKER}, 3: both, 10: both, 11: {Role.CASE_WORKER}}


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(-1, 5, "Vergangenheit"), (5, 4, "vor dem ersten"), (0, 400, "höchstens ein Jahr")],
)
def test_a_deputy_for_impossible_days_is_refused(
    people: People, keeper: Actor, first: int, last: int, why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        staff.appoint_deputy(
            user=people.ben.user,
            office=people.bornheim,
            first_day=TODAY + timedelta(days=first),
            last_day=TODAY + timedelta(days=last),
            by=keeper,
            at=make.AT,
        )


def test_only_people_of_the_office_stand_in(people: People, keeper: Actor) -> None:
    with pytest.raises(NotPossible, match="heute eine Rolle"):
        staff.appoint_deputy(
            user=people.carla.user,
            office=people.bornheim,
            first_day=TODAY,
            last_day=TODAY,
            by=keeper,
            at=make.AT,
        )


def test_who_left_is_a_stranger_with_the_next_request(people: People, keeper: Actor) -> None:
    client = Client()
    client.force_login(people.ben.user, backend="django.contrib.auth.backends.ModelBackend")
    Authenticator.objects.create(
        user=people.ben.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )

    leave(people, people.ben, by=keeper)

    assert client.get("/jugendaemter/").status_code == 302
    ben = User.objects.get(pk=people.ben.user.pk)
    assert (ben.is_active, ben.has_usable_password()) == (False, False)
    assert actor_for(ben, make.AT).offices == frozenset()
    assert not Authenticator.objects.filter(user=ben).exists()
    assert Event.objects.filter(what="person_left", on_id=ben.pk).exists()


def test_who_works_elsewhere_too_keeps_the_account_but_no_session(
    people: People, keeper: Actor
) -> None:
    make.join(people.ben.user, Role.CASE_WORKER, people.siegburg)
    client = Client()
    client.force_login(people.ben.user, backend="django.contrib.auth.backends.ModelBackend")

    leave(people, people.ben, by=keeper)

    ben = User.objects.get(pk=people.ben.user.pk)
    assert client.get("/jugendaemter/").status_code == 302
    assert ben.is_active
    assert actor_for(ben, make.AT).offices == {people.siegburg.pk}


def test_sessions_of_others_go_on(people: People, keeper: Actor) -> None:
    client = Client()
    client.force_login(people.carla.user, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key

    leave(people, people.ben, by=keeper)

    assert key
    assert client.session.exists(key)


def test_a_role_that_has_not_begun_ends_with_the_others(people: People, keeper: Actor) -> None:
    make.join(people.ben.user, Role.DEPUTY, people.bornheim, since=TODAY + timedelta(days=9))

    leave(people, people.ben, by=keeper)

    (left,) = people.ben.user.memberships.all()
    assert left.validity.upper == TODAY


def test_invitations_of_who_left_are_void(people: People, keeper: Actor) -> None:
    other = person("Olga Ohm", Role.ACCOUNT_ADMIN, people.bornheim)
    for_ben = invitations.invite(
        email=people.ben.user.email,
        role=Role.DEPUTY,
        organisation=people.bornheim,
        by=keeper,
        at=make.AT,
    )
    begun = invitations.invite(
        email="x@neu.example",
        role=Role.OFFICE_HEAD,
        organisation=people.bornheim,
        by=other.actor,
        at=make.AT,
    )

    leave(people, people.ben, by=keeper)
    leave(people, other, by=keeper)

    assert set(Invitation.objects.pending()) & {for_ben, begun} == set()


def test_letters_to_who_left_stop_and_go_their_next_way(
    people: People, keeper: Actor, head: Person
) -> None:
    his = letter_to(people, people.ben.user.email.upper())
    hers = letter_to(people, head.user.email)

    leave(people, people.ben, by=keeper)

    his.refresh_from_db()
    hers.refresh_from_db()
    assert (his.state, hers.state) == (DeliveryState.FAILED, DeliveryState.DUE)
    assert his in post.failed_unanswered()
    assert Attempt.objects.get(delivery=his).code == "left"


def test_a_mailbox_of_the_office_goes_on_whoever_leaves(people: People, keeper: Actor) -> None:
    make.make_contact(people.ben.user.email, office=people.bornheim, label="Zweites Postfach")
    letter = letter_to(people, people.ben.user.email)

    leave(people, people.ben, by=keeper)

    letter.refresh_from_db()
    assert letter.state == DeliveryState.DUE


def test_who_left_is_in_no_list_of_recipients(people: People, keeper: Actor) -> None:
    deputy = person("Dieter Deck", Role.DEPUTY, people.bornheim)
    to = Recipient(kind=RecipientKind.OFFICE, office_id=people.bornheim.pk)
    before = [each.address for each in contacts_for(to, LadderRole.DEPUTY, make.AT)]

    leave(people, deputy, by=keeper)

    assert before == [deputy.user.email]
    assert contacts_for(to, LadderRole.DEPUTY, make.AT) == []


def test_the_technical_side_can_lock_somebody_out_and_an_outsider_cannot(people: People) -> None:
    technical = make.make_actor("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)

    with pytest.raises(Refused):
        leave(people, people.ben, by=people.carla.actor)
    leave(people, people.ben, by=technical)

    assert actor_for(people.ben.user, make.AT).offices == frozenset()


def test_a_role_is_unconfirmed_after_half_a_year_and_stays_open(
    people: People, keeper: Actor
) -> None:
    held = Membership.objects.filter(pk=role_of(people.ben).pk)
    held.update(confirmed_at=make.AT, confirmed_by=keeper.user_id)

    days = {day: held.unconfirmed(day).exists() for day in (date(2027, 5, 22), date(2027, 5, 23))}

    assert days == {date(2027, 5, 22): False, date(2027, 5, 23): True}
    assert actor_for(people.ben.user, LATER).offices == {people.bornheim.pk}


def test_a_new_role_counts_as_confirmed_for_half_a_year(people: People) -> None:
    user = make.make_user()
    held = make.join(user, Role.CASE_WORKER, people.bornheim, since=TODAY)
    row = Membership.objects.filter(pk=held.pk)

    assert not row.unconfirmed(date(2027, 5, 22)).exists()
    assert row.unconfirmed(date(2027, 5, 23)).exists()


def test_confirming_names_who_and_when_for_what_was_shown(people: People, keeper: Actor) -> None:
    shown = role_of(people.ben)
    came_later = person("Nora Neu", Role.CASE_WORKER, people.bornheim)
    foreign = role_of(people.carla)

    sure = staff.confirm(
        organisation=people.bornheim, memberships=[shown.pk, foreign.pk], by=keeper, at=LATER
    )

    shown.refresh_from_db()
    assert sure == 1
    assert (shown.confirmed_at, shown.confirmed_by_id) == (LATER, keeper.user_id)
    assert role_of(came_later).confirmed_at is None
    assert Membership.objects.get(pk=foreign.pk).confirmed_at is None
    assert Event.objects.get(what="accounts_confirmed").details == {"count": 1}


def test_the_head_confirms_the_administrator_and_the_technical_side_nobody_else(
    people: People, keeper: Actor, head: Person
) -> None:
    technical = make.make_actor("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)
    keepers = Membership.objects.get(user__name=keeper.name)
    bens = role_of(people.ben)

    assert giving.may_confirm(head.actor, keepers)
    assert giving.may_confirm(technical, keepers)
    assert not giving.may_confirm(technical, bens)
    assert not giving.may_confirm(SYSTEM, bens), "somebody confirms, not the machine"


def test_one_role_ends_and_the_others_stay(people: People, keeper: Actor) -> None:
    extra = make.join(people.ben.user, Role.DEPUTY, people.bornheim, since=TODAY)
    key = extra.pk

    staff.end_role(membership=extra, by=keeper, at=make.AT)

    assert actor_for(people.ben.user, make.AT).roles == {Role.CASE_WORKER}
    assert not Membership.objects.filter(pk=key).exists(), "it never counted for a day"
    assert Event.objects.filter(what="membership_ended", on_id=key).exists()
