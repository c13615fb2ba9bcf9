"""The page of the nightly canaries: the newest round, and the last nights."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cases.access import Actor
from cases.models import CanaryFault, CanaryResult, CanaryRun
from network.domain.hours import BERLIN
from network.domain.terms import Role

NIGHTS = 14
FAULT = {
    CanaryFault.NOT_REPORTED: "konnte nicht gemeldet werden",
    CanaryFault.WRONG_OFFICE: "anderes Jugendamt als im Verzeichnis",
    CanaryFault.NO_NOTICE: "keine Benachrichtigung im Portal",
    CanaryFault.SEVERAL_NOTICES: "mehr als eine Benachrichtigung",
    CanaryFault.NOT_SENT: "E-Mail nicht angenommen",
    CanaryFault.TOO_LATE: "zu spät",
    CanaryFault.ASTRAY: "auf dem Weg zu einer Person statt ins Probepostfach",
}


def may_see_canaries(actor: Actor) -> bool:
    """Technical administration, coordination, and whoever leads an office."""
    return bool(actor.led or {Role.TECHNICAL_ADMIN, Role.COORDINATION} & actor.roles)


@dataclass(frozen=True)
class Line:
    """One municipality in the newest round."""

    place: str
    office: str
    visible_ms: int | None
    sent_ms: int | None
    faults: tuple[str, ...]
    is_running: bool


@dataclass(frozen=True)
class Night:
    """One round: `night` is None for one that somebody asked for by hand."""

    night: date | None
    started_at: datetime
    is_good: bool | None
    places: int
    passed: int
    slowest_ms: int | None


@dataclass(frozen=True)
class CanaryPage:
    """The newest round in full, and the last nights; `lines` is empty before the first."""

    newest: Night | None
    lines: tuple[Line, ...]
    nights: tuple[Night, ...]
    missing: tuple[date, ...]


def canary_page(*, at: datetime) -> CanaryPage:
    """Everything the page shows (two queries). `missing` are nights since the first without one."""
    runs = list(
        CanaryRun.objects.order_by("-started_at").filter(
            started_at__gt=at - timedelta(days=NIGHTS)
        )[: 4 * NIGHTS]
    )
    results: dict[UUID, list[CanaryResult]] = defaultdict(list)
    rows = CanaryResult.objects.filter(run__in=runs).select_related("municipality", "office")
    for result in rows.order_by("municipality__sort_key"):
        results[result.run_id].append(result)
    nights = tuple(_night(run, results[run.pk]) for run in runs)
    newest = runs[0] if runs else None
    return CanaryPage(
        newest=nights[0] if nights else None,
        lines=tuple(_line(each, newest) for each in results[newest.pk]) if newest else (),
        nights=nights,
        missing=_missing({run.night for run in runs if run.night}, at=at),
    )


def _night(run: CanaryRun, results: Sequence[CanaryResult]) -> Night:
    times = [each.sent_ms for each in results if each.sent_ms is not None]
    return Night(
        night=run.night,
        started_at=run.started_at,
        is_good=run.is_good,
        places=len(results),
        passed=sum(not each.faults for each in results),
        slowest_ms=max(times, default=None),
    )


def _line(result: CanaryResult, run: CanaryRun) -> Line:
    return Line(
        place=result.municipality.name,
        office=result.office.name,
        visible_ms=result.visible_ms,
        sent_ms=result.sent_ms,
        faults=tuple(FAULT[CanaryFault(each)] for each in result.faults),
        is_running=run.checked_at is None,
    )


def _missing(nights: Collection[date], *, at: datetime) -> tuple[date, ...]:
    if not nights:
        return ()
    last = at.astimezone(BERLIN).date() - timedelta(days=1)
    days = (last - min(nights)).days
    known = [min(nights) + timedelta(days=count) for count in range(days + 1)]
    return tuple(day for day in known if day not in nights)
