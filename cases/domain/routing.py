"""Who is told: decisions and agreed rules -> one notice per organisation. Pure and total.

Each child is matched on its own; what several rules or siblings say to one organisation becomes one
notice (`cases.domain.merging`). The same facts always give the same notices in the same order.
"""

from agreements.domain.conditions import Condition
from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime
from agreements.domain.rules import (
    DutyTarget,
    FallbackTarget,
    RoutingRule,
    RuleSet,
    Target,
    Where,
)
from cases.domain.merging import DUTY_ORDER, TO_ACTING, TO_FALLBACK, Telling, merged
from cases.domain.recipients import AddressBook
from cases.domain.situations import Clock, age_band, are_several_offices, situation_of
from cases.domain.types import ChildDecision, ChildFacts, ConcernFacts, LadderStep, PlannedNotice
from network.domain.geography import Register
from network.domain.terms import (
    ContentLevel,
    Duty,
    LadderRole,
    Release,
    Urgency,
)

__all__ = ["Clock", "age_band", "route"]

# What happens where no rule tells anybody who could take over. Nobody agreed it, so it stands here.
FALLBACK_ACK = {
    Urgency.ACUTE: AckTime(15),
    Urgency.URGENT: AckTime(60),
    Urgency.STANDARD: NEXT_WORKING_NOON,
}
FALLBACK_LADDER = (
    LadderStep(LadderRole.REMINDER, 0),
    LadderStep(LadderRole.DEPUTY, 5),
    LadderStep(LadderRole.OFFICE_HEAD, 15),
    LadderStep(LadderRole.FALLBACK_OFFICE, 30),
)


def _last_resort(target: Target, because: str) -> dict[Urgency, RoutingRule]:
    return {
        urgency: RoutingRule(
            key="",
            when=Condition(),
            tell=target,
            content=ContentLevel.FULL,
            release=Release.AUTOMATIC,
            legal_basis=("§ 8a Abs. 1 Satz 1 SGB VIII", "§ 2 Abs. 4 Satz 1 SGB X"),
            because=because,
            ack=ack,
            ladder=FALLBACK_LADDER,
        )
        for urgency, ack in FALLBACK_ACK.items()
    }


TO_THE_FALLBACK = _last_resort(
    FallbackTarget(),
    "{office} ist die Auffangstelle und sorgt dafür, dass jemand übernimmt: Für "
    "{children} nennt keine Regel eine zuständige Stelle.",
)
TO_THE_ACTING = _last_resort(
    DutyTarget(Duty.ACT_NOW, Where.ACTING),
    "{office} muss jetzt handeln ({children}), auch wenn keine Regel es nennt.",
)


def route(
    facts: ConcernFacts,
    decisions: tuple[ChildDecision, ...],
    *,
    rules: RuleSet,
    register: Register,
    clock: Clock,
) -> tuple[PlannedNotice, ...]:
    """The notices for these children, the acting office's first.

    Total: for every child an office of the network is told at once and has to take over. Where no
    rule says so, it is the office that must act (§ 8a Abs. 1 SGB VIII) and the fallback office,
    whose notice is marked `is_fallback`: an alarm.
    """
    by_ref = {decision.ref: decision for decision in decisions}
    several = are_several_offices(decisions)
    by_recipient: dict[str, list[Telling]] = {}
    for child in facts.children:
        decision = by_ref.get(child.ref, ChildDecision(child.ref, ()))
        situation = situation_of(
            child,
            decision,
            facts=facts,
            several_offices=several,
            register=register,
            clock=clock,
        )
        book = AddressBook(child, decision, reporter=facts.reporter, register=register)
        found = [
            Telling(rules.rules[number], number, to, child.ref)
            for number in rules.numbers(situation)
            for to in book.addressees(rules.rules[number].tell)
        ]
        if not any(telling.is_watched for telling in found):
            found += _without_rules(child, book, facts.urgency)
        for telling in found:
            by_recipient.setdefault(telling.to.key, []).append(telling)
    notices = [
        merged(tellings, register, clock, urgency=facts.urgency, own=rules.office_ladders)
        for tellings in by_recipient.values()
    ]
    return tuple(sorted(notices, key=_order))


def _without_rules(child: ChildFacts, book: AddressBook, urgency: Urgency) -> list[Telling]:
    return [
        Telling(rule, position, to, child.ref)
        for position, rule in (
            (TO_ACTING, TO_THE_ACTING[urgency]),
            (TO_FALLBACK, TO_THE_FALLBACK[urgency]),
        )
        for to in book.addressees(rule.tell)
    ]


def _order(notice: PlannedNotice) -> tuple[bool, bool, int, str]:
    """The acting office first, then what leaves at once, then by duty and key."""
    first = min((DUTY_ORDER[duty] for duty in notice.duties), default=len(DUTY_ORDER))
    return (
        Duty.ACT_NOW not in notice.duties,
        notice.release is Release.CONFIRM,
        first,
        notice.recipient,
    )
