"""What the page of retention and deletion shows: rules, what goes next, what is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from cases.access import Actor, sent_notices, visible_concerns, visible_notices
from cases.domain.retention_rules import STARTS, Kind, Period, Rule
from cases.models import Closure, DeletionRecord
from cases.queries.due import ended_copies
from cases.queries.retention import AHEAD, NoRetentionRules, rules_in_force
from cases.wording import DELETED, OUTCOME, RETENTION_KIND, RETENTION_START
from network.models import YouthOffice

SHOWN = 50
FORGOTTEN_AFTER = timedelta(days=180)
"""A case that nobody has closed and nothing has happened with for so long: the head is reminded."""


@dataclass(frozen=True)
class RuleLine:
    """One rule in words."""

    what: str
    outcome: str
    office: str
    period: str
    start: str
    ground: str


@dataclass(frozen=True)
class DueLine:
    """One copy of an own office that will go. `notice` leads to its page."""

    reference: str
    notice: UUID | None
    what: str
    due_at: datetime
    is_held: bool


@dataclass(frozen=True)
class OpenLine:
    """A case that nobody has closed."""

    reference: str
    notice: UUID
    since: datetime


@dataclass(frozen=True)
class GoneLine:
    """One deletion of an own office."""

    what: str
    at: datetime
    rows: int


@dataclass(frozen=True)
class RetentionPage:
    """`version` is 0 while no rules are in force; the lists are of the offices the actor leads."""

    version: int
    rules: tuple[RuleLine, ...]
    due: tuple[DueLine, ...]
    forgotten: tuple[OpenLine, ...]
    gone: tuple[GoneLine, ...]


def retention_page(actor: Actor, *, at: datetime) -> RetentionPage:
    """For everybody the rules; for heads what goes in the next 30 days, and what is left open."""
    try:
        table = rules_in_force()
    except NoRetentionRules:
        return RetentionPage(0, (), (), (), ())
    names = dict(YouthOffice.objects.values_list("key", "name"))
    return RetentionPage(
        version=table.version,
        rules=tuple(
            rule_line(each, names.get(each.office, "")) for each in sorted(table.rules, key=_place)
        ),
        due=tuple(_due(actor, at=at)) if actor.led else (),
        forgotten=tuple(_forgotten(actor, at=at)) if actor.led else (),
        gone=tuple(_gone(actor)) if actor.led else (),
    )


def in_words(period: Period) -> str:
    """ "1 Jahr", "6 Monate", "90 Tage"."""
    years, months = divmod(period.months, 12)
    parts = (
        (years, "Jahr", "Jahre"),
        (months, "Monat", "Monate"),
        (period.days, "Tag", "Tage"),
    )
    return " ".join(f"{n} {one if n == 1 else many}" for n, one, many in parts if n)


def rule_line(rule: Rule, office: str) -> RuleLine:
    """A rule in words; `office` is the name of the office that agreed on it."""
    return RuleLine(
        what=RETENTION_KIND[rule.kind],
        outcome=OUTCOME[rule.outcome] if rule.outcome else "",
        office=office,
        period=in_words(rule.period),
        start=RETENTION_START[STARTS[rule.kind]],
        ground=rule.ground,
    )


def _place(rule: Rule) -> tuple[int, str, str]:
    return list(Kind).index(rule.kind), rule.outcome or "", rule.office


def _due(actor: Actor, *, at: datetime) -> Iterable[DueLine]:
    copies = ended_copies(until=at + AHEAD, offices=actor.led, with_held=True, limit=SHOWN)
    found = _own_notices(actor, {each.concern_id for each in copies})
    for each in copies:
        reference, notice = found.get(each.concern_id, ("", None))
        if reference:
            what = RETENTION_KIND[each.kind]
            yield DueLine(reference, notice, what, each.due_at, each.is_held)


def _own_notices(actor: Actor, concerns: Iterable[UUID]) -> dict[UUID, tuple[str, UUID]]:
    """By concern its reference and a notice of the actor's that leads to it."""
    wanted = list(concerns)
    found: dict[UUID, tuple[str, UUID]] = {}
    for notices in (sent_notices(actor), visible_notices(actor)):
        rows = notices.filter(concern__in=wanted).order_by("-created_at")
        for concern, reference, pk in rows.values_list("concern", "reference", "pk"):
            found[concern] = (reference, pk)
    return found


def _forgotten(actor: Actor, *, at: datetime) -> Iterable[OpenLine]:
    closed = Closure.objects.standing().filter(office__in=actor.led).values("concern")
    old = (
        visible_concerns(actor)
        .filter(office__in=actor.led, recorded_at__lt=at - FORGOTTEN_AFTER)
        .exclude(pk__in=closed)
        .annotate(last=Max("notices__created_at"))
        .filter(last__lt=at - FORGOTTEN_AFTER)
        .order_by("last")
    )
    lines = list(old.values_list("pk", "reference", "last")[:SHOWN])
    found = _own_notices(actor, [pk for pk, _, _ in lines])
    for pk, reference, last in lines:
        if pk in found:
            yield OpenLine(reference, found[pk][1], last)


def _gone(actor: Actor) -> Iterable[GoneLine]:
    for each in DeletionRecord.objects.filter(office__in=actor.led).order_by("-at")[:20]:
        what = DELETED.get(each.kind) or RETENTION_KIND[Kind(each.kind)]
        yield GoneLine(what, each.at, sum(each.counts.values()))
