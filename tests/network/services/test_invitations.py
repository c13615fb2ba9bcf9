"""Inviting and taking up: bound to office and role, once, for seven days, by two where needed."""

from datetime import timedelta

import pytest

from kinderschutz.lib.tokens import fingerprint
from network.access import SYSTEM, Actor, Refused, actor_for
from network.domain.accounts import INVITATION_LIFE
from network.domain.terms import Role
from network.messages import compose, invitation_token
from network.models import Delivery, Event, Invitation, Partner, User, YouthOffice
from network.services import accepting, invitations
from network.services.accepting import NoLongerValid
from network.services.invitations import AlreadyHere
from tests.factories import network as make
from tests.people import People, person

EMAIL = "nina@neu.example"
PASSWORD = "ein langer Satz ohne Sinn"


@pytest.fixture
def keeper(people: People) -> Actor:
    return make.make_actor("Kai Konto", Role.ACCOUNT_ADMIN, people.bornheim)


@pytest.fixture
def head(people: People) -> Actor:
    return make.make_actor("Hanna Haupt", Role.OFFICE_HEAD, people.bornheim)


def invite(
    by: Actor,
    organisation: YouthOffice | Partner,
    *,
    role: Role = Role.CASE_WORKER,
    email: str = EMAIL,
) -> Invitation:
    return invitations.invite(email=email, role=role, organisation=organisation, by=by, at=make.AT)


def token_of(invitation: Invitation) -> str:
    return invitation_token(invitation.pk, invitation.letters)


def accept(token: str, *, after: timedelta = timedelta(hours=1)) -> User:
    membership = accepting.accept_with_new_account(
        fingerprint=fingerprint(token), name="Nina Neu", password=PASSWORD, at=make.AT + after
    )
    return membership.user


def test_an_invitation_is_sent_at_once_and_holds_no_token(people: People, keeper: Actor) -> None:
    invitation = invite(keeper, people.bornheim)

    letter = Delivery.objects.get(message_id=invitation.pk)
    token = token_of(invitation)
    text = compose(letter, at=make.AT).text
    assert (letter.address, letter.kind) == (EMAIL, "invitation")
    assert f"?code={token}" in text
    assert len(token) == 64
    assert "Bornheim" not in text
    stored = [str(value) for row in (letter, invitation) for value in vars(row).values()]
    assert not any(token in value for value in stored)
    assert invitation.fingerprint == fingerprint(token)
    assert invitation.expires_at == make.AT + INVITATION_LIFE


def test_whoever_accepts_has_the_role_and_nothing_else(people: People, keeper: Actor) -> None:
    user = accept(token_of(invite(keeper, people.bornheim)))

    actor = actor_for(user, make.AT)
    assert (user.email, user.name, user.check_password(PASSWORD)) == (EMAIL, "Nina Neu", True)
    assert actor.offices == {people.bornheim.pk}
    assert actor.roles == {Role.CASE_WORKER}
    events = Event.objects.filter(actor_id=user.pk).values_list("what", flat=True)
    assert set(events) == {"account_created", "invitation_accepted", "membership_added"}


def test_an_invitation_works_once(people: People, keeper: Actor) -> None:
    token = token_of(invite(keeper, people.bornheim))
    accept(token)

    with pytest.raises(NoLongerValid):
        accept(token)

    assert User.objects.filter(email=EMAIL).count() == 1


def test_an_invitation_holds_seven_days(people: People, keeper: Actor) -> None:
    token = token_of(invite(keeper, people.bornheim))

    with pytest.raises(NoLongerValid):
        accept(token, after=INVITATION_LIFE)

    assert accept(token, after=INVITATION_LIFE - timedelta(seconds=1)).email == EMAIL


def test_a_guessed_token_opens_nothing(people: People, keeper: Actor) -> None:
    invitation = invite(keeper, people.bornheim)

    for guess in ("", "0" * 64, str(invitation.pk), str(invitation.fingerprint)):
        with pytest.raises(NoLongerValid):
            accept(guess)


def test_a_further_letter_makes_the_link_before_void(people: People, keeper: Actor) -> None:
    invitation = invite(keeper, people.bornheim)
    first = token_of(invitation)

    again = invitations.send_again(invitation=invitation, by=keeper, at=make.AT)

    with pytest.raises(NoLongerValid):
        accept(first)
    assert accept(token_of(again)).email == EMAIL
    assert Delivery.objects.filter(message_id=invitation.pk).count() == 2


def test_a_withdrawn_invitation_opens_nothing(people: People, keeper: Actor) -> None:
    invitation = invite(keeper, people.bornheim)

    invitations.withdraw(invitation=invitation, by=keeper, at=make.AT)

    with pytest.raises(NoLongerValid):
        accept(token_of(invitation))
    with pytest.raises(Refused, match="nicht mehr offen"):
        invitations.send_again(invitation=invitation, by=keeper, at=make.AT)


def test_inviting_again_replaces_what_was_open(people: People, keeper: Actor) -> None:
    first = invite(keeper, people.bornheim)
    second = invite(keeper, people.bornheim)

    assert list(Invitation.objects.pending()) == [second]
    with pytest.raises(NoLongerValid):
        accept(token_of(first))


def test_who_has_the_role_is_not_invited_to_it(people: People, keeper: Actor) -> None:
    with pytest.raises(AlreadyHere):
        invite(keeper, people.bornheim, email=people.ben.user.email)


def test_an_account_that_signs_in_gains_the_role_and_keeps_its_password(
    people: People, keeper: Actor
) -> None:
    carla = people.carla.user
    token = token_of(invite(keeper, people.bornheim, email="Carla@Leute.example"))

    with pytest.raises(NoLongerValid, match="melden Sie sich an"):
        accept(token)
    accepting.accept_with_account(fingerprint=fingerprint(token), user_id=carla.pk, at=make.AT)

    carla.refresh_from_db()
    assert actor_for(carla, make.AT).offices == {people.bornheim.pk, people.siegburg.pk}
    assert (carla.name, carla.check_password(PASSWORD)) == ("Carla Clemens", False)


def test_nobody_takes_up_somebody_elses_invitation(people: People, keeper: Actor) -> None:
    token = token_of(invite(keeper, people.bornheim))

    with pytest.raises(NoLongerValid, match="andere Adresse"):
        accepting.accept_with_account(
            fingerprint=fingerprint(token), user_id=people.ada.user.pk, at=make.AT
        )

    assert actor_for(people.ada.user, make.AT).offices == frozenset()


def test_a_head_is_invited_by_two(people: People, keeper: Actor, head: Actor) -> None:
    invitation = invite(keeper, people.bornheim, role=Role.OFFICE_HEAD)
    asked = Delivery.objects.filter(message_id=invitation.pk, kind="accounts_wait")

    assert (invitation.needs_second, invitation.fingerprint) == (True, None)
    assert [each.address for each in asked] == [User.objects.get(name=head.name).email]
    with pytest.raises(NoLongerValid):
        accept(invitation_token(invitation.pk, 0))
    with pytest.raises(Refused, match="andere Person"):
        invitations.agree(invitation=invitation, by=keeper, at=make.AT)
    with pytest.raises(Refused, match="noch nicht zugestimmt"):
        invitations.send_again(invitation=invitation, by=keeper, at=make.AT)

    agreed = invitations.agree(invitation=invitation, by=head, at=make.AT)

    assert actor_for(accept(token_of(agreed)), make.AT).led == {people.bornheim.pk}


def test_nobody_agrees_to_the_own_invitation(people: People, keeper: Actor, head: Actor) -> None:
    own = User.objects.get(name=head.name).email
    invitation = invite(keeper, people.bornheim, role=Role.ACCOUNT_ADMIN, email=own)

    with pytest.raises(Refused, match="eigenen Einladung"):
        invitations.agree(invitation=invitation, by=head, at=make.AT)
    with pytest.raises(Refused, match="Eigene Rollen"):
        invite(
            keeper,
            people.bornheim,
            role=Role.CASE_WORKER,
            email=User.objects.get(name=keeper.name).email,
        )


def test_the_first_administrator_is_named_by_the_technical_side_and_agreed_by_the_head(
    people: People, head: Actor
) -> None:
    technical = make.make_actor("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)
    invitation = invite(technical, people.bornheim, role=Role.ACCOUNT_ADMIN)

    agreed = invitations.agree(invitation=invitation, by=head, at=make.AT)

    actor = actor_for(accept(token_of(agreed)), make.AT)
    assert actor.roles == {Role.ACCOUNT_ADMIN}
    assert actor.offices == frozenset()


@pytest.mark.parametrize(
    "role", [Role.CASE_WORKER, Role.DEPUTY, Role.OFFICE_HEAD, Role.DATA_PROTECTION_OFFICER]
)
def test_the_technical_side_invites_to_no_role_that_reads(people: People, role: Role) -> None:
    technical = make.make_actor("Tom Technik", Role.TECHNICAL_ADMIN, people.kreis)

    with pytest.raises(Refused):
        invite(technical, people.bornheim, role=role)


def test_an_administrator_invites_to_the_own_organisation_only(
    people: People, keeper: Actor
) -> None:
    at_school = make.make_actor("Petra Pult", Role.PARTNER_ADMIN, people.school)

    for by, organisation, role in (
        (keeper, people.siegburg, Role.CASE_WORKER),
        (keeper, people.school, Role.PARTNER_REPORTER),
        (keeper, people.bornheim, Role.TECHNICAL_ADMIN),
        (keeper, people.bornheim, Role.PARTNER_REPORTER),
        (at_school, people.other_school, Role.PARTNER_REPORTER),
        (at_school, people.bornheim, Role.CASE_WORKER),
        (people.ben.actor, people.bornheim, Role.CASE_WORKER),
    ):
        with pytest.raises(Refused):
            invite(by, organisation, role=role)
    assert invite(at_school, people.school, role=Role.PARTNER_REPORTER).pk
    assert invite(SYSTEM, people.bornheim, role=Role.OFFICE_HEAD).fingerprint


def test_a_stranger_neither_agrees_nor_withdraws(people: People, keeper: Actor) -> None:
    invitation = invite(keeper, people.bornheim, role=Role.OFFICE_HEAD)
    stranger = person("Otto Ohm", Role.OFFICE_HEAD, people.siegburg).actor

    for deed in (invitations.agree, invitations.withdraw, invitations.send_again):
        with pytest.raises(Refused):
            deed(invitation=invitation, by=stranger, at=make.AT)


def test_an_account_that_was_shut_comes_back_with_the_new_role_only(people: People) -> None:
    carla = people.carla.user
    User.objects.filter(pk=carla.pk).update(is_active=False, password="!")
    partner_admin = make.make_actor("Kim Konto", Role.PARTNER_ADMIN, people.school)
    invitation = invite(partner_admin, people.school, role=Role.PARTNER_REPORTER, email=carla.email)

    user = accept(token_of(invitation))

    actor = actor_for(user, make.AT + timedelta(hours=2))
    assert user.pk == carla.pk
    assert actor.offices == frozenset()
    assert actor.partners == frozenset({people.school.pk})


def test_who_left_and_is_invited_again_begins_with_a_new_password(
    people: People, keeper: Actor
) -> None:
    gone = make.make_user("Gerd Gegangen", email=EMAIL, is_active=False)
    token = token_of(invite(keeper, people.bornheim))

    user = accept(token)

    assert user.pk == gone.pk
    assert (user.is_active, user.name, user.check_password(PASSWORD)) == (True, "Nina Neu", True)
