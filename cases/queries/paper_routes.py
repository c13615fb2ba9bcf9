"""Who is told when, in words: the rules in force, asked the way a report asks them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agreements.domain.rules import RuleSet
from cases.domain.canary import canary
from cases.domain.jurisdiction import decide
from cases.domain.routing import Clock, route
from cases.domain.types import ChildDecision, ConcernFacts, PlannedNotice
from cases.queries.proposal import rules_at
from cases.queries.told import ladder_words
from cases.wording import CONTENT_LEVEL
from network.domain.geography import Area, Register
from network.domain.hours import next_working_noon
from network.domain.terms import Duty, RecipientKind, Release, ReporterKind, Topic, Urgency
from network.wording import TOPIC, URGENCY

PARTNERS = {Duty.FAMILY_COURT: "Familiengericht am Ort", Duty.POLICE: "Polizei am Ort"}
BABY = timedelta(days=200)


@dataclass(frozen=True)
class Step:
    """One organisation that is told: who, how much, until when somebody answers, who comes next."""

    who: str
    reads: str
    answer: str
    ladder: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """What happens at an urgency, in or out of office hours."""

    urgency: str
    hours: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Extra:
    """Who is told in addition where it is about something."""

    about: str
    who: tuple[str, ...]


def routes(area: Area, *, register: Register, at: datetime) -> tuple[Route, ...]:
    """For a child that lives in this municipality and is there: six rows, nothing of them typed.

    In the standard table the way depends on urgency and hour; a district's own rules show up here
    by themselves, because it is the router that is asked.
    """
    rules = rules_at(at)
    return tuple(
        Route(
            urgency=URGENCY[urgency],
            hours="in der Dienstzeit" if is_open else "nachts, am Wochenende, feiertags",
            steps=tuple(
                _step(each, area=area, register=register)
                for each in _planned(
                    _facts(area, at=at, urgency=urgency),
                    rules=rules,
                    register=register,
                    at=at,
                    is_open=is_open,
                )
            ),
        )
        for urgency in Urgency
        for is_open in (True, False)
    )


def extras(area: Area, *, register: Register, at: datetime) -> tuple[Extra, ...]:
    """Topics, and small children, for which others are told than in an acute case of no topic."""
    rules = rules_at(at)

    def told(facts: ConcernFacts) -> dict[str, PlannedNotice]:
        planned = _planned(facts, rules=rules, register=register, at=at, is_open=True)
        return {each.recipient: each for each in planned}

    plain = _facts(area, at=at, urgency=Urgency.ACUTE)
    usual = told(plain)
    baby = replace(plain.children[0], born_on=(at - BABY).date())
    asked = {TOPIC[topic]: replace(plain, topics=frozenset({topic})) for topic in Topic}
    asked |= {
        f"{TOPIC[topic]}, Kind unter 3 Jahren": replace(
            plain, topics=frozenset({topic}), children=(baby,)
        )
        for topic in Topic
    }
    found: list[Extra] = []
    for about, facts in asked.items():
        more = [each for key, each in told(facts).items() if key not in usual]
        who = tuple(f"{_name(each, area, register)} ({_release(each)})" for each in more)
        if who and not any(who == each.who and about.startswith(each.about) for each in found):
            found.append(Extra(about, who))
    return tuple(found)


def _facts(area: Area, *, at: datetime, urgency: Urgency) -> ConcernFacts:
    return replace(canary(area, at=at).facts, urgency=urgency, reporter=ReporterKind.CITIZEN)


def _planned(
    facts: ConcernFacts, *, rules: RuleSet, register: Register, at: datetime, is_open: bool
) -> Iterable[PlannedNotice]:
    decisions: tuple[ChildDecision, ...] = tuple(
        decide(child, concern=facts, register=register) for child in facts.children
    )
    hours: Mapping[str, bool] = dict.fromkeys(register.offices, is_open)
    clock = Clock(at=at, office_hours=hours, next_noon=next_working_noon(at))
    return route(facts, decisions, rules=rules, register=register, clock=clock)


def _step(planned: PlannedNotice, *, area: Area, register: Register) -> Step:
    return Step(
        who=_name(planned, area, register),
        reads=f"{CONTENT_LEVEL[planned.content]}, {_release(planned)}",
        answer=_answer(planned),
        ladder=ladder_words(planned.ladder),
    )


def _name(planned: PlannedNotice, area: Area, register: Register) -> str:
    if planned.recipient == area.office:
        return "Ihr Jugendamt"
    if planned.kind is RecipientKind.PARTNER:
        for duty, name in PARTNERS.items():
            if duty in planned.duties:
                return name
    return register.partners.get(planned.recipient) or register.office_name(planned.recipient)


def _release(planned: PlannedNotice) -> str:
    return "sofort" if planned.release is Release.AUTOMATIC else "nur nach Freigabe"


def _answer(planned: PlannedNotice) -> str:
    if planned.ack is None:
        return "zur Kenntnis"
    if planned.ack.minutes is None:
        return "bis 12 Uhr am nächsten Arbeitstag"
    return f"binnen {planned.ack.minutes} Minuten"
