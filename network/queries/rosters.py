"""Who answers for an office at an instant."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from network.domain.holidays import NRW
from network.domain.hours import Answering, Duty, Mode, Opening, Slot, answering, on_duty
from network.domain.week import Shift, shifts
from network.models import OfficeHours, OnCallSlot, User, YouthOffice
from network.queries.version import Stamp, newest_stamp


@dataclass(frozen=True)
class Roster:
    """Office hours and on-call slots of one office."""

    key: str
    hours: tuple[Opening, ...]
    slots: tuple[Slot, ...]


NO_ROSTER = Roster(key="", hours=(), slots=())


def who_answers(office_id: UUID, at: datetime) -> Answering:
    """The one answer for an office: open, on call (with slot), or nobody. One query if warm."""
    return _answering(_rosters().get(office_id, NO_ROSTER), at)


def duty_at(office_id: UUID, at: datetime) -> Duty | None:
    """Who is on call for a closed office, from when to when; else None. One query if warm."""
    roster = _rosters().get(office_id, NO_ROSTER)
    return on_duty(hours=roster.hours, slots=roster.slots, holidays=NRW, at=at)


def person_on_call(duty: Duty) -> UUID | None:
    """The account of whoever is on call, None where there is none: the one that the roster names,
    else the active one with the roster's own address (one query).
    """
    if duty.slot.user_id or not duty.slot.email:
        return duty.slot.user_id
    found = User.objects.filter(is_active=True, email__iexact=duty.slot.email)
    return found.values_list("pk", flat=True).first()


def week_of(office_id: UUID, first: date, *, days: int = 7) -> tuple[Shift, ...]:
    """Who answers for an office from a day on, day by day (one query if warm)."""
    roster = _rosters().get(office_id, NO_ROSTER)
    return shifts(hours=roster.hours, slots=roster.slots, holidays=NRW, first=first, days=days)


def is_office_hours(office_id: UUID, at: datetime) -> bool:
    """Whether the office is open at this instant."""
    return who_answers(office_id, at).mode is Mode.OFFICE_HOURS


def office_hours_at(at: datetime) -> Mapping[str, bool]:
    """For each office by key whether it is open at this instant."""
    return {
        roster.key: _answering(roster, at).mode is Mode.OFFICE_HOURS
        for roster in _rosters().values()
    }


def _answering(roster: Roster, at: datetime) -> Answering:
    return answering(hours=roster.hours, slots=roster.slots, holidays=NRW, at=at)


def rosters() -> Mapping[UUID, Roster]:
    """Every office's roster as this process knows it (one query if warm)."""
    return _rosters()


def _rosters() -> Mapping[UUID, Roster]:
    stamp = newest_stamp()
    return _kept(stamp) if stamp else {}


@lru_cache(maxsize=2)
def _kept(_stamp: Stamp) -> Mapping[UUID, Roster]:
    hours: dict[UUID, list[Opening]] = defaultdict(list)
    for row in OfficeHours.objects.all():
        hours[row.office_id].append(Opening(row.weekday, row.opens, row.closes))
    slots: dict[UUID, list[Slot]] = defaultdict(list)
    for each in OnCallSlot.objects.select_related("user"):
        slots[each.office_id].append(_slot(each))
    return {
        office: Roster(key=key, hours=tuple(hours[office]), slots=tuple(slots[office]))
        for office, key in YouthOffice.objects.values_list("id", "key")
    }


def _slot(row: OnCallSlot) -> Slot:
    """A person with an account is written to at the account's address, while it is active."""
    user = row.user if row.user and row.user.is_active else None
    return Slot(
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        person=row.person,
        phone=row.phone,
        email=user.email if user else row.email,
        user_id=user.pk if user else None,
        delegate=row.delegate,
        sms=row.sms,
    )
