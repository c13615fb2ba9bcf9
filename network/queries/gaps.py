"""Where the ladder would find nobody: gaps of offices, from the directory alone. No case."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from network.domain.gaps import GapKind, Span, unanswered
from network.domain.holidays import NRW, public_holidays
from network.domain.hours import BERLIN
from network.domain.terms import Role
from network.models import ContactKind, ContactPoint, Membership, YouthOffice
from network.queries.rosters import Roster, rosters
from network.wording import GAP

DAYS = 8
"""A whole week and a day: what a roster repeats shows itself once."""
HOLIDAYS_LOOKED_AT = 3


@dataclass(frozen=True)
class Gap:
    """One gap: what is missing, when (for holes of the roster), and what to do about it."""

    kind: GapKind
    spans: tuple[Span, ...] = ()
    who: str = ""

    @property
    def what(self) -> str:
        """What is missing, in a sentence."""
        return GAP[self.kind][0]

    @property
    def cure(self) -> str:
        """What to do about it."""
        return GAP[self.kind][1]


@dataclass(frozen=True)
class OfficeGaps:
    """An office and its gaps; none where every step would find somebody."""

    key: str
    name: str
    gaps: tuple[Gap, ...]


def gaps_of(at: datetime, *, offices: Collection[UUID] | None = None) -> list[OfficeGaps]:
    """The gaps of these offices, or of all, by name: five queries however many they are."""
    on = localdate(at)
    rows = (
        YouthOffice.objects.all() if offices is None else YouthOffice.objects.filter(pk__in=offices)
    )
    people = set(
        Membership.objects.valid_on(on)
        .filter(role__in=[Role.DEPUTY, Role.OFFICE_HEAD])
        .values_list("office_id", "role")
    )
    points = {
        (point.office_id, point.kind, point.role, point.verified_at is not None)
        for point in ContactPoint.objects.filter(office__isnull=False)
    }
    known = rosters()
    return [
        OfficeGaps(
            key=office.key,
            name=office.name,
            gaps=tuple(_gaps(office, people, points, known.get(office.pk), at=at)),
        )
        for office in rows
    ]


def _gaps(
    office: YouthOffice,
    people: Collection[tuple[UUID | None, str]],
    points: Collection[tuple[UUID | None, str, str | None, bool]],
    roster: Roster | None,
    *,
    at: datetime,
) -> Iterator[Gap]:
    if office.is_open_seat:
        yield Gap(GapKind.OPEN_SEAT)
        return
    if (office.pk, ContactKind.EMAIL.value, None, True) not in points:
        yield Gap(GapKind.NO_MAILBOX)
    holes = _holes(roster, at=at) if roster else ()
    if holes:
        yield Gap(GapKind.NOBODY_ANSWERS, spans=holes)
    mute = (
        sorted({slot.person for slot in roster.slots if not (slot.email or slot.sms)})
        if roster
        else []
    )
    if mute:
        yield Gap(GapKind.ON_CALL_WITHOUT_MAIL, who=", ".join(mute))
    for role, kind in ((Role.DEPUTY, GapKind.NO_DEPUTY), (Role.OFFICE_HEAD, GapKind.NO_HEAD)):
        has_mailbox = (office.pk, ContactKind.EMAIL.value, role.value, True) in points
        if (office.pk, role.value) not in people and not has_mailbox:
            yield Gap(kind)
    if (office.pk, ContactKind.PHONE.value, None, True) not in points:
        yield Gap(GapKind.NO_PHONE)


def _holes(roster: Roster, *, at: datetime) -> tuple[Span, ...]:
    """Of the coming week, and of the next public holidays after it."""
    end = at + timedelta(days=DAYS)
    days = [*_coming_holidays(end.astimezone(BERLIN).date())]
    spans = [(at, end), *((_midnight(day), _midnight(day + timedelta(days=1))) for day in days)]
    return tuple(
        hole
        for begin, until in spans
        for hole in unanswered(
            hours=roster.hours, slots=roster.slots, holidays=NRW, begin=begin, end=until
        )
    )


def _coming_holidays(after: date) -> list[date]:
    coming = public_holidays(after.year) | public_holidays(after.year + 1)
    return sorted(day for day in coming if day > after)[:HOLIDAYS_LOOKED_AT]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)
