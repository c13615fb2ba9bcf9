"""Accounts, memberships and the grants of roles: who can open what from when to when."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from network import access, audit
from network.access import THE_NETWORK, Actor, Permission, Refused, require
from network.domain.terms import Role
from network.models import Membership, Partner, User, YouthOffice
from network.services.directory import bump_version


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
    """From the next request on the account opens nothing, and nobody is written to through it."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    user.is_active = False
    user.save(update_fields=["is_active"])
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
    """A role from its first to its last day, both included. Nobody gives a role to themselves."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    _not_for_oneself(user, by)
    validity = DateRange(first_day, last_day, bounds="[]")
    membership = Membership(
        user=user,
        office=organisation if isinstance(organisation, YouthOffice) else None,
        partner=organisation if isinstance(organisation, Partner) else None,
        role=role,
        validity=validity,
        reason=reason,
    )
    membership.save()
    _record("membership_added", membership, by=by, at=at)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, last_day: date, by: Actor, at: datetime
) -> Membership:
    """The last day on which the role counts; the row stays, so that the past stays known."""
    require(by, Permission.ADMINISTER, THE_NETWORK)
    _not_for_oneself(membership.user, by)
    membership.validity = DateRange(membership.validity.lower, last_day, bounds="[]")
    membership.save(update_fields=["validity"])
    _record("membership_ended", membership, by=by, at=at)
    return membership


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


def _not_for_oneself(user: User, by: Actor) -> None:
    if user.pk == by.user_id:
        raise Refused("Eigene Rollen ändert eine andere Person.")


def _record(what: str, membership: Membership, *, by: Actor, at: datetime) -> None:
    audit.record(
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
