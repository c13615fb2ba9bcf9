"""Canaries: what became of each, and the page that shows the last nights."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cases.access import Actor
from cases.domain.record import answers_from_data
from cases.models import CanaryFault, CanaryResult, CanaryRun, Decision, Notice
from network.domain.hours import BERLIN
from network.domain.terms import ChannelKind, Duty, Role
from network.models import Call, Delivery, PostalLetter

ROUTE = "route"
NIGHTS = 14
MILLISECOND = timedelta(milliseconds=1)
BY_MACHINE = frozenset({ChannelKind.PORTAL.value, ChannelKind.EMAIL.value})
FAULT = {
    CanaryFault.NOT_REPORTED: "konnte nicht gemeldet werden",
    CanaryFault.WRONG_OFFICE: "anderes Jugendamt als im Verzeichnis",
    CanaryFault.NO_NOTICE: "keine Benachrichtigung im Portal",
    CanaryFault.SEVERAL_NOTICES: "mehr als eine Benachrichtigung",
    CanaryFault.NOT_SENT: "E-Mail nicht angenommen",
    CanaryFault.TOO_LATE: "zu spät",
    CanaryFault.ASTRAY: "auf dem Weg zu einer Person statt ins Probepostfach",
}


@dataclass(frozen=True)
class Verdict:
    """What became of one canary by now. `is_over`: waiting longer will not make it better."""

    faults: tuple[CanaryFault, ...]
    sent_ms: int | None

    @property
    def is_over(self) -> bool:
        """Whether it has fully arrived; a fault may still be healed by waiting."""
        return not self.faults


def may_see_canaries(actor: Actor) -> bool:
    """Technical administration, coordination, and whoever leads an office."""
    return bool(actor.led or {Role.TECHNICAL_ADMIN, Role.COORDINATION} & actor.roles)


def judge(results: Sequence[CanaryResult], *, sink: str, seconds: int) -> tuple[Verdict, ...]:
    """The verdict on each result, in five queries for all of them.

    The acting office is read from the stored decision, the serving office from the directory's
    rows: two ways to the same answer.
    """
    concerns = [result.concern_id for result in results if result.concern_id]
    acting: dict[UUID, str | None] = {}
    for concern, answers in Decision.objects.filter(concern__in=concerns, number=1).values_list(
        "concern_id", "answers"
    ):
        answer = answers_from_data(answers)[0].answer(Duty.ACT_NOW)
        acting[concern] = answer.office if answer else None
    notices: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(concern__in=concerns).defer("headline", "content"):
        notices[notice.concern_id].append(notice)
    keys = [notice.pk for each in notices.values() for notice in each]
    letters: dict[UUID, list[Delivery]] = defaultdict(list)
    for letter in Delivery.objects.filter(message_id__in=keys):
        letters[letter.message_id].append(letter)
    by_hand = {
        key
        for table in (Call, PostalLetter)
        for key in table.objects.filter(message_id__in=keys).values_list("message_id", flat=True)
    }
    return tuple(
        _verdict(
            result,
            acting=acting.get(result.concern_id) if result.concern_id else None,
            notices=notices[result.concern_id] if result.concern_id else [],
            letters=letters,
            by_hand=by_hand,
            sink=sink,
            seconds=seconds,
        )
        for result in results
    )


def _verdict(
    result: CanaryResult,
    *,
    acting: str | None,
    notices: Sequence[Notice],
    letters: dict[UUID, list[Delivery]],
    by_hand: Collection[UUID],
    sink: str,
    seconds: int,
) -> Verdict:
    if result.concern_id is None:
        return Verdict((CanaryFault.NOT_REPORTED,), None)
    faults = []
    if acting != result.office.key:
        faults.append(CanaryFault.WRONG_OFFICE)
    own = [
        each
        for each in notices
        if each.recipient_office_id == result.office_id and each.cause == ROUTE and each.released_at
    ]
    sent = [letter for notice in own for letter in letters[notice.pk]]
    in_portal = [letter for letter in sent if letter.channel == ChannelKind.PORTAL]
    if not own or not in_portal or result.visible_ms is None:
        faults.append(CanaryFault.NO_NOTICE)
    elif len(own) > 1 or len(in_portal) > 1:
        faults.append(CanaryFault.SEVERAL_NOTICES)
    arrived = [each.sent_at for each in sent if each.channel == ChannelKind.EMAIL and each.sent_at]
    sent_ms = None
    if arrived and result.begun_at:
        sent_ms = (min(arrived) - result.begun_at) // MILLISECOND
    else:
        faults.append(CanaryFault.NOT_SENT)
    if max(result.visible_ms or 0, sent_ms or 0) > 1000 * seconds:
        faults.append(CanaryFault.TOO_LATE)
    if any(
        notice.pk in by_hand or any(not _ends_in(sink, each) for each in letters[notice.pk])
        for notice in notices
    ):
        faults.append(CanaryFault.ASTRAY)
    return Verdict(tuple(faults), sent_ms)


def _ends_in(sink: str, letter: Delivery) -> bool:
    if letter.channel == ChannelKind.PORTAL:
        return True
    return letter.channel in BY_MACHINE and letter.address.casefold() == sink.casefold()


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
