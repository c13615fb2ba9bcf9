"""Inviting: a role at one organisation for one address, by a letter that works once."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from kinderschutz.lib.tokens import fingerprint
from network.access import Actor, Permission, Refused, require
from network.domain.accounts import ADMIN_ROLES, FOUR_EYES, INVITATION_LIFE
from network.domain.terms import Role
from network.messages import INVITATION, invitation_token
from network.models import Invitation, Membership, Partner, User, YouthOffice
from network.queries.addresses import shared_mailbox
from network.services.giving import record_invitation, require_may_give
from network.services.telling_people import tell_person

SECOND_PERSONS = ADMIN_ROLES | {Role.OFFICE_HEAD}
"""Roles whose holders agree to what another one has begun."""


class AlreadyHere(Exception):
    """The person has this role at this organisation. The text is German and for people."""


class SharedMailbox(Exception):
    """The address is a mailbox that several read. The text is German and for people."""


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    organisation: YouthOffice | Partner,
    by: Actor,
    at: datetime,
) -> Invitation:
    """Invite an address to one role; an open invitation to the same role is replaced.

    The letter leaves at once, or when a second person has agreed. Raises AlreadyHere, and
    SharedMailbox where the directory has this address: whoever read along would have the account.
    """
    require_may_give(role, organisation, by=by)
    email = User.objects.normalize_email(email)
    is_office = isinstance(organisation, YouthOffice)
    here = {"office": organisation} if is_office else {"partner": organisation}
    if by.user_id and User.objects.filter(pk=by.user_id, email=email).exists():
        raise Refused("Eigene Rollen ändert eine andere Person.")
    if owner := shared_mailbox(email):
        raise SharedMailbox(
            f"Das ist das gemeinsame Postfach von {owner}. Bitte nehmen Sie die persönliche "
            "dienstliche Adresse der Person."
        )
    if Membership.objects.filter(
        user__email=email,
        user__is_active=True,
        role=role,
        validity__endswith__isnull=True,
        **here,
    ).exists():
        raise AlreadyHere("Diese Person hat diese Rolle schon.")
    Invitation.objects.pending().filter(email=email, role=role, **here).update(withdrawn_at=at)
    needs_second = role in FOUR_EYES and not by.is_system
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        made_at=at,
        made_by_id=by.user_id,
        needs_second=needs_second,
        **here,
    )
    record_invitation("invitation_made", invitation, by=by, at=at)
    if needs_second:
        _ask_second(invitation, at=at)
    else:
        _send(invitation, at=at)
    return invitation


@transaction.atomic
def agree(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """The second person agrees: neither who asked nor who is invited. Now the letter leaves."""
    require(by, Permission.APPROVE_ACCOUNTS, invitation.organisation)
    invitation = _locked(invitation)
    if invitation.seconded_at is not None or not invitation.needs_second:
        return invitation
    if by.user_id is None or by.user_id == invitation.made_by_id:
        raise Refused("Zustimmen muss eine andere Person.")
    if User.objects.filter(pk=by.user_id, email=invitation.email).exists():
        raise Refused("Der eigenen Einladung stimmt eine andere Person zu.")
    invitation.seconded_at, invitation.seconded_by_id = at, by.user_id
    invitation.save(update_fields=["seconded_at", "seconded_by"])
    record_invitation("invitation_seconded", invitation, by=by, at=at)
    _send(invitation, at=at)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """A further letter with a new link for seven days; the link before opens nothing any more."""
    require_may_give(Role(invitation.role), invitation.organisation, by=by)
    invitation = _locked(invitation)
    if invitation.needs_second and invitation.seconded_at is None:
        raise Refused("Die zweite Person hat noch nicht zugestimmt.")
    record_invitation("invitation_sent_again", invitation, by=by, at=at)
    _send(invitation, at=at)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """The link opens nothing any more. Also how the second person says no."""
    require(by, Permission.APPROVE_ACCOUNTS, invitation.organisation)
    invitation = _locked(invitation)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record_invitation("invitation_withdrawn", invitation, by=by, at=at)
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.pending().select_for_update(of=("self",)).filter(pk=invitation.pk)
    locked = found.first()
    if locked is None:
        raise Refused("Diese Einladung ist nicht mehr offen.")
    return locked


def _send(invitation: Invitation, *, at: datetime) -> None:
    invitation.letters += 1
    invitation.fingerprint = fingerprint(invitation_token(invitation.pk, invitation.letters))
    invitation.expires_at = at + INVITATION_LIFE
    invitation.save(update_fields=["letters", "fingerprint", "expires_at"])
    tell_person(
        invitation.email,
        kind=INVITATION,
        message_id=invitation.pk,
        step=invitation.letters,
        at=at,
        organisation=invitation.organisation,
        path=reverse("network:invitation"),
    )


def _ask_second(invitation: Invitation, *, at: datetime) -> None:
    """Tell whoever could agree: people of the organisation, else the technical administration."""
    valid = Membership.objects.valid_on(localdate(at)).exclude(user__email=invitation.email)
    others = valid.exclude(user=invitation.made_by_id)
    own = others.filter(
        office=invitation.office_id, partner=invitation.partner_id, role__in=SECOND_PERSONS
    )
    technical = others.filter(role=Role.TECHNICAL_ADMIN)
    for address in sorted(set((own or technical).values_list("user__email", flat=True))):
        tell_person(
            address,
            kind="accounts_wait",
            message_id=invitation.pk,
            at=at,
            organisation=invitation.organisation,
            path=reverse("network:accounts_of", args=[invitation.organisation.pk]),
        )
