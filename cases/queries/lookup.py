"""Who is responsible for a place today and who can be called now: for everybody, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from network import queries as network
from network.access import Actor
from network.domain.geography import Area, Register
from network.domain.hours import Mode
from network.domain.terms import PartnerCategory
from network.models import Partner
from network.queries import Telephone

TOLD_WHO_IS_ON_CALL = (PartnerCategory.POLICE, PartnerCategory.HOSPITAL)
"""Partners that may know the numbers of people on call (beside the youth offices themselves)."""


@dataclass(frozen=True)
class Place:
    """One municipality: who is responsible, and how to get hold of somebody now."""

    name: str
    postal_codes: str
    office: str
    family_court: str
    police: str
    is_open: bool
    telephones: tuple[Telephone, ...]


def places(areas: Iterable[Area], *, actor: Actor, at: datetime) -> tuple[Place, ...]:
    """The places in words. Numbers of people on call only for those who may know them."""
    register = network.register_on(localdate(at))
    knows_on_call = may_know_on_call(actor)
    return tuple(
        _place(area, register=register, knows_on_call=knows_on_call, at=at) for area in areas
    )


def may_know_on_call(actor: Actor) -> bool:
    """Youth offices, police and hospitals; everybody else is told 110 (one query at most)."""
    if actor.offices or not actor.partners:
        return bool(actor.offices)
    return Partner.objects.filter(
        pk__in=actor.partners, category__in=[each.value for each in TOLD_WHO_IS_ON_CALL]
    ).exists()


def _place(area: Area, *, register: Register, knows_on_call: bool, at: datetime) -> Place:
    recipient = network.recipient_by_key(area.office)
    answer = network.who_answers(recipient.office_id, at) if recipient.office_id else None
    is_open = answer is not None and answer.mode is Mode.OFFICE_HOURS
    telephones = network.telephones_for(recipient, at=at, on_call=knows_on_call)
    return Place(
        name=area.name,
        postal_codes=", ".join(area.postal_codes),
        office=register.office_name(area.office),
        family_court=_partner(area.family_court, register),
        police=_partner(area.police, register),
        is_open=is_open,
        telephones=tuple(telephones),
    )


def _partner(key: str | None, register: Register) -> str:
    return register.partners.get(key, key) if key else ""
