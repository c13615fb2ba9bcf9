"""Every role and everything it may do to its organisation, as a table that leaves none out."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as ModelPermission

from network import access
from network.access import ROLE_GRANTS, THE_NETWORK, Actor, Permission, allowed
from network.domain.terms import OFFICE_ROLES, PARTNER_ROLES, Role
from network.models import PartnerGroupGrant, PartnerUserGrant, User, YouthOfficeUserGrant
from tests.factories import network as make
from tests.people import People

WORKS = {Permission.READ, Permission.TAKE_IN, Permission.EXPORT, Permission.REVEAL_REPORTER}
KEEPS = {Permission.MANAGE_ACCOUNTS, Permission.APPROVE_ACCOUNTS}
AT_OFFICE: dict[Role, set[Permission]] = {
    Role.CASE_WORKER: WORKS,
    Role.SECOND_PROFESSIONAL: {Permission.BREAK_GLASS},
    Role.DEPUTY: WORKS,
    Role.OFFICE_HEAD: WORKS | {Permission.LEAD, Permission.READ_LOG, Permission.APPROVE_ACCOUNTS},
    Role.ECONOMIC_UNIT: {Permission.CHECK_COSTS},
    Role.ON_CALL_WORKER: {Permission.BREAK_GLASS},
    Role.CHILD_PROTECTION_SPECIALIST: set(),
    Role.LEGAL_GUARDIAN: set(),
    Role.COORDINATION: set(),
    Role.DIRECTORY_EDITOR: set(),
    Role.DATA_PROTECTION_OFFICER: {Permission.READ_LOG},
    Role.ACCOUNT_ADMIN: KEEPS,
    Role.TECHNICAL_ADMIN: {Permission.APPROVE_ACCOUNTS},
}
AT_PARTNER: dict[Role, set[Permission]] = {
    Role.PARTNER_REPORTER: {Permission.READ, Permission.REPORT},
    Role.PARTNER_ADMIN: KEEPS,
    Role.CHILD_PROTECTION_SPECIALIST: set(),
}
ON_THE_NETWORK: dict[Role, set[Permission]] = {
    Role.COORDINATION: {Permission.COORDINATE},
    Role.DIRECTORY_EDITOR: {Permission.EDIT_DIRECTORY},
    Role.TECHNICAL_ADMIN: {Permission.ADMINISTER},
}
READS_CASES = {Role.CASE_WORKER, Role.DEPUTY, Role.OFFICE_HEAD}


def test_every_role_has_a_row() -> None:
    assert set(AT_OFFICE) == OFFICE_ROLES
    assert set(AT_PARTNER) == PARTNER_ROLES
    assert set(ROLE_GRANTS) == set(Role) == OFFICE_ROLES | PARTNER_ROLES
    assert all(ROLE_GRANTS.values()), "a role without a grant would open with one key"


@pytest.mark.parametrize("role", sorted(AT_OFFICE))
def test_what_a_role_of_an_office_may(people: People, role: Role) -> None:
    actor = make.make_actor("Wer Immer", role, people.bornheim)

    assert allowed(actor, people.bornheim) == AT_OFFICE[role]
    assert allowed(actor, THE_NETWORK) == ON_THE_NETWORK.get(role, set())
    assert actor.offices == ({people.bornheim.pk} if role in READS_CASES else set())
    assert actor.partners == set()


@pytest.mark.parametrize("role", sorted(AT_OFFICE))
def test_nowhere_else_a_role_of_an_office_may_anything(people: People, role: Role) -> None:
    actor = make.make_actor("Wer Immer", role, people.bornheim)
    everywhere = {Permission.APPROVE_ACCOUNTS} if role is Role.TECHNICAL_ADMIN else set()

    assert allowed(actor, people.siegburg) == everywhere
    assert allowed(actor, people.school) == everywhere


@pytest.mark.parametrize("role", sorted(AT_PARTNER))
def test_what_a_role_of_a_partner_may(people: People, role: Role) -> None:
    actor = make.make_actor("Wer Immer", role, people.school)

    assert allowed(actor, people.school) == AT_PARTNER[role]
    assert allowed(actor, people.other_school) == set()
    assert allowed(actor, people.bornheim) == set()
    assert allowed(actor, THE_NETWORK) == set()
    assert actor.partners == ({people.school.pk} if role is Role.PARTNER_REPORTER else set())
    assert actor.offices == set()


@pytest.mark.parametrize("role", sorted(Role))
def test_no_role_that_reads_nothing_can_read_what_comes_in(role: Role) -> None:
    assert (role in access.READERS) is (role in READS_CASES | {Role.PARTNER_REPORTER})


def test_several_roles_of_one_person_add_up_per_organisation(people: People) -> None:
    user = make.make_user()
    make.join(user, Role.CASE_WORKER, people.bornheim)
    make.join(user, Role.ACCOUNT_ADMIN, people.bornheim)
    make.join(user, Role.DATA_PROTECTION_OFFICER, people.siegburg)

    actor = access.actor_for(user, make.AT)

    assert allowed(actor, people.bornheim) == WORKS | KEEPS
    assert allowed(actor, people.siegburg) == {Permission.READ_LOG}


def test_a_grant_that_no_rule_names_allows_nothing(people: People) -> None:
    known = {*access.OFFICE_RULES, *access.PARTNER_RULES}
    stranger = Actor(
        user_id=uuid4(),
        name="X",
        granted=frozenset({("seize_power", people.bornheim.pk), ("work", people.bornheim.pk)}),
    )

    assert known <= {codename for grants in ROLE_GRANTS.values() for codename in grants}
    assert allowed(stranger, people.bornheim) == set()


def test_a_role_that_a_newer_version_knows_opens_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {role: held for role, held in ROLE_GRANTS.items() if role is not Role.CASE_WORKER}
    monkeypatch.setattr(access, "ROLE_GRANTS", older)

    assert access.actor_for(people.ben.user, make.AT).offices == frozenset()


def test_every_grant_exists_for_the_organisations_of_its_roles(db: None) -> None:
    for model, roles in (("youthoffice", OFFICE_ROLES), ("partner", PARTNER_ROLES)):
        here = ModelPermission.objects.filter(
            content_type__app_label="network", content_type__model=model
        )
        needed = {codename for role in roles for codename in ROLE_GRANTS[role]}
        assert needed <= set(here.values_list("codename", flat=True)), model


def test_nobody_holds_a_permission_of_a_whole_table_or_a_grant_in_person(people: People) -> None:
    """What Django's and guardian's own forms could tick: the portal never writes it."""
    assert not User.objects.filter(user_permissions__isnull=False).exists()
    assert not User.objects.filter(is_superuser=True).exists()
    assert not Group.objects.filter(permissions__isnull=False).exists()
    assert not User.objects.filter(groups__isnull=False).exists()
    assert not YouthOfficeUserGrant.objects.exists()
    assert not PartnerUserGrant.objects.exists()


def test_grants_end_with_their_organisation(people: People) -> None:
    gone = make.make_partner("verschwunden")
    assert gone.partnergroupgrant_set.exists(), "there was something to leave behind"

    key = gone.pk
    gone.delete()

    assert not type(gone).objects.filter(pk=key).exists()
    assert not PartnerGroupGrant.objects.filter(content_object_id=key).exists()


def test_a_misspelt_grant_is_an_error(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    misspelt = {**ROLE_GRANTS, Role.CASE_WORKER: frozenset({"work_case"})}
    monkeypatch.setattr(access, "ROLE_GRANTS", misspelt)

    with pytest.raises(ModelPermission.DoesNotExist):
        access.grant(Role.CASE_WORKER, on=people.bornheim)


def test_an_asked_actor_is_not_asked_again_from_memory(people: People) -> None:
    before = access.actor_for(people.ben.user, make.AT)
    people.ben.user.memberships.all().delete()

    assert before.offices == {people.bornheim.pk}
    assert access.actor_for(people.ben.user, make.AT).offices == frozenset()
