"""Accounts, memberships and the grants of roles: who can open what from when to when."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from network import access, audit
from network.access import THE_NETWORK, Actor, Permission, Refused, require
from network.domain.accounts import FOUR_EYES
from network.domain.terms import Role
from network.models import Membership, Partner, User, YouthOffice
from network.services.giving import (
    join,
    record_membership,
    require_may_give,
    require_somebody_else,
    shut_account,
)


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

    Every role and session ends, its second factors and links are gone: whoever comes back begins
    anew.
    """
    require(by, Permission.ADMINISTER, THE_NETWORK)
    return shut_account(user, by=by, at=at)


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
