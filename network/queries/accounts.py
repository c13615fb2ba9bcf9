"""Who has which role at an organisation, who is invited, and what nobody has confirmed lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from network.access import LEAD_OFFICE, MANAGE_ACCOUNTS, THE_NETWORK, Actor, Permission, allowed
from network.domain.accounts import months_before
from network.domain.terms import OfficeKind, Role
from network.models import Invitation, Membership, Partner, YouthOffice
from network.queries.addresses import foreign_owner, mailboxes_like
from network.wording import ROLE

KEEPING = frozenset({MANAGE_ACCOUNTS, LEAD_OFFICE})
"""Grants whose holders see who has what at their organisation."""


@dataclass(frozen=True)
class Held:
    """One role of one person. `last_day` is None where no end is set."""

    id: UUID
    name: str
    email: str
    role: str
    first_day: date
    last_day: date | None
    confirmed_on: date | None
    is_coming: bool
    is_unconfirmed: bool
    is_own: bool
    reason: str


@dataclass(frozen=True)
class Invited:
    """One open invitation. `expires_at` is None while it waits for the second person.

    `foreign_owner` names organisations to whose domain the address belongs, "" where none.
    """

    id: UUID
    email: str
    role: str
    made_at: datetime
    made_by: str
    is_own: bool
    waits: bool
    expires_at: datetime | None
    has_expired: bool
    foreign_owner: str = ""


@dataclass(frozen=True)
class Kept:
    """An organisation whose accounts the actor sees, and how much is unconfirmed or waits."""

    id: UUID
    name: str
    unconfirmed: int
    waiting: int
    has_admin: bool


def visible_offices(actor: Actor) -> QuerySet[YouthOffice]:
    """Offices whose accounts the actor sees: those kept or led, for the technical side all."""
    manned = YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT)
    return manned if _is_technical(actor) else manned.filter(pk__in=_kept(actor))


def visible_partners(actor: Actor) -> QuerySet[Partner]:
    """Partners whose accounts the actor sees."""
    every = Partner.objects.all()
    return every if _is_technical(actor) else every.filter(pk__in=_kept(actor))


def visible_memberships(actor: Actor, *, at: datetime) -> QuerySet[Membership]:
    """Roles, valid now or later, at organisations whose accounts the actor sees."""
    seen = Q(office__in=visible_offices(actor)) | Q(partner__in=visible_partners(actor))
    lasting = Q(validity__endswith=None) | Q(validity__endswith__gt=localdate(at))
    rows = Membership.objects.filter(seen).filter(lasting, user__is_active=True)
    return rows.select_related("user", "office", "partner")


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Open invitations of organisations whose accounts the actor sees."""
    seen = Q(office__in=visible_offices(actor)) | Q(partner__in=visible_partners(actor))
    return Invitation.objects.pending().filter(seen).select_related("office", "partner", "made_by")


def sees_accounts(actor: Actor) -> bool:
    """Whether there is any organisation whose accounts the actor sees (no query)."""
    return _is_technical(actor) or bool(_kept(actor))


def kept_organisations(actor: Actor, *, at: datetime) -> list[Kept]:
    """The organisations of `visible_offices` and `visible_partners`, those in need first."""
    today = localdate(at)
    unconfirmed = _counted(Membership.objects.unconfirmed(today))
    admins = _counted(
        Membership.objects.valid_on(today).filter(role__in=[Role.ACCOUNT_ADMIN, Role.PARTNER_ADMIN])
    )
    waiting = _counted(
        visible_invitations(actor).filter(needs_second=True, seconded_at=None).order_by()
    )
    rows: list[YouthOffice | Partner] = [*visible_offices(actor), *visible_partners(actor)]
    kept = [
        Kept(
            id=row.pk,
            name=row.name,
            unconfirmed=unconfirmed.get(row.pk, 0),
            waiting=waiting.get(row.pk, 0),
            has_admin=admins.get(row.pk, 0) > 0,
        )
        for row in rows
    ]
    return sorted(kept, key=lambda each: not (each.unconfirmed or each.waiting))


def held_at(organisation: YouthOffice | Partner, *, by: Actor, at: datetime) -> list[Held]:
    """Who has what there now or later, by name (one query)."""
    today = localdate(at)
    found = _here(visible_memberships(by, at=at), organisation)
    return [_held(each, by=by, today=today) for each in found.order_by("user__name", "role")]


def held(membership: Membership, *, by: Actor, at: datetime) -> Held:
    """One of these rows."""
    return _held(membership, by=by, today=localdate(at))


def invited_to(organisation: YouthOffice | Partner, *, by: Actor, at: datetime) -> list[Invited]:
    """Open invitations, those that wait for a second person first (three queries)."""
    found = list(_here(visible_invitations(by), organisation).order_by("made_at"))
    known = mailboxes_like(each.email for each in found)
    rows = [
        Invited(
            id=each.pk,
            email=each.email,
            role=ROLE[Role(each.role)],
            made_at=each.made_at,
            made_by=each.made_by.name if each.made_by else "System",
            is_own=each.made_by_id == by.user_id,
            waits=each.needs_second and each.seconded_at is None,
            expires_at=each.expires_at,
            has_expired=each.expires_at is not None and each.expires_at <= at,
            foreign_owner=foreign_owner(each.email, organisation, known),
        )
        for each in found
    ]
    return sorted(rows, key=lambda each: not each.waits)


def unconfirmed_of(actor: Actor, *, at: datetime) -> int:
    """Roles that nobody has confirmed for half a year, at organisations the actor keeps or leads.

    No query for whoever keeps none; the technical side is told by `unconfirmed_roles`.
    """
    kept = _kept(actor)
    if not kept:
        return 0
    here = Q(office__in=kept) | Q(partner__in=kept)
    return Membership.objects.unconfirmed(localdate(at)).filter(here).count()


def unconfirmed_roles(at: datetime) -> int:
    """How many roles of the whole network nobody has confirmed for half a year."""
    return Membership.objects.unconfirmed(localdate(at)).count()


def _held(row: Membership, *, by: Actor, today: date) -> Held:
    first, end = row.validity.lower, row.validity.upper
    confirmed = localdate(row.confirmed_at) if row.confirmed_at else None
    since = months_before(today)
    return Held(
        id=row.pk,
        name=row.user.name,
        email=row.user.email,
        role=ROLE[Role(row.role)],
        first_day=first,
        last_day=end - timedelta(days=1) if end else None,
        confirmed_on=confirmed,
        is_coming=first > today,
        is_unconfirmed=first <= since and (confirmed is None or confirmed <= since),
        is_own=row.user_id == by.user_id,
        reason=row.reason,
    )


def _here(rows: QuerySet, organisation: YouthOffice | Partner) -> QuerySet:  # type: ignore[type-arg]  # of either model
    if isinstance(organisation, YouthOffice):
        return rows.filter(office=organisation)
    return rows.filter(partner=organisation)


def _counted(rows: QuerySet) -> dict[UUID, int]:  # type: ignore[type-arg]  # of either model
    """How many of these rows each office or partner has."""
    found: Iterable[tuple[UUID | None, UUID | None, int]] = rows.values_list(
        "office_id", "partner_id"
    ).annotate(count=Count("pk"))
    return {owner: count for office, partner, count in found if (owner := office or partner)}


def _kept(actor: Actor) -> set[UUID]:
    return {organisation for codename, organisation in actor.granted if codename in KEEPING}


def _is_technical(actor: Actor) -> bool:
    return Permission.ADMINISTER in allowed(actor, THE_NETWORK)
