"""Accounts and roles: who may change them, what is recorded, and when they count."""

from datetime import date

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from network.access import SYSTEM, Actor, Refused, actor_for
from network.domain.terms import Role
from network.models import Event, Membership, User
from network.queries import directory_version
from network.services import accounts
from tests.factories import network as make
from tests.people import People

TODAY = date(2026, 11, 23)


@pytest.fixture
def admin(people: People) -> Actor:
    return make.make_actor("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)


@pytest.fixture
def keeper(people: People) -> Actor:
    """Keeps the accounts of the office in Siegburg."""
    return make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.siegburg)


def add(people: People, *, by: Actor, user: User | None = None) -> Membership:
    return accounts.add_membership(
        user=user or people.dora.user,
        role=Role.CASE_WORKER,
        organisation=people.siegburg,
        first_day=TODAY,
        by=by,
        at=make.AT,
        reason="Vertretung",
    )


def test_a_new_account_opens_nothing(people: People, admin: Actor) -> None:
    user = accounts.create_account(
        email="Nina@Leute.example", name="Nina Neu", by=admin, at=make.AT
    )

    actor = actor_for(user, make.AT)
    assert user.email == "nina@leute.example"
    assert not user.has_usable_password()
    assert (actor.offices, actor.partners, actor.roles) == (frozenset(),) * 3


def test_a_membership_counts_from_its_first_day(people: People, keeper: Actor) -> None:
    membership = add(people, by=keeper)

    assert actor_for(people.dora.user, make.AT).offices == {people.siegburg.pk}
    event = Event.objects.get(what="membership_added")
    assert (event.actor_id, event.on_id, event.office_id) == (
        keeper.user_id,
        membership.pk,
        people.siegburg.pk,
    )
    assert event.details == {"role": "case_worker", "user": str(people.dora.user.pk)}


def test_an_ended_membership_counts_until_its_last_day(people: People) -> None:
    keeper = make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)
    membership = people.ben.user.memberships.get()

    accounts.end_membership(membership=membership, last_day=TODAY, by=keeper, at=make.AT)

    next_day = make.AT.replace(day=24)
    assert actor_for(people.ben.user, make.AT).offices == {people.bornheim.pk}
    assert actor_for(people.ben.user, next_day).offices == frozenset()
    assert Membership.objects.filter(user=people.ben.user).exists()


def test_a_partners_membership_names_the_partner(people: People) -> None:
    keeper = make.make_actor("Kai Konto", Role.PARTNER_ADMIN, people.other_school)

    membership = accounts.add_membership(
        user=people.ada.user,
        role=Role.PARTNER_REPORTER,
        organisation=people.other_school,
        first_day=TODAY,
        by=keeper,
        at=make.AT,
    )

    assert (membership.partner, membership.office) == (people.other_school, None)


def test_a_deactivated_account_opens_nothing_and_warm_processes_hear_of_it(
    people: People, admin: Actor
) -> None:
    before = directory_version()

    accounts.deactivate_account(user=people.ben.user, by=admin, at=make.AT)

    assert actor_for(people.ben.user, make.AT).offices == frozenset()
    assert directory_version() == before + 1


def test_a_deactivated_account_has_no_role_and_no_link_left(people: People, admin: Actor) -> None:
    ben = people.ben.user
    SocialAccount.objects.create(user=ben, provider="organisation", uid="person-1")

    accounts.deactivate_account(user=ben, by=admin, at=make.AT)

    User.objects.filter(pk=ben.pk).update(is_active=True)
    ben.refresh_from_db()
    assert actor_for(ben, make.AT).offices == frozenset()
    assert actor_for(ben, make.AT).roles == frozenset()
    assert not SocialAccount.objects.exists()
    assert Event.objects.filter(what="membership_ended", actor_id=admin.user_id).count() == 1


def test_grants_are_given_and_withdrawn_with_a_record(people: People, admin: Actor) -> None:
    accounts.withdraw_role(
        role=Role.CASE_WORKER, organisation=people.bornheim, by=admin, at=make.AT
    )
    closed = actor_for(people.ben.user, make.AT).offices
    accounts.grant_role(role=Role.CASE_WORKER, organisation=people.bornheim, by=admin, at=make.AT)

    assert closed == frozenset()
    assert actor_for(people.ben.user, make.AT).offices == {people.bornheim.pk}
    assert [event.what for event in Event.objects.filter(on_id=people.bornheim.pk)] == [
        "role_withdrawn",
        "role_granted",
    ]


def test_nobody_gives_or_takes_a_role_to_themselves(people: People, keeper: Actor) -> None:
    me = User.objects.get(name="Kai Konto")

    with pytest.raises(Refused, match="andere Person"):
        add(people, by=keeper, user=me)
    with pytest.raises(Refused, match="andere Person"):
        accounts.end_membership(
            membership=me.memberships.get(), last_day=TODAY, by=keeper, at=make.AT
        )


def test_the_technical_administration_shuts_no_account_of_its_own(admin: Actor) -> None:
    with pytest.raises(Refused, match="andere Person"):
        accounts.deactivate_account(user=User.objects.get(name="Tom Technik"), by=admin, at=make.AT)


def test_only_technical_admins_and_the_system_may(people: People, keeper: Actor) -> None:
    for by in (people.ben.actor, keeper):
        for act in (
            lambda by=by: accounts.create_account(
                email="x@leute.example", name="X", by=by, at=make.AT
            ),
            lambda by=by: accounts.deactivate_account(user=people.carla.user, by=by, at=make.AT),
            lambda by=by: accounts.grant_role(
                role=Role.DEPUTY, organisation=people.bornheim, by=by, at=make.AT
            ),
            lambda by=by: accounts.withdraw_role(
                role=Role.DEPUTY, organisation=people.bornheim, by=by, at=make.AT
            ),
        ):
            with pytest.raises(Refused):
                act()


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OFFICE_HEAD, Role.DATA_PROTECTION_OFFICER])
def test_the_technical_administration_gives_no_role_that_reads(
    people: People, admin: Actor, role: Role
) -> None:
    with pytest.raises(Refused):
        accounts.add_membership(
            user=people.dora.user,
            role=role,
            organisation=people.siegburg,
            first_day=TODAY,
            by=admin,
            at=make.AT,
        )


def test_who_keeps_no_accounts_gives_and_ends_no_role(people: People) -> None:
    elsewhere = make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)
    carlas = people.carla.user.memberships.get()

    for by in (people.ben.actor, people.carla.actor, elsewhere):
        with pytest.raises(Refused):
            add(people, by=by)
        with pytest.raises(Refused):
            accounts.end_membership(membership=carlas, last_day=TODAY, by=by, at=make.AT)
    assert add(people, by=SYSTEM).pk


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.ACCOUNT_ADMIN])
def test_a_role_for_two_people_is_given_by_invitation_only(
    people: People, keeper: Actor, role: Role
) -> None:
    with pytest.raises(Refused, match="nicht eine Person allein"):
        accounts.add_membership(
            user=people.dora.user,
            role=role,
            organisation=people.siegburg,
            first_day=TODAY,
            by=keeper,
            at=make.AT,
        )


def test_an_office_gives_no_role_of_the_network(people: People, keeper: Actor) -> None:
    with pytest.raises(Refused, match="vergeben Sie hier nicht"):
        accounts.add_membership(
            user=people.dora.user,
            role=Role.TECHNICAL_ADMIN,
            organisation=people.siegburg,
            first_day=TODAY,
            by=keeper,
            at=make.AT,
        )


def test_a_deed_that_cannot_be_recorded_is_undone(people: People, keeper: Actor) -> None:
    nobody_in_particular = Actor(user_id=None, name="", granted=keeper.granted)

    with pytest.raises(IntegrityError, match="event_has_an_actor"), transaction.atomic():
        add(people, by=nobody_in_particular)

    assert people.dora.user.memberships.count() == 1
