"""Taking up an invitation: the letter is what opens, so nobody is asked who they are."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from network import audit
from network.access import Actor, all_rows
from network.domain.terms import Role
from network.models import Invitation, Membership, User
from network.services.giving import end_all, end_now, join
from network.services.telling_heads import tell_heads

HAS_ACCOUNT = "Zu dieser Adresse gibt es ein Konto. Bitte melden Sie sich an."


class NoLongerValid(Exception):
    """Used, withdrawn, expired, or never sent. The text is German and for people."""


@transaction.atomic
def accept_with_new_account(
    *, fingerprint: str, name: str, password: str, at: datetime
) -> Membership:
    """Make the account, or open one that was shut, and give it the role. Raises NoLongerValid.

    One that was shut comes back with this role only, whatever it held before.

    An account that can sign in is left alone: whoever has it accepts signed in.
    """
    with all_rows("the invitation that this secret belongs to, and nothing else"):
        invitation = _taken(fingerprint, at=at)
        user = User.objects.select_for_update().order_by().filter(email=invitation.email).first()
        if user is not None and can_sign_in(user):
            raise NoLongerValid(HAS_ACCOUNT)
        if user is None:
            user = User(email=invitation.email)
        himself = Actor(user_id=user.pk, name=name)
        if not user.is_active:
            end_all(user, by=himself, at=at)
        user.name, user.is_active, user.left_at = name, True, None
        user.set_password(password)
        _save(user)
        audit.record("account_created", by=himself, at=at, on_kind="user", on_id=user.pk)
        return _join(invitation, user, at=at)


@transaction.atomic
def accept_with_account(*, fingerprint: str, user_id: UUID, at: datetime) -> Membership:
    """Give the role to the account that is signed in, if it bears the address.

    Raises NoLongerValid.
    """
    with all_rows("the invitation that this secret belongs to, and nothing else"):
        invitation = _taken(fingerprint, at=at)
        user = User.objects.filter(pk=user_id, email=invitation.email, is_active=True).first()
        if user is None:
            raise NoLongerValid("Diese Einladung gilt für eine andere Adresse.")
        return _join(invitation, user, at=at)


def can_sign_in(user: User) -> bool:
    """Whether somebody uses this account, by password or by a provider of their organisation."""
    return user.is_active and (user.has_usable_password() or user.last_login is not None)


def _taken(fingerprint: str, *, at: datetime) -> Invitation:
    """The invitation, locked: of two who come at once the second finds it used."""
    valid = Invitation.objects.valid_at(at).filter(fingerprint=fingerprint)
    invitation = valid.select_for_update(of=("self",)).first()
    if invitation is None:
        raise NoLongerValid("Diese Einladung gilt nicht mehr.")
    return invitation


def _save(user: User) -> None:
    """Two invitations to one new address at once make one account; the second one signs in."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as failure:
        if not User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
            raise
        raise NoLongerValid(HAS_ACCOUNT) from failure


def _join(invitation: Invitation, user: User, *, at: datetime) -> Membership:
    himself = Actor(user_id=user.pk, name=user.name)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(
        "invitation_accepted",
        by=himself,
        at=at,
        on_kind="invitation",
        on_id=invitation.pk,
        office_id=invitation.office_id,
        details={"role": invitation.role},
    )
    held = Membership.objects.filter(
        user=user, role=invitation.role, office=invitation.office, partner=invitation.partner
    )
    for each in held.filter(validity__endswith__gt=localdate(at)):
        end_now(each, by=himself, at=at)
    joined = join(
        user,
        Role(invitation.role),
        invitation.organisation,
        first_day=localdate(at),
        by=himself,
        at=at,
        reason="Einladung",
    )
    tell_heads(joined, given_by=invitation.made_by_id, at=at)
    return joined
