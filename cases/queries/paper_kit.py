"""What stands in an office's paper kit. References and deadlines, never a child or a reporter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from cases.access import Actor, sent_notices, visible_notices
from cases.models import Notice
from cases.queries.concern import RECIPIENTS
from cases.queries.paper_routes import Extra, Route, extras, routes
from cases.queries.proposal import register_at, rules_at
from network.access import SYSTEM
from network.domain.geography import Area, Register
from network.domain.hours import BERLIN, Mode
from network.domain.terms import RecipientKind, Urgency
from network.domain.week import Shift
from network.models import YouthOffice
from network.queries.names import network_name
from network.queries.phone_book import Listed, Number, all_offices, own_people, partners_of
from network.queries.rosters import week_of
from network.wording import URGENCY

VALID_FOR = timedelta(days=7)
TAKEN_SHOWN = timedelta(days=14)
AT_MOST = 300
"""So many open items fit on paper that somebody can still work with; the rest is counted."""


@dataclass(frozen=True)
class Duty:
    """One line of the roster: from when to when who answers, and under which number."""

    hours: str
    who: str
    phone: str


@dataclass(frozen=True)
class DayOfDuty:
    """One day of the roster."""

    day: date
    lines: tuple[Duty, ...]


@dataclass(frozen=True)
class Item:
    """One open item: a reference, no case. `call` says whom to call about it."""

    reference: str
    since: datetime
    urgency: str
    state: str
    call: str


@dataclass(frozen=True)
class Place:
    """Who leads, judges and polices in one municipality."""

    name: str
    office: str
    court: str
    police: str
    is_own: bool


@dataclass(frozen=True)
class KitContent:
    """All pages of the kit of one office, as values."""

    office: YouthOffice
    network_name: str
    made_at: datetime
    valid_until: datetime
    fallback: str
    week: tuple[DayOfDuty, ...]
    people: tuple[Listed, ...]
    offices: tuple[Listed, ...]
    partners: tuple[Listed, ...]
    rules_version: str
    routes: tuple[Route, ...]
    extras: tuple[Extra, ...]
    places: tuple[Place, ...]
    received: tuple[Item, ...]
    sent: tuple[Item, ...]
    taken: tuple[Item, ...]
    left_out: int


def kit_content(office: YouthOffice, *, at: datetime) -> KitContent:
    """Everything for one office at an instant."""
    today = at.astimezone(BERLIN).date()
    register = register_at(at)
    own = [area for area in register.areas if area.office == office.key]
    offices = all_offices(on=today)
    actor = replace(SYSTEM, offices=frozenset({office.pk}), is_system=False)
    received, sent = _received(actor), _sent(actor, offices)
    return KitContent(
        office=office,
        network_name=network_name(),
        made_at=at,
        valid_until=at + VALID_FOR,
        fallback=register.office_name(register.fallback),
        week=_week(week_of(office.pk, today)),
        people=own_people(office.pk, on=today),
        offices=offices,
        partners=partners_of(office.pk, on=today),
        rules_version=rules_at(at).version,
        routes=routes(own[0], register=register, at=at) if own else (),
        extras=extras(own[0], register=register, at=at) if own else (),
        places=tuple(_place(area, register, is_own=area in own) for area in register.areas),
        received=received[:AT_MOST],
        sent=sent[:AT_MOST],
        taken=_taken(actor, since=at - TAKEN_SHOWN)[:AT_MOST],
        left_out=max(0, len(received) - AT_MOST) + max(0, len(sent) - AT_MOST),
    )


def _week(shifts: Iterable[Shift]) -> tuple[DayOfDuty, ...]:
    days: dict[date, list[Duty]] = defaultdict(list)
    for shift in shifts:
        days[shift.day].append(_duty(shift))
    return tuple(DayOfDuty(day, tuple(lines)) for day, lines in days.items())


def _duty(shift: Shift) -> Duty:
    begins, ends = shift.begins.astimezone(BERLIN), shift.ends.astimezone(BERLIN)
    until = f"{ends:%H:%M}" if ends.date() == shift.day else "24:00"
    hours = f"{begins:%H:%M} bis {until}"
    match shift.answers.mode:
        case Mode.OFFICE_HOURS:
            return Duty(hours, "Jugendamt, Dienstzeit", "siehe Rufnummern")
        case Mode.ON_CALL if shift.answers.slot:
            slot = shift.answers.slot
            who = f"{slot.person} ({slot.delegate})" if slot.delegate else slot.person
            return Duty(hours, who, slot.phone)
        case _:
            return Duty(hours, "NIEMAND EINGETRAGEN", "Auffangstelle anrufen")


def _place(area: Area, register: Register, *, is_own: bool) -> Place:
    return Place(
        name=area.name,
        office=register.office_name(area.office),
        court=register.partners.get(area.family_court or "", ""),
        police=register.partners.get(area.police or "", ""),
        is_own=is_own,
    )


def _received(actor: Actor) -> tuple[Item, ...]:
    found = visible_notices(actor).open().order_by("rank", "created_at")
    return tuple(
        _item(each, "niemand hat übernommen", "eigene Bereitschaft, dann Leitung")
        for each in _lean(found)[: 2 * AT_MOST]
    )


def _sent(actor: Actor, offices: Iterable[Listed]) -> tuple[Item, ...]:
    """What others have not taken over; what the office sent to itself stands above."""
    numbers = {each.name: each.phones for each in offices}
    found = (
        sent_notices(actor)
        .open()
        .filter(released_at__isnull=False)
        .exclude(Q(recipient_office__in=actor.offices))
        .order_by("rank", "created_at")
    )
    return tuple(
        _item(
            each,
            f"{each.recipient_name} hat nicht übernommen",
            _number_of(each, numbers),
        )
        for each in _lean(found)[: 2 * AT_MOST]
    )


def _number_of(notice: Notice, numbers: Mapping[str, tuple[Number, ...]]) -> str:
    name = notice.recipient_name
    if notice.recipient_kind == RecipientKind.OFFICE and numbers.get(name):
        return f"{name}, {numbers[name][0].value}"
    return f"{name}, siehe Rufnummern"


def _taken(actor: Actor, *, since: datetime) -> tuple[Item, ...]:
    found = (
        visible_notices(actor)
        .filter(acknowledged_at__gt=since, ack_by__isnull=False)
        .order_by("-acknowledged_at")
    )
    return tuple(
        _item(
            each, f"übernommen: {each.taken.name}" if each.taken else "übernommen", "diese Person"
        )
        for each in _lean(found)[:AT_MOST]
    )


def _lean(found: QuerySet[Notice]) -> QuerySet[Notice]:
    return found.select_related("acknowledgement", *RECIPIENTS).defer(
        "headline", "content", "because", "legal_basis", "ladder"
    )


def _item(notice: Notice, state: str, call: str) -> Item:
    return Item(
        reference=notice.reference,
        since=notice.released_at or notice.created_at,
        urgency=URGENCY[Urgency(notice.urgency)],
        state=state,
        call=call,
    )
