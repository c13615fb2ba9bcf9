"""Whoever leads is told when somebody gets a role that reads, by a letter that says nothing."""

from datetime import timedelta

import pytest

from kinderschutz.lib.tokens import fingerprint
from network.access import SYSTEM, Actor, actor_for
from network.domain.terms import Role
from network.messages import compose, invitation_token
from network.models import Delivery, Partner, User, YouthOffice
from network.services import accepting, invitations, staff
from tests.factories import network as make
from tests.people import People, Person, person

TODAY = make.AT.date()


@pytest.fixture
def keeper(people: People) -> Actor:
    return make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def head(people: People) -> Person:
    return person("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)


def told() -> list[str]:
    rows = Delivery.objects.filter(kind="role_given").order_by("address")
    return list(rows.values_list("address", flat=True))


def accepted(
    role: Role, *, at_: YouthOffice | Partner, by: Actor, email: str = "nina@neu.example"
) -> None:
    """An invitation to the role is made and taken up by a new account."""
    made = invitations.invite(email=email, role=role, organisation=at_, by=by, at=make.AT)
    token = invitation_token(made.pk, made.letters)
    accepting.accept_with_new_account(
        fingerprint=fingerprint(token), name="Nina Neu", password="Sieben Igel", at=make.AT
    )


@pytest.mark.parametrize(
    "role",
    [Role.CASE_WORKER, Role.DEPUTY, Role.SECOND_PROFESSIONAL, Role.ON_CALL_WORKER],
)
def test_every_head_is_told_of_an_accepted_role_that_reads(
    people: People, keeper: Actor, head: Person, role: Role
) -> None:
    second = person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    person("Otto Ohm", Role.OFFICE_HEAD, people.siegburg)

    accepted(role, at_=people.bornheim, by=keeper)

    assert told() == sorted([head.user.email, second.user.email])


def test_nobody_is_told_before_the_invitation_is_accepted(
    people: People, keeper: Actor, head: Person
) -> None:
    invitations.invite(
        email="nina@neu.example",
        role=Role.CASE_WORKER,
        organisation=people.bornheim,
        by=keeper,
        at=make.AT,
    )

    assert told() == []


def test_a_role_that_reads_no_case_is_told_to_nobody(
    people: People, keeper: Actor, head: Person
) -> None:
    accepted(Role.ECONOMIC_UNIT, at_=people.bornheim, by=keeper)

    assert told() == []


def test_an_account_that_signs_in_gains_a_role_and_the_head_is_told(
    people: People, keeper: Actor, head: Person
) -> None:
    carla = people.carla.user
    made = invitations.invite(
        email=carla.email,
        role=Role.CASE_WORKER,
        organisation=people.bornheim,
        by=keeper,
        at=make.AT,
    )
    token = invitation_token(made.pk, made.letters)

    accepting.accept_with_account(fingerprint=fingerprint(token), user_id=carla.pk, at=make.AT)

    assert told() == [head.user.email]


def test_a_head_who_invited_is_not_told_of_it(people: People, keeper: Actor, head: Person) -> None:
    make.join(head.user, Role.ACCOUNT_ADMIN, people.bornheim)
    second = person("Heinz Heller", Role.OFFICE_HEAD, people.bornheim)
    both = actor_for(head.user, make.AT)

    accepted(Role.CASE_WORKER, at_=people.bornheim, by=both)

    assert told() == [second.user.email]


def test_the_heads_are_told_of_a_deputy(people: People, keeper: Actor, head: Person) -> None:
    staff.appoint_deputy(
        user=people.ben.user,
        office=people.bornheim,
        first_day=TODAY + timedelta(days=1),
        last_day=TODAY + timedelta(days=2),
        by=keeper,
        at=make.AT,
    )

    assert told() == [head.user.email]


def test_the_heads_are_told_when_a_role_becomes_one_that_reads(
    people: People, keeper: Actor, head: Person
) -> None:
    held = person("Wim Wert", Role.ECONOMIC_UNIT, people.bornheim).user.memberships.get()

    staff.change_role(membership=held, role=Role.CASE_WORKER, by=keeper, at=make.AT)

    assert told() == [head.user.email]


def test_a_partners_other_administrators_are_told_of_who_reads_there(people: People) -> None:
    begins = make.make_actor("Petra Pult", Role.PARTNER_ADMIN, people.school)
    other = person("Paul Pause", Role.PARTNER_ADMIN, people.school)
    person("Pia Platz", Role.PARTNER_ADMIN, people.other_school)

    accepted(Role.PARTNER_REPORTER, at_=people.school, by=begins)

    assert told() == [other.user.email]


def test_whoever_led_until_yesterday_is_told_nothing(people: People, keeper: Actor) -> None:
    gone = make.make_user("Gero Gestern")
    make.join(
        gone,
        Role.OFFICE_HEAD,
        people.bornheim,
        since=TODAY - timedelta(days=9),
        until=TODAY - timedelta(days=1),
    )

    accepted(Role.CASE_WORKER, at_=people.bornheim, by=keeper)

    assert told() == []


def test_the_letter_names_nobody_and_leads_to_the_accounts(people: People, head: Person) -> None:
    accepted(Role.CASE_WORKER, at_=people.bornheim, by=SYSTEM)

    letter = compose(Delivery.objects.get(kind="role_given"), at=make.AT)

    assert f"/konten/{people.bornheim.pk}/\n" in letter.text
    assert "unter „Konten“" in letter.text
    nina = User.objects.get(email="nina@neu.example")
    for word in (nina.name, nina.email, people.bornheim.name, "Fachkraft"):
        assert word not in letter.text + letter.subject
