"""Rows of the network for tests: plain functions, one row each unless the name says otherwise.

Whoever changes the directory raises its version, here as in the product.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from itertools import count

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from network import access
from network.access import Actor, actor_for
from network.domain.terms import (
    OFFICE_ROLES,
    PARTNER_ROLES,
    OfficeKind,
    PartnerCategory,
    Role,
    Service,
)
from network.models import (
    ContactKind,
    ContactPoint,
    Coverage,
    Membership,
    Municipality,
    Network,
    OfficeHours,
    OnCallSlot,
    OutsideDistrict,
    Partner,
    PostalCode,
    Territory,
    User,
    YouthOffice,
)
from network.services.directory import bump_version

START = date(2020, 1, 1)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday, half past ten in the morning in Germany: offices are open."""

ROLES_OF_OFFICE = tuple(sorted(OFFICE_ROLES))
ROLES_OF_PARTNER = tuple(sorted(PARTNER_ROLES))
_numbers = count(1)


_quiet = ContextVar("quiet", default=False)


def changed_directory() -> None:
    """Raise the directory's version after rows were written directly."""
    if _quiet.get():
        return
    with transaction.atomic():
        bump_version(reason="Test", at=AT)


@contextmanager
def one_change() -> Iterator[None]:
    """Many rows that raise the version once, at the end."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
    changed_directory()


def make_office(
    key: str,
    *,
    name: str | None = None,
    kind: OfficeKind = OfficeKind.TOWN,
    mailbox: bool = True,
    granted: bool = True,
) -> YouthOffice:
    """An office whose roles are granted and whose mailbox is verified, unless told otherwise."""
    office = YouthOffice.objects.create(
        key=key, name=name or f"Jugendamt {key.replace('-', ' ').title()}", kind=kind
    )
    if mailbox:
        make_contact(f"eingang@jugendamt-{key}.example", office=office)
    if granted:
        for role in ROLES_OF_OFFICE:
            access.grant(role, on=office)
    changed_directory()
    return office


def make_partner(
    key: str,
    *,
    name: str | None = None,
    category: PartnerCategory = PartnerCategory.SCHOOL,
    granted: bool = True,
) -> Partner:
    """A partner whose reporters may report, unless told otherwise."""
    partner = Partner.objects.create(
        key=key, name=name or key.replace("-", " ").title(), category=category
    )
    if granted:
        for role in ROLES_OF_PARTNER:
            access.grant(role, on=partner)
    changed_directory()
    return partner


def make_municipality(
    ags: str, name: str, *, office: YouthOffice, codes: tuple[str, ...] = (), since: date = START
) -> Municipality:
    """A municipality that an office serves from a day on."""
    with transaction.atomic():
        place = Municipality.objects.create(ags=ags, name=name, kind="Stadt")
        Territory.objects.create(municipality=place, office=office, validity=DateRange(since, None))
        PostalCode.objects.bulk_create(PostalCode(code=code, municipality=place) for code in codes)
    changed_directory()
    return place


def make_coverage(
    partner: Partner,
    service: Service,
    *,
    municipality: Municipality | None = None,
    since: date = START,
    until: date | None = None,
) -> Coverage:
    """A partner's offer for a place, or for the whole district."""
    coverage = Coverage.objects.create(
        partner=partner,
        service=service,
        municipality=municipality,
        validity=DateRange(since, until),
    )
    changed_directory()
    return coverage


def make_outside(district: str, name: str, *, state: str = "NW") -> OutsideDistrict:
    """A district outside the network."""
    outside = OutsideDistrict.objects.create(district=district, name=name, state=state)
    changed_directory()
    return outside


def make_network(fallback: YouthOffice, *, district: str = "05382") -> Network:
    """The one network."""
    network = Network.objects.create(
        name="Netzwerk der Tests", district=district, fallback_office=fallback
    )
    changed_directory()
    return network


def make_contact(
    address: str,
    *,
    office: YouthOffice | None = None,
    partner: Partner | None = None,
    outside: OutsideDistrict | None = None,
    kind: ContactKind = ContactKind.EMAIL,
    role: Role | None = None,
    label: str | None = None,
    verified: bool = True,
) -> ContactPoint:
    """A mailbox or number of one organisation; verified unless told otherwise."""
    contact = ContactPoint.objects.create(
        office=office,
        partner=partner,
        outside_district=outside,
        kind=kind,
        address=address,
        label=label or f"Eingang {next(_numbers)}",
        role=role,
        verified_at=AT if verified else None,
        verified_by="Test" if verified else "",
    )
    changed_directory()
    return contact


def open_on_working_days(
    office: YouthOffice, *, opens: time = time(8), closes: time = time(16)
) -> None:
    """Office hours from Monday to Friday."""
    OfficeHours.objects.bulk_create(
        OfficeHours(office=office, weekday=weekday, opens=opens, closes=closes)
        for weekday in range(5)
    )
    changed_directory()


def turn_into_a_hospital(partner: Partner) -> None:
    """Hospitals may know, like the police, who is on call; so its people are asked to call."""
    Partner.objects.filter(pk=partner.pk).update(category=PartnerCategory.HOSPITAL)
    changed_directory()


def make_slot(
    office: YouthOffice,
    weekday: int,
    starts: time,
    ends: time,
    *,
    person: str = "Bereitschaft",
    email: str = "",
    user: User | None = None,
) -> OnCallSlot:
    """One on-call slot."""
    slot = OnCallSlot.objects.create(
        office=office,
        weekday=weekday,
        starts=starts,
        ends=ends,
        person=person,
        phone="0221 4710 001",
        email=email,
        user=user,
    )
    changed_directory()
    return slot


def make_user(name: str = "Nora Niemand", *, email: str | None = None, **fields: bool) -> User:
    """An account without any membership."""
    address = email or f"{name.split()[0].lower()}.{next(_numbers)}@leute.example"
    return User.objects.create_user(address, "geheim-genug-fuer-tests", name=name, **fields)


def join(
    user: User,
    role: Role,
    organisation: YouthOffice | Partner,
    *,
    since: date = START,
    until: date | None = None,
) -> Membership:
    """A membership from a day on, to the day before `until`."""
    return Membership.objects.create(
        user=user,
        office=organisation if isinstance(organisation, YouthOffice) else None,
        partner=organisation if isinstance(organisation, Partner) else None,
        role=role,
        validity=DateRange(since, until),
    )


def make_actor(
    name: str, role: Role, organisation: YouthOffice | Partner, *, at: datetime = AT
) -> Actor:
    """Somebody with one role at one organisation, as services see them."""
    user = make_user(name)
    join(user, role, organisation)
    return actor_for(user, at)
