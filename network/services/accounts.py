"""Accounts, memberships and the grants of roles: who can open what from when to when."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from network import access, audit
from network.access import THE_NETWORK, Actor, Permission, Refused, allowed, require
from network.domain.accounts import FOUR_EYES, givable
from network.domain.terms import Role
from network.models import Event, Membership, Partner, User, YouthOffice
from network.services.directory import bump_version
from network.services.sign_in_ends import end_sign_ins


@transaction.atomic
def create_account(
    *, email: str, name: str, by: Actor, at: datetime, password: str | None = None
) -> User:
    """A new account that opens nothing yet. Without a password nobody can log in with it."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    user = User.objects.create_user(email, password, name=name)
    audit.record("account_created", by=by, at=at, on_kind="user", on_id=user.pk)
    return user


@transaction.atomic
def deactivate_account(*, user: User, by: Actor, at: datetime) -> User:
    """From the next request on the account opens nothing, and nobody is written to through it.

    Every session ends, and its second factors are gone: whoever comes back begins anew.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    return shut_account(user, by=by, at=at)


def shut_account(user: User, *, by: Actor, at: datetime) -> User:
    """As `deactivate_account`, for services that have asked themselves."""
    require_somebody_else(user, by)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    end_sign_ins(user, factors=True)
    audit.record("account_deactivated", by=by, at=at, on_kind="user", on_id=user.pk)
    bump_version(reason="Konto stillgelegt", at=at)
    return user


@transaction.atomic
def add_membership(
    *,
    user: User,
    role: Role,
    organisation: YouthOffice | Partner,
    first_day: date,
    by: Actor,
    at: datetime,
    last_day: date | None = None,
    reason: str = "",
) -> Membership:
    """A role from its first to its last day, both included.

    Nobody gives a role to themselves, and a role for which a second person is needed is given by
    an invitation only.
    """
    require_may_give(role, organisation, by=by)
    require_somebody_else(user, by)
    if role in FOUR_EYES and not by.is_system:
        raise Refused("Diese Rolle gibt nicht eine Person allein.")
    return join(
        user,
        role,
        organisation,
        first_day=first_day,
        by=by,
        at=at,
        last_day=last_day,
        reason=reason,
    )


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


@transaction.atomic
def end_membership(
    *, membership: Membership, last_day: date, by: Actor, at: datetime
) -> Membership:
    """The last day on which the role counts; the row stays, so that the past stays known."""
    require_may_give(Role(membership.role), membership.organisation, by=by)
    require_somebody_else(membership.user, by)
    membership.validity = DateRange(membership.validity.lower, last_day, bounds="[]")
    membership.save(update_fields=["validity"])
    record_membership("membership_ended", membership, by=by, at=at)
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


@transaction.atomic
def grant_role(*, role: Role, organisation: YouthOffice | Partner, by: Actor, at: datetime) -> None:
    """Open an organisation to a role; its members of that role can work from now on."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    access.grant(role, on=organisation)
    _record_grant("role_granted", role, organisation, by=by, at=at)


@transaction.atomic
def withdraw_role(
    *, role: Role, organisation: YouthOffice | Partner, by: Actor, at: datetime
) -> None:
    """Close an organisation to a role, whoever holds it."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    access.withdraw(role, on=organisation)
    _record_grant("role_withdrawn", role, organisation, by=by, at=at)


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


def _record_grant(
    what: str, role: Role, organisation: YouthOffice | Partner, *, by: Actor, at: datetime
) -> None:
    is_office = isinstance(organisation, YouthOffice)
    audit.record(
        what,
        by=by,
        at=at,
        on_kind="youth_office" if is_office else "partner",
        on_id=organisation.pk,
        office_id=organisation.pk if is_office else None,
        details={"role": role.value},
    )
