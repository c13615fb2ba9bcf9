"""How long what is kept, as data: kind of thing, office, outcome -> period from a starting event.

Federal law names no period for the records of § 8a SGB VIII. What the task no longer needs may not
be stored (§ 63 Abs. 1 SGB VIII) and is deleted (Art. 17 Abs. 1 lit. a DSGVO). So every period is a
row of a file, not a constant.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


class Kind(StrEnum):
    """What a rule is about."""

    CASE = "case"
    """An office's copy of a concern that it answers for or whose child it owns."""
    NOTICE = "notice"
    """What an office was told of a concern that is not its own: § 67 Abs. 4 SGB X, its own copy."""
    PARTNER_NOTICE = "partner_notice"
    REPORTER = "reporter"
    """Name and number of who reported; may end before the case."""
    DRAFT = "draft"
    QUARANTINE = "quarantine"
    """Files of drafts that nobody could check, and what is left of those that were refused."""
    DELIVERY = "delivery"
    """Letters that belong to no concern; those of a concern go with it."""
    CANARY = "canary"
    PAPER_KIT = "paper_kit"
    SESSION = "session"
    INVITATION = "invitation"
    ACCOUNT = "account"
    """Name, address and ways to sign in of somebody who left; the row's key stays in the logs."""
    LOOK = "look"
    """Lines of the read log."""
    EVENT = "event"
    """Lines of the audit log; they carry the history of a case that is still there."""


class Start(StrEnum):
    """The event from which the period counts."""

    CLOSED = "closed"
    ACKNOWLEDGED = "acknowledged"
    TOUCHED = "touched"
    ATTACHED = "attached"
    SETTLED = "settled"
    CHECKED = "checked"
    MADE = "made"
    EXPIRED = "expired"
    ENDED = "ended"
    LEFT = "left"
    SEALED = "sealed"


class Outcome(StrEnum):
    """What came of a case at an office when it closed it."""

    UNFOUNDED = "unfounded"
    HANDED_OVER = "handed_over"
    FOLLOWED = "followed"


STARTS: Mapping[Kind, Start] = {
    Kind.CASE: Start.CLOSED,
    Kind.NOTICE: Start.ACKNOWLEDGED,
    Kind.PARTNER_NOTICE: Start.ACKNOWLEDGED,
    Kind.REPORTER: Start.CLOSED,
    Kind.DRAFT: Start.TOUCHED,
    Kind.QUARANTINE: Start.ATTACHED,
    Kind.DELIVERY: Start.SETTLED,
    Kind.CANARY: Start.CHECKED,
    Kind.PAPER_KIT: Start.MADE,
    Kind.SESSION: Start.EXPIRED,
    Kind.INVITATION: Start.ENDED,
    Kind.ACCOUNT: Start.LEFT,
    Kind.LOOK: Start.SEALED,
    Kind.EVENT: Start.SEALED,
}
OF_LOGS = (Kind.LOOK, Kind.EVENT)
LOGS_KEPT_AT_LEAST = 365
"""Days; shorter rules are refused, and so does the database."""
BY_OUTCOME = frozenset({Kind.CASE})
PER_OFFICE = frozenset({Kind.CASE, Kind.NOTICE, Kind.REPORTER})
"""Kinds for which an office may agree on a shorter period of its own."""

_PERIOD = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?")


@dataclass(frozen=True, order=True)
class Period:
    """Calendar months, then days: "P1Y6M", "P90D" (ISO 8601)."""

    months: int
    days: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for anything but years, months and days."""
        found = _PERIOD.fullmatch(text)
        if found is None or not any(found.groups()):
            raise ValueError(f"„{text}“ ist keine Frist wie P90D, P6M oder P1Y")
        years, months, days = (int(each or 0) for each in found.groups())
        return cls(12 * years + months, days)

    def after(self, moment: datetime) -> datetime:
        """The instant at which the period ends, counted on the calendar in Berlin."""
        local = moment.astimezone(BERLIN)
        year, month = divmod(local.year * 12 + local.month - 1 + self.months, 12)
        day = min(local.day, monthrange(year, month + 1)[1])
        naive = local.replace(tzinfo=None, year=year, month=month + 1, day=day)
        return (naive + timedelta(days=self.days)).replace(tzinfo=BERLIN)

    @property
    def at_most_days(self) -> int:
        """For comparing periods: no shorter than the true one."""
        return self.months * 31 + self.days

    @property
    def at_least_days(self) -> int:
        """For comparing periods: no longer than the true one."""
        return self.months * 30 + self.days


@dataclass(frozen=True)
class Rule:
    """One line. `office` is a key, empty for the network's own; `outcome` empty where none asks."""

    kind: Kind
    outcome: Outcome | None
    office: str
    period: Period
    ground: str


@dataclass(frozen=True)
class RuleTable:
    """All rules of one version; there is one for every kind and outcome."""

    version: int
    rules: tuple[Rule, ...]

    def rule(self, kind: Kind, *, office: str = "", outcome: Outcome | None = None) -> Rule:
        """The office's own rule, else the network's. LookupError for a kind newer than them."""
        for asked in (office, ""):
            for each in self.rules:
                if (each.kind, each.office, each.outcome) == (kind, asked, outcome):
                    return each
        raise LookupError(f"no retention rule for {kind} {outcome}")


class FaultyRetention(ValueError):
    """What is wrong with a file of rules, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_rules(data: Mapping[str, Any]) -> RuleTable:
    """Rules from the data of a TOML file; raises FaultyRetention with every fault."""
    faults: list[str] = []
    version = data.get("version")
    if not isinstance(version, int) or version < 1:
        faults.append("version fehlt oder ist keine Zahl ab 1.")
        version = 0
    rules = []
    for number, line in enumerate(data.get("rule", ()), start=1):
        try:
            rules.append(_rule(line))
        except (KeyError, ValueError) as fault:
            faults.append(f"Regel {number}: {_said(fault)}.")
    faults += _missing(rules) + _twice(rules) + _longer(rules)
    if faults:
        raise FaultyRetention(faults)
    return RuleTable(version, tuple(rules))


def _said(fault: KeyError | ValueError) -> str:
    return f"{fault.args[0]} fehlt" if isinstance(fault, KeyError) else str(fault)


def _rule(line: Mapping[str, Any]) -> Rule:
    kind, office = Kind(line["kind"]), str(line.get("office", ""))
    outcome = Outcome(line["outcome"]) if "outcome" in line else None
    if (kind in BY_OUTCOME) != (outcome is not None):
        raise ValueError(f"{kind}: ein Ausgang gehört zu Fällen, und nur zu ihnen")
    if office and kind not in PER_OFFICE:
        raise ValueError(f"{kind}: dafür gilt überall dieselbe Frist")
    period = Period.parse(line["period"])
    if kind in OF_LOGS and period.months < 12 and period.at_least_days < LOGS_KEPT_AT_LEAST:
        raise ValueError(f"{kind}: Protokolle bleiben wenigstens ein Jahr")
    if not str(line["ground"]).strip():
        raise ValueError(f"{kind}: die Rechtsgrundlage ist leer")
    return Rule(kind, outcome, office, period, str(line["ground"]))


def _missing(rules: Iterable[Rule]) -> list[str]:
    there = {(each.kind, each.outcome) for each in rules if not each.office}
    wanted = [
        (kind, outcome)
        for kind in Kind
        for outcome in (tuple(Outcome) if kind in BY_OUTCOME else (None,))
    ]
    return [
        f"Es fehlt die Regel des Netzwerks für {kind}{f' ({outcome})' if outcome else ''}."
        for kind, outcome in wanted
        if (kind, outcome) not in there
    ]


def _twice(rules: Sequence[Rule]) -> list[str]:
    seen = [(each.kind, each.outcome, each.office) for each in rules]
    return [
        f"Zwei Regeln für {kind} {outcome or ''} {office}".rstrip() + "."
        for kind, outcome, office in sorted(set(seen), key=str)
        if seen.count((kind, outcome, office)) > 1
    ]


def _longer(rules: Sequence[Rule]) -> list[str]:
    """An office may be stricter than the network, not laxer."""
    common = {(each.kind, each.outcome): each.period for each in rules if not each.office}
    return [
        f"{each.office}: die Frist für {each.kind} ist länger als die des Netzwerks."
        for each in rules
        if each.office
        and (standard := common.get((each.kind, each.outcome)))
        and each.period.at_most_days > standard.at_least_days
        and each.period != standard
    ]
