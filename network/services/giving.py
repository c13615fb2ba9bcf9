"""Giving and taking roles: who may, and the rows that the services write which have asked."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.timezone import localdate

from network import audit
from network.access import THE_NETWORK, Actor, Permission, Refused, allowed
from network.domain.accounts import givable
from network.domain.terms import Role
from network.models import Event, Invitation, Membership, Partner, User, YouthOffice
from network.services.directory import bump_version
from network.services.sign_in_ends import end_sign_ins


def roles_to_give(by: Actor, organisation: YouthOffice | Partner) -> tuple[Role, ...]:
    """The roles that this person may give or take at this organisation."""
    at_office = isinstance(organisation, YouthOffice)
    return givable(
        at_office=at_office,
        manages=Permission.MANAGE_ACCOUNTS in allowed(by, organisation),
        is_technical=Permission.ADMINISTER in allowed(by, THE_NETWORK),
    )


def require_may_give(role: Role, organisation: YouthOffice | Partner, *, by: Actor) -> None:
    """Raise Refused unless this person may give this role here."""
    if role not in roles_to_give(by, organisation):
        raise Refused("Diese Rolle vergeben Sie hier nicht.")


def require_somebody_else(user: User, by: Actor) -> None:
    """Raise Refused where somebody would change the own roles."""
    if user.pk == by.user_id:
        raise Refused("Eigene Rollen ändert eine andere Person.")


def may_confirm(by: Actor, membership: Membership) -> bool:
    """Whoever keeps the accounts or leads, for others; for those who keep them, the network too."""
    if by.user_id is None or membership.user_id == by.user_id:
        return False
    organisation = membership.organisation
    knows = {Permission.MANAGE_ACCOUNTS, Permission.LEAD} & allowed(by, organisation)
    return bool(knows) or Role(membership.role) in roles_to_give(by, organisation)


def shut_account(user: User, *, by: Actor, at: datetime) -> User:
    """As `deactivate_account`, for services that have asked themselves."""
    require_somebody_else(user, by)
    end_all(user, by=by, at=at)
    user.is_active, user.left_at = False, at
    user.set_unusable_password()
    user.save(update_fields=["is_active", "left_at", "password"])
    end_sign_ins(user, factors=True)
    audit.record("account_deactivated", by=by, at=at, on_kind="user", on_id=user.pk)
    bump_version(reason="Konto stillgelegt", at=at)
    return user


def join(
    user: User,
    role: Role,
    organisation: YouthOffice | Partner,
    *,
    first_day: date,
    by: Actor,
    at: datetime,
    last_day: date | None = None,
    reason: str = "",
) -> Membership:
    """Write a membership and its event, for services that have asked themselves."""
    membership = Membership(
        user=user,
        office=organisation if isinstance(organisation, YouthOffice) else None,
        partner=organisation if isinstance(organisation, Partner) else None,
        role=role,
        validity=DateRange(first_day, last_day, bounds="[]"),
        reason=reason,
    )
    membership.save()
    record_membership("membership_added", membership, by=by, at=at)
    bump_version(reason="Rolle vergeben", at=at)
    return membership


def end_now(membership: Membership, *, by: Actor, at: datetime) -> Event:
    """The role no longer counts from this instant on, for services that have asked themselves.

    It counted until yesterday. One that began today or later leaves no row: the log holds both
    that it was given and that it was taken back.
    """
    event = record_membership("membership_ended", membership, by=by, at=at)
    today = localdate(at)
    if membership.validity.lower >= today:
        membership.delete()
        return event
    membership.validity = DateRange(
        membership.validity.lower, today - timedelta(days=1), bounds="[]"
    )
    membership.save(update_fields=["validity"])
    return event


def end_all(user: User, *, by: Actor, at: datetime) -> None:
    """No role of the account counts any more, wherever it was, for services that have asked."""
    running = Q(validity__endswith=None) | Q(validity__endswith__gt=localdate(at))
    for each in Membership.objects.filter(running, user=user):
        end_now(each, by=by, at=at)


def record_membership(what: str, membership: Membership, *, by: Actor, at: datetime) -> Event:
    """One line of the audit log about a membership."""
    return audit.record(
        what,
        by=by,
        at=at,
        on_kind="membership",
        on_id=membership.pk,
        office_id=membership.office_id,
        details={"role": membership.role, "user": str(membership.user_id)},
    )


def void_all(*, email: str, organisation: YouthOffice | Partner, by: Actor, at: datetime) -> int:
    """Withdraw what is open for an address at one organisation, for services that have asked."""
    is_office = isinstance(organisation, YouthOffice)
    here = {"office": organisation} if is_office else {"partner": organisation}
    found = list(Invitation.objects.pending().filter(email=email, **here).select_for_update())
    for each in found:
        each.withdrawn_at = at
        each.save(update_fields=["withdrawn_at"])
        record_invitation("invitation_withdrawn", each, by=by, at=at)
    return len(found)


def record_invitation(what: str, invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """One line of the audit log about an invitation."""
    organisation: UUID = invitation.organisation.pk
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="invitation",
        on_id=invitation.pk,
        office_id=invitation.office_id,
        details={"role": invitation.role, "organisation": str(organisation)},
    )
