"""Two keys open an organisation; nothing else does. Every trap of guardian on real rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.models import Permission as ModelPermission
from django.db import DataError, connection, transaction
from guardian.shortcuts import assign_perm, get_objects_for_user
from pytest_django import DjangoAssertNumQueries

from network import access
from network.access import (
    NOBODY,
    SYSTEM,
    THE_NETWORK,
    Actor,
    Permission,
    Refused,
    acting,
    acting_as,
    actor_for,
    allowed,
    require,
)
from network.domain.terms import Role
from network.models import User, YouthOffice
from tests.factories import network as make
from tests.people import People

NOTHING: dict[str, frozenset[object]] = {
    "offices": frozenset(),
    "led": frozenset(),
    "partners": frozenset(),
    "roles": frozenset(),
}


def opened(user: User, at: datetime = make.AT) -> dict[str, frozenset[object]]:
    """All that is open to an account."""
    actor = actor_for(user, at)
    return {name: getattr(actor, name) for name in NOTHING}


def test_membership_and_grant_together_open_the_office(people: People) -> None:
    assert people.ben.actor.offices == {people.bornheim.pk}
    assert people.ben.actor.roles == {Role.CASE_WORKER}
    assert people.ben.actor.led == frozenset()


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.DEPUTY, Role.OFFICE_HEAD])
def test_only_the_head_leads_but_all_three_work_cases(people: People, role: Role) -> None:
    actor = make.make_actor("Wer Immer", role, people.bornheim)

    assert actor.offices == {people.bornheim.pk}
    assert actor.led == ({people.bornheim.pk} if role is Role.OFFICE_HEAD else frozenset())


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.DIRECTORY_EDITOR, Role.TECHNICAL_ADMIN])
def test_roles_of_the_network_read_no_case(people: People, role: Role) -> None:
    actor = make.make_actor("Wer Immer", role, people.bornheim)

    assert actor.offices == actor.led == actor.partners == frozenset()
    assert actor.roles == {role}
    assert allowed(actor, people.bornheim) <= {Permission.APPROVE_ACCOUNTS}


def test_reporter_is_open_for_the_own_partner_only(people: People) -> None:
    assert people.ada.actor.partners == {people.school.pk}
    assert allowed(people.ada.actor, people.school) == {Permission.READ, Permission.REPORT}
    assert allowed(people.ada.actor, people.other_school) == frozenset()


def test_global_permission_opens_nothing(people: People) -> None:
    user = make.make_user()
    ticked = ModelPermission.objects.get(codename=access.WORK_CASES)
    user.user_permissions.add(ticked)
    Group.objects.get(name=Role.CASE_WORKER).permissions.add(ticked)
    user.groups.add(Group.objects.get(name=Role.CASE_WORKER))

    assert get_objects_for_user(user, "network.work_cases").exists(), "the trap is set"
    assert opened(user) == NOTHING


def test_superuser_opens_nothing(people: People) -> None:
    root = User.objects.create_superuser("root@leute.example", "x", name="Root")

    assert root.has_perm("network.work_cases", people.bornheim), "the trap is set"
    assert opened(root) == NOTHING


def test_superuser_with_a_membership_opens_only_what_the_membership_opens(people: People) -> None:
    root = User.objects.create_superuser("root@leute.example", "x", name="Root")
    make.join(root, Role.CASE_WORKER, people.siegburg)

    assert actor_for(root, make.AT).offices == {people.siegburg.pk}


def test_inactive_account_opens_nothing(people: People) -> None:
    people.ben.user.is_active = False
    people.ben.user.save(update_fields=["is_active"])

    actor = actor_for(people.ben.user, make.AT)

    assert opened(people.ben.user) == NOTHING
    assert actor.user_id == people.ben.user.pk


def test_account_made_inactive_elsewhere_opens_nothing(people: People) -> None:
    loaded_before = User.objects.get(pk=people.ben.user.pk)
    User.objects.filter(pk=people.ben.user.pk).update(is_active=False)

    assert loaded_before.is_active, "the trap is set"
    assert opened(loaded_before) == NOTHING


def test_membership_without_grant_opens_nothing(people: People) -> None:
    ungranted = make.make_office("ohne-rechte", granted=False)
    user = make.make_user()
    make.join(user, Role.OFFICE_HEAD, ungranted)

    assert opened(user) == NOTHING


def test_grant_of_another_role_does_not_help(people: People) -> None:
    office = make.make_office("halbe-rechte", granted=False)
    access.grant(Role.CASE_WORKER, on=office)
    user = make.make_user()
    make.join(user, Role.DEPUTY, office)

    assert opened(user) == NOTHING


def test_half_of_a_roles_grants_opens_nothing(people: People) -> None:
    office = make.make_office("halbe-rechte", granted=False)
    assign_perm(access.WORK_CASES, Group.objects.get(name=Role.OFFICE_HEAD), office)
    user = make.make_user()
    make.join(user, Role.OFFICE_HEAD, office)

    assert opened(user) == NOTHING


def test_grant_without_membership_opens_nothing(people: People) -> None:
    user = make.make_user()
    user.groups.add(Group.objects.get(name=Role.CASE_WORKER))

    assert user.has_perm("network.work_cases", people.bornheim), "the trap is set"
    assert opened(user) == NOTHING


def test_grant_to_the_person_opens_nothing(people: People) -> None:
    user = make.make_user()
    assign_perm(access.WORK_CASES, user, people.bornheim)

    assert user.has_perm("network.work_cases", people.bornheim), "the trap is set"
    assert opened(user) == NOTHING


def test_grant_elsewhere_does_not_open_the_office_of_the_membership(people: People) -> None:
    ungranted = make.make_office("ohne-rechte", granted=False)
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, ungranted)
    user.groups.add(Group.objects.get(name=Role.CASE_WORKER))

    assert opened(user) == NOTHING


@pytest.mark.parametrize(
    ("since", "until", "is_open"),
    [
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (date(2020, 1, 1), date(2026, 11, 24), True),
        (date(2020, 1, 1), date(2026, 11, 23), False),
    ],
    ids=["first day", "the day before", "last day", "the day after"],
)
def test_membership_counts_on_its_days_only(
    people: People, since: date, until: date | None, is_open: bool
) -> None:
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, people.bornheim, since=since, until=until)

    assert (opened(user) != NOTHING) is is_open


def test_the_day_of_a_membership_is_the_german_day(people: People) -> None:
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, people.bornheim, since=date(2026, 7, 2))
    half_past_midnight_in_germany = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert opened(user, half_past_midnight_in_germany) != NOTHING
    assert opened(user, half_past_midnight_in_germany - timedelta(hours=1)) == NOTHING


def test_withdrawn_role_opens_nothing_from_the_next_request_on(people: People) -> None:
    access.withdraw(Role.CASE_WORKER, on=people.bornheim)

    assert opened(people.ben.user) == NOTHING
    assert opened(people.carla.user) != NOTHING


def test_grants_of_a_deleted_office_are_not_inherited(people: People) -> None:
    gone = make.make_office("verschwunden", mailbox=False)
    key = gone.pk
    gone.delete()
    successor = YouthOffice.objects.create(id=key, key="neu", name="Neu", kind="town")
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, successor)

    assert opened(user) == NOTHING


def test_open_seat_opens_to_nobody(people: People) -> None:
    assert people.open_seat.memberships.count() == 0
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, people.open_seat)

    assert opened(user) == NOTHING


def test_memberships_at_several_offices_stay_apart(people: People) -> None:
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, people.bornheim)
    make.join(user, Role.OFFICE_HEAD, people.siegburg)

    actor = actor_for(user, make.AT)

    assert actor.offices == {people.bornheim.pk, people.siegburg.pk}
    assert actor.led == {people.siegburg.pk}


def test_actor_costs_three_queries_at_most(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make.make_user()
    for office in (people.kreis, people.bornheim, people.siegburg):
        make.join(user, Role.CASE_WORKER, office)
        make.join(user, Role.OFFICE_HEAD, office)
    make.join(user, Role.PARTNER_REPORTER, people.school)

    with django_assert_num_queries(3):
        actor_for(user, make.AT)
    with django_assert_num_queries(2):
        actor_for(people.ben.user, make.AT)
    with django_assert_num_queries(0):
        assert actor_for(AnonymousUser(), make.AT) == NOBODY


def test_worker_may_take_in_and_read_but_not_lead(people: People) -> None:
    assert allowed(people.ben.actor, people.bornheim) == {
        Permission.READ,
        Permission.TAKE_IN,
        Permission.EXPORT,
        Permission.REVEAL_REPORTER,
    }
    assert allowed(people.ben.actor, people.siegburg) == frozenset()


def test_require_lets_pass_or_raises(people: People) -> None:
    require(people.ben.actor, Permission.TAKE_IN, people.bornheim)

    with pytest.raises(Refused, match="Berechtigung"):
        require(people.carla.actor, Permission.TAKE_IN, people.bornheim)


def test_directory_and_accounts_belong_to_their_roles(people: People) -> None:
    assert allowed(people.dora.actor, THE_NETWORK) == {Permission.EDIT_DIRECTORY}
    assert allowed(people.ben.actor, THE_NETWORK) == frozenset()


def test_the_system_may_everything_and_nobody_nothing(people: People) -> None:
    for thing in (people.bornheim, people.school, THE_NETWORK):
        assert allowed(SYSTEM, thing) == frozenset(Permission)
        assert allowed(NOBODY, thing) == frozenset()


def test_a_thing_without_a_rule_is_a_fault_of_the_program() -> None:
    with pytest.raises(LookupError):
        allowed(SYSTEM, object())


def test_every_codename_of_a_role_exists(db: None) -> None:
    named = {codename for grants in access.ROLE_GRANTS.values() for codename in grants}

    known = ModelPermission.objects.filter(content_type__app_label="network")

    assert named - set(known.values_list("codename", flat=True)) == set()
    assert set(access.ROLE_GRANTS) == set(Role)


def told_database() -> str:
    """What the database has been told about who acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(walls.claimed(2), '')")
        return str(cursor.fetchone()[0])


def test_acting_as_holds_inside_and_ends_outside(people: People) -> None:
    ben, carla = people.ben.actor, people.carla.actor

    with acting_as(ben):
        assert (acting(), told_database()) == (ben, str(ben.user_id))
        with acting_as(carla):
            assert (acting(), told_database()) == (carla, str(carla.user_id))
        assert (acting(), told_database()) == (ben, str(ben.user_id))

    assert (acting(), told_database()) == (NOBODY, "everything")  # as which tests ask


def test_acting_as_ends_when_the_inside_fails(people: People) -> None:
    with pytest.raises(ZeroDivisionError), acting_as(people.ben.actor):
        _ = 1 / 0

    assert (acting(), told_database()) == (NOBODY, "everything")  # as which tests ask


@pytest.mark.django_db(transaction=True)
def test_acting_as_outside_a_transaction_leaves_nothing_on_the_connection() -> None:
    actor = Actor(user_id=None, name="System", is_system=True)

    claims_of_tests = told_database()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.claim', '', false)")
    with acting_as(actor):
        assert told_database() == "everything"
    with transaction.atomic(), acting_as(NOBODY):
        assert told_database() == ""

    assert (claims_of_tests, told_database()) == ("everything", "")
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_broken_transaction_shows_its_own_fault() -> None:
    with (
        pytest.raises(DataError),
        transaction.atomic(),
        acting_as(SYSTEM),
        connection.cursor() as c,
    ):
        c.execute("SELECT 1 / 0")

    assert acting() == NOBODY
