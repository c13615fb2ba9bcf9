"""Everybody's numbers on paper: the own people, all offices, and who serves the office's places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from network.domain.terms import OfficeKind, Role, Service
from network.models import (
    ContactKind,
    ContactPoint,
    Coverage,
    Membership,
    OnCallSlot,
    Territory,
    YouthOffice,
)
from network.wording import ROLE, SERVICE


@dataclass(frozen=True)
class Number:
    """A number or address; one that nobody has tried is marked on paper, too."""

    value: str
    label: str
    verified: bool


@dataclass(frozen=True)
class Listed:
    """An organisation or person with its numbers; `what` says what it is, `places` whom for."""

    name: str
    what: str
    places: str
    phones: tuple[Number, ...]
    emails: tuple[Number, ...]


def own_people(office_id: UUID, *, on: date) -> tuple[Listed, ...]:
    """Who has which role at an office today, with the on-call number where there is one."""
    on_call: dict[UUID, set[str]] = defaultdict(set)
    for user, phone in OnCallSlot.objects.filter(office=office_id, user__isnull=False).values_list(
        "user_id", "phone"
    ):
        if user:
            on_call[user].add(phone)
    roles: dict[tuple[UUID, str, str], list[str]] = defaultdict(list)
    members = Membership.objects.valid_on(on).filter(office=office_id).select_related("user")
    order = list(Role)
    for each in sorted(members, key=lambda each: (order.index(Role(each.role)), each.user.name)):
        roles[each.user_id, each.user.name, each.user.email].append(ROLE[Role(each.role)])
    return tuple(
        Listed(
            name=name,
            what=", ".join(held),
            places="",
            phones=tuple(Number(each, "Bereitschaft", verified=True) for each in on_call[key]),
            emails=(Number(email, "", verified=True),),
        )
        for (key, name, email), held in roles.items()
    )


def all_offices(*, on: date) -> tuple[Listed, ...]:
    """Every office of the network with its places and numbers, on-call numbers included."""
    offices = list(YouthOffice.objects.exclude(kind=OfficeKind.OPEN_SEAT))
    places: dict[UUID, list[str]] = defaultdict(list)
    served = Territory.objects.valid_on(on).order_by("municipality__sort_key")
    for office, name in served.values_list("office_id", "municipality__name"):
        places[office].append(name)
    on_call: dict[UUID, dict[str, str]] = defaultdict(dict)
    for office, phone, person in OnCallSlot.objects.values_list("office_id", "phone", "person"):
        on_call[office].setdefault(phone, person)
    points = _points(Q(office__in=offices), "office_id")
    return tuple(
        Listed(
            name=office.name,
            what="",
            places=", ".join(places[office.pk]),
            phones=(
                *_of_kind(points[office.pk], ContactKind.PHONE),
                *(Number(number, label, True) for number, label in on_call[office.pk].items()),
            ),
            emails=_of_kind(points[office.pk], ContactKind.EMAIL),
        )
        for office in offices
    )


def partners_of(office_id: UUID, *, on: date) -> tuple[Listed, ...]:
    """Court, police, hospitals, health office and others that serve the office's places."""
    served = Territory.objects.valid_on(on).filter(office=office_id).values("municipality_id")
    rows = (
        Coverage.objects.valid_on(on)
        .filter(Q(municipality__isnull=True) | Q(municipality__in=served))
        .select_related("partner", "municipality")
        .order_by("partner__category", "partner__sort_key", "municipality__sort_key")
    )
    by_partner: dict[UUID, list[Coverage]] = defaultdict(list)
    for row in rows:
        by_partner[row.partner_id].append(row)
    points = _points(Q(partner__in=by_partner), "partner_id")
    return tuple(
        Listed(
            name=found[0].partner.name,
            what=", ".join(dict.fromkeys(SERVICE[Service(each.service)] for each in found)),
            places=", ".join(
                dict.fromkeys(
                    each.municipality.name if each.municipality else "ganzer Kreis"
                    for each in found
                )
            ),
            phones=_of_kind(points[partner], ContactKind.PHONE),
            emails=_of_kind(points[partner], ContactKind.EMAIL),
        )
        for partner, found in by_partner.items()
    )


def _points(owner: Q, key: str) -> Mapping[UUID, list[ContactPoint]]:
    found: dict[UUID, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(owner):
        found[getattr(point, key)].append(point)
    return found


def _of_kind(points: Iterable[ContactPoint], kind: ContactKind) -> tuple[Number, ...]:
    return tuple(
        Number(each.address, each.label, each.verified_at is not None)
        for each in points
        if each.kind == kind
    )
