"""What of an office's copies goes, what is held, what went: references, days and numbers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from cases.access import Actor, kept_out_of, sent_notices, visible_notices
from cases.domain.retention_rules import Kind
from cases.models import Concern, DeletionRecord, LegalHold
from cases.queries.due import Copy, ended_copies
from cases.queries.retention import AHEAD
from cases.wording import DELETED, HOLD_GROUND, RETENTION_KIND
from network.access import all_rows

SHOWN = 50


@dataclass(frozen=True)
class DueLine:
    """One copy that will go. `notice` leads to its page, None where the actor reads no case.

    `is_next`: its time is over, so the next run takes it.
    """

    reference: str
    notice: UUID | None
    what: str
    due_at: datetime
    is_held: bool
    is_next: bool


@dataclass(frozen=True)
class HoldLine:
    """A hold of an own office; its reason is read on the page of the case alone."""

    reference: str
    notice: UUID | None
    what: str
    ground: str
    since: datetime
    until: date | None
    is_ending: bool


@dataclass(frozen=True)
class GoneLine:
    """One deletion of an own office: its record without content."""

    what: str
    at: datetime
    rows: int
    version: int


@dataclass(frozen=True)
class NextRun:
    """What the next run takes, in numbers; `held` would go, too, were it not held."""

    copies: int
    concerns: int
    held: int


def copies_of(actor: Actor, offices: Collection[UUID], *, at: datetime) -> list[Copy]:
    """The same that the run asks for, without concerns that do not exist for this person."""
    with all_rows("what is due is what the run says; shown are references, kinds and days"):
        found = ended_copies(until=at + AHEAD, offices=offices, with_held=True)
        wanted = {each.concern_id for each in found}
        kept_out = Concern.objects.filter(pk__in=wanted).filter(kept_out_of(actor, "pk"))
        hidden = set(kept_out.values_list("pk", flat=True))
    return [each for each in found if each.concern_id not in hidden]


def next_run(copies: Iterable[Copy], *, at: datetime) -> NextRun:
    """In numbers what is over at `at`."""
    over = [each for each in copies if each.due_at <= at]
    going = [each for each in over if not each.is_held]
    concerns = {each.concern_id for each in going}
    return NextRun(len(going), len(concerns), len(over) - len(going))


def due_lines(actor: Actor, copies: Sequence[Copy], *, at: datetime) -> Iterable[DueLine]:
    """Each copy with its reference, and the way to it for whoever works on the case."""
    concerns = {each.concern_id for each in copies}
    references, links = _references(concerns), own_notices(actor, concerns)
    for each in copies:
        yield DueLine(
            references[each.concern_id],
            links.get(each.concern_id),
            RETENTION_KIND[each.kind],
            each.due_at,
            each.is_held,
            each.due_at <= at and not each.is_held,
        )


def hold_lines(actor: Actor, offices: Collection[UUID], *, at: datetime) -> Iterable[HoldLine]:
    """What these offices hold, the longest held first."""
    with all_rows("holds of offices whose log the actor reads; their reasons are not read"):
        held = LegalHold.objects.active(on=localdate(at)).filter(office__in=offices)
        found = list(held.exclude(kept_out_of(actor)).defer("reason").order_by("set_at")[:SHOWN])
    concerns = {each.concern_id for each in found}
    references, links = _references(concerns), own_notices(actor, concerns)
    for each in found:
        yield HoldLine(
            references[each.concern_id],
            links.get(each.concern_id),
            "empfangene Benachrichtigung" if each.only_copy else "Fall",
            HOLD_GROUND[each.ground],
            each.set_at,
            each.until,
            each.asked_at is not None,
        )


def _references(concerns: Collection[UUID]) -> dict[UUID, str]:
    with all_rows("whoever reads of deletion reads references and no case"):
        return dict(Concern.objects.filter(pk__in=concerns).values_list("pk", "reference"))


def own_notices(actor: Actor, concerns: Collection[UUID]) -> dict[UUID, UUID]:
    """By concern a notice of the actor's that leads to it."""
    found: dict[UUID, UUID] = {}
    for notices in (sent_notices(actor), visible_notices(actor)):
        rows = notices.filter(concern__in=concerns).order_by("-created_at")
        found |= dict(rows.values_list("concern", "pk"))
    return found


def gone_lines(offices: Collection[UUID]) -> Iterable[GoneLine]:
    """The last deletions of these offices."""
    for each in DeletionRecord.objects.filter(office__in=offices).order_by("-at")[:SHOWN]:
        what = DELETED.get(each.kind) or RETENTION_KIND[Kind(each.kind)]
        yield GoneLine(what, each.at, sum(each.counts.values()), each.rules_version)
