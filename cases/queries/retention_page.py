"""What the page of retention and deletion shows: rules, what goes next, what is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from cases.access import Actor, visible_concerns
from cases.domain.retention_rules import STARTS, Kind, Period, Rule
from cases.models import Closure
from cases.queries.looks import log_offices
from cases.queries.retention import NoRetentionRules, rules_in_force
from cases.queries.retention_lines import (
    SHOWN,
    DueLine,
    GoneLine,
    HoldLine,
    NextRun,
    copies_of,
    due_lines,
    gone_lines,
    hold_lines,
    next_run,
    own_notices,
)
from cases.wording import OUTCOME, RETENTION_KIND, RETENTION_START
from network.models import YouthOffice

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
class OpenLine:
    """A case that nobody has closed."""

    reference: str
    notice: UUID
    since: datetime


@dataclass(frozen=True)
class RetentionPage:
    """`version` is 0 while no rules are in force; the lists are of the offices whose log the actor
    reads, `forgotten` of those that the actor leads.
    """

    version: int
    rules: tuple[RuleLine, ...]
    next_run: NextRun | None = None
    due: tuple[DueLine, ...] = ()
    holds: tuple[HoldLine, ...] = ()
    forgotten: tuple[OpenLine, ...] = ()
    gone: tuple[GoneLine, ...] = ()


def retention_page(actor: Actor, *, at: datetime) -> RetentionPage:
    """For everybody the rules; for heads and data protection what goes next and what went, in
    references, days and numbers. Heads are reminded of what nobody has closed.
    """
    try:
        table = rules_in_force()
    except NoRetentionRules:
        return RetentionPage(0, ())
    names = dict(YouthOffice.objects.values_list("key", "name"))
    rules = tuple(
        rule_line(each, names.get(each.office, "")) for each in sorted(table.rules, key=_place)
    )
    offices = log_offices(actor)
    if not offices:
        return RetentionPage(table.version, rules)
    copies = copies_of(actor, offices, at=at)
    return RetentionPage(
        version=table.version,
        rules=rules,
        next_run=next_run(copies, at=at),
        due=tuple(due_lines(actor, copies[:SHOWN], at=at)),
        holds=tuple(hold_lines(actor, offices, at=at)),
        forgotten=tuple(_forgotten(actor, at=at)) if actor.led else (),
        gone=tuple(gone_lines(offices)),
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
    found = own_notices(actor, [pk for pk, _, _ in lines])
    for pk, reference, last in lines:
        if pk in found:
            yield OpenLine(reference, found[pk], last)
