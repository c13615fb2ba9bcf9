"""What an organisation's own administrator does with the roles of its people."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.timezone import localdate

from network import audit
from network.access import Actor, Permission, Refused, all_rows, require
from network.domain.accounts import FOUR_EYES, LONGEST_DEPUTY
from network.domain.terms import Role
from network.models import Invitation, Membership, Partner, User, YouthOffice
from network.models.membership import MembershipQuerySet
from network.services.directory import bump_version
from network.services.giving import (
    end_now,
    join,
    may_confirm,
    require_may_give,
    require_somebody_else,
    roles_to_give,
    shut_account,
    void_all,
)
from network.services.post import stop_letters
from network.services.sign_in_ends import end_sign_ins
from network.services.telling_heads import tell_heads
from network.services.telling_people import tell_person


class NotPossible(Exception):
    """These dates, or this role, cannot be. The text is German and for people."""


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: Actor, at: datetime) -> Membership:
    """The role ends and another begins, from the next request on. The person is told so.

    Raises NotPossible for a role that needs a second person: that is an invitation.
    """
    organisation = membership.organisation
    require_may_give(Role(membership.role), organisation, by=by)
    require_may_give(role, organisation, by=by)
    require_somebody_else(membership.user, by)
    if role in FOUR_EYES:
        raise NotPossible("Für diese Rolle muss eine zweite Person zustimmen: Laden Sie dazu ein.")
    if _of(organisation).filter(user=membership.user, role=role, validity__endswith=None).exists():
        raise NotPossible("Diese Person hat diese Rolle schon.")
    user = membership.user
    event = end_now(membership, by=by, at=at)
    changed = join(user, role, organisation, first_day=localdate(at), by=by, at=at)
    tell_person(
        user.email, kind="account_changed", message_id=event.pk, at=at, organisation=organisation
    )
    tell_heads(changed, given_by=by.user_id, at=at)
    return changed


@transaction.atomic
def appoint_deputy(
    *,
    user: User,
    office: YouthOffice,
    first_day: date,
    last_day: date,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Membership:
    """Somebody of the office stands in from a first to a last day, both included.

    Raises NotPossible for days that are over, the wrong way round, or more than a year.
    """
    require_may_give(Role.DEPUTY, office, by=by)
    require_somebody_else(user, by)
    today = localdate(at)
    if first_day < today:
        raise NotPossible("Der erste Tag liegt in der Vergangenheit.")
    if last_day < first_day:
        raise NotPossible("Der letzte Tag liegt vor dem ersten.")
    if last_day - first_day > LONGEST_DEPUTY:
        raise NotPossible("Eine Vertretung dauert höchstens ein Jahr; danach beginnt eine neue.")
    held = _of(office).filter(user=user)
    if not held.valid_on(today).exists():
        raise NotPossible("Vertreten kann nur, wer hier heute eine Rolle hat.")
    days = DateRange(first_day, last_day, bounds="[]")
    if held.filter(role=Role.DEPUTY, validity__overlap=days).exists():
        raise NotPossible("In dieser Zeit ist diese Person schon Vertretung.")
    deputy = join(
        user,
        Role.DEPUTY,
        office,
        first_day=first_day,
        last_day=last_day,
        by=by,
        at=at,
        reason=reason,
    )
    tell_person(
        user.email, kind="account_changed", message_id=deputy.pk, at=at, organisation=office
    )
    tell_heads(deputy, given_by=by.user_id, at=at)
    return deputy


@transaction.atomic
def end_role(*, membership: Membership, by: Actor, at: datetime) -> None:
    """One role ends at once, also one that has not begun; the person keeps the others."""
    organisation, user = membership.organisation, membership.user
    require_may_give(Role(membership.role), organisation, by=by)
    require_somebody_else(user, by)
    event = end_now(membership, by=by, at=at)
    bump_version(reason="Rolle beendet", at=at)
    tell_person(
        user.email, kind="account_changed", message_id=event.pk, at=at, organisation=organisation
    )


@transaction.atomic
def say_farewell(
    *, user: User, organisation: YouthOffice | Partner, by: Actor, at: datetime
) -> None:
    """Somebody has left: from the next request on nothing of this organisation is open to them.

    All roles here end, sessions are deleted, open invitations are void, letters to the person stop
    and go their next way. Who has no role anywhere else has no account any more.
    """
    if not roles_to_give(by, organisation):
        raise Refused("Konten dieser Stelle verwalten Sie nicht.")
    require(by, Permission.APPROVE_ACCOUNTS, organisation)
    require_somebody_else(user, by)
    today = localdate(at)
    held = list(_of(organisation).filter(user=user).filter(_from_today(today)))
    if not held:
        raise Refused("Diese Person hat hier keine Rolle.")
    for each in held:
        end_now(each, by=by, at=at)
    void_all(email=user.email, organisation=organisation, by=by, at=at)
    _void_made_by(user, organisation, at=at)
    is_office = isinstance(organisation, YouthOffice)
    with all_rows("letters on their way to somebody who leaves"):
        stop_letters(
            user.email,
            office_id=organisation.pk if is_office else None,
            partner_id=None if is_office else organisation.pk,
        )
    if Membership.objects.filter(_from_today(today), user=user).exists():
        end_sign_ins(user)
    else:
        shut_account(user, by=by, at=at)
    event = audit.record(
        "person_left",
        by=by,
        at=at,
        on_kind="user",
        on_id=user.pk,
        office_id=organisation.pk if is_office else None,
        details={"organisation": str(organisation.pk), "roles": len(held)},
    )
    bump_version(reason="Person ausgeschieden", at=at)
    tell_person(
        user.email, kind="account_ended", message_id=event.pk, at=at, organisation=organisation
    )


@transaction.atomic
def confirm(
    *,
    organisation: YouthOffice | Partner,
    memberships: Collection[UUID],
    by: Actor,
    at: datetime,
) -> int:
    """Each of these roles is still right; returns how many were confirmed.

    Those that somebody else may confirm, above all one's own, stay as they are.
    """
    require(by, Permission.APPROVE_ACCOUNTS, organisation)
    valid = _of(organisation).valid_on(localdate(at)).filter(pk__in=memberships)
    sure = [each.pk for each in valid if may_confirm(by, each)]
    Membership.objects.filter(pk__in=sure).update(confirmed_at=at, confirmed_by=by.user_id)
    if sure:
        is_office = isinstance(organisation, YouthOffice)
        audit.record(
            "accounts_confirmed",
            by=by,
            at=at,
            on_kind="youth_office" if is_office else "partner",
            on_id=organisation.pk,
            office_id=organisation.pk if is_office else None,
            details={"count": len(sure)},
        )
    return len(sure)


def _of(organisation: YouthOffice | Partner) -> MembershipQuerySet:
    return organisation.memberships.select_related("user", "office", "partner")


def _from_today(today: date) -> Q:
    return Q(validity__endswith=None) | Q(validity__endswith__gt=today)


def _void_made_by(user: User, organisation: YouthOffice | Partner, *, at: datetime) -> None:
    """What the leaver had begun and nobody agreed to yet is void as well."""
    mine = Invitation.objects.pending().filter(made_by=user, needs_second=True, seconded_at=None)
    here = (
        {"office": organisation}
        if isinstance(organisation, YouthOffice)
        else {"partner": organisation}
    )
    mine.filter(**here).update(withdrawn_at=at)
