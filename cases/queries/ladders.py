"""Who is told when, for one office: the ladder with the people that it would find now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agreements.domain.conditions import Hours
from agreements.domain.ladder import AckTime, LadderStep
from agreements.domain.usual import Expected, expected
from agreements.queries import rules_in_force
from cases.wording import LADDER_ROLE
from network.domain.hours import Mode
from network.domain.terms import ChannelKind, LadderRole, RecipientKind, Urgency
from network.models import YouthOffice
from network.queries import Contact, Recipient, contacts_for, one_reading, who_answers
from network.wording import URGENCY

HALF_AN_HOUR = timedelta(minutes=30)
LOOKED_AHEAD = 14 * 48
"""Half hours in two weeks: an office that is never open by then has no office hours."""

HOURS = {
    Hours.OFFICE_HOURS: "in der Dienstzeit",
    Hours.OUT_OF_HOURS: "nachts, am Wochenende, an Feiertagen",
}
NOBODY = {
    None: "Kein Postfach eingetragen: Die nächste Stufe kommt sofort.",
    LadderRole.REMINDER: "Kein Postfach eingetragen: Diese Stufe entfällt.",
    LadderRole.DEPUTY: "Keine Vertretung benannt: Die nächste Stufe kommt sofort.",
    LadderRole.OFFICE_HEAD: "Keine Leitung benannt: Die nächste Stufe kommt sofort.",
    LadderRole.FALLBACK_OFFICE: "Die Auffangstelle hat kein Postfach: Hier hilft nur ein Anruf.",
}


@dataclass(frozen=True)
class Found:
    """Somebody the step would reach: a person or mailbox, and the address."""

    name: str
    address: str
    by_sms: bool
    is_verified: bool


@dataclass(frozen=True)
class Step:
    """One step: who, when, and whom it would find. `missing` says in red why it reaches nobody."""

    who: str
    when: str
    found: tuple[Found, ...]
    missing: str


@dataclass(frozen=True)
class Plan:
    """The ladder for an urgency and an hour; people were looked up for `at`."""

    urgency: str
    hours: str
    within: str
    at: datetime
    steps: tuple[Step, ...]
    is_own: bool


class _Directory:
    """Whom the directory names for a role at an instant; each question is asked once."""

    def __init__(self, office: YouthOffice) -> None:
        self._recipient = Recipient(kind=RecipientKind.OFFICE, office_id=office.pk)
        self._asked: dict[tuple[LadderRole | None, datetime], list[Contact]] = {}

    def step(self, role: LadderRole | None, when: str, *, at: datetime) -> Step:
        """The step with the people found."""
        same = None if role is LadderRole.REMINDER else role
        if (same, at) not in self._asked:
            self._asked[same, at] = contacts_for(self._recipient, same, at)
        found = tuple(
            Found(each.name, each.address, each.channel is ChannelKind.SMS, each.verified)
            for each in self._asked[same, at]
        )
        missing = "" if found else NOBODY[role]
        if found and not any(each.is_verified for each in found):
            missing = (
                "Keine dieser Anschriften ist geprüft: Die Nachricht gilt als nicht angekommen."
            )
        return Step(LADDER_ROLE[role] if role else "Erste Nachricht", when, found, missing)


def plans(office: YouthOffice, *, at: datetime) -> list[Plan]:
    """Every urgency, by day and by night: the same number of queries for every office.

    Raises NoRulesInForce where nothing has been agreed.
    """
    rules = rules_in_force(at)
    with one_reading():
        instants = {hours: _instant(office, hours, at) for hours in Hours}
        directory = _Directory(office)
        found: list[Plan] = []
        for urgency in Urgency:
            by_hours = {
                hours: expected(rules, office=office.key, urgency=urgency, hours=hours)
                for hours in Hours
            }
            found += _plans(urgency, by_hours, instants, directory)
        return found


def _plans(
    urgency: Urgency,
    by_hours: dict[Hours, Expected],
    instants: dict[Hours, datetime],
    directory: _Directory,
) -> Iterator[Plan]:
    """By day and by night; people differ at night even where the times do not."""
    for hours, each in by_hours.items():
        at = instants[hours]
        yield Plan(
            urgency=URGENCY[urgency],
            hours=HOURS[hours],
            within=_within(each.ack),
            at=at,
            steps=(
                directory.step(None, "sofort", at=at),
                *(directory.step(step.role, when, at=at) for step, when in _times(each.ladder)),
            ),
            is_own=each.is_own,
        )


def _times(ladder: Sequence[LadderStep]) -> Iterator[tuple[LadderStep, str]]:
    for step in ladder:
        minutes = step.after_minutes
        span = f"{minutes // 60} Stunden" if minutes and minutes % 60 == 0 else f"{minutes} Minuten"
        span = "1 Stunde" if minutes == 60 else span
        yield step, f"{span} nach der Frist" if minutes else "mit Ablauf der Frist"


def _within(ack: AckTime | None) -> str:
    if ack is None:
        return "ohne Frist"
    if ack.minutes is None:
        return "bis zum nächsten Arbeitstag, 12 Uhr"
    return f"binnen {ack.minutes} Minuten"


def _instant(office: YouthOffice, hours: Hours, at: datetime) -> datetime:
    """Now, or the next time at which these are the office's hours."""
    wants_open = hours is Hours.OFFICE_HOURS
    for number in range(LOOKED_AHEAD):
        moment = at + number * HALF_AN_HOUR
        if (who_answers(office.pk, moment).mode is Mode.OFFICE_HOURS) == wants_open:
            return moment
    return at
