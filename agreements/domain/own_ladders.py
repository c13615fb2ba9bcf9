"""An office's own ladder: instead of the standard's, in its hours, and never later than it."""

from collections.abc import Iterable, Iterator, Sequence

from agreements.domain.conditions import Condition, Hours
from agreements.domain.faults import RuleFault
from agreements.domain.ladder import LadderStep, later_than
from agreements.domain.rules import (
    DutyTarget,
    FallbackTarget,
    OfficeLadder,
    RoutingRule,
    Target,
    Where,
)
from network.domain.terms import LadderRole, Urgency

WORDS = {
    LadderRole.REMINDER: "eine Erinnerung",
    LadderRole.DEPUTY: "die Vertretung",
    LadderRole.OFFICE_HEAD: "die Leitung",
    LadderRole.FALLBACK_OFFICE: "die Auffangstelle",
}


def own_ladder(
    ladders: Iterable[OfficeLadder], *, office: str, urgency: Urgency, hours: Hours
) -> tuple[LadderStep, ...] | None:
    """The ladder that this office has agreed for itself, None where the standard's holds.

    `hours` are those of the office that is told, which need not be the one that acts.
    """
    return next((each.steps for each in ladders if each.holds(office, urgency, hours)), None)


def check_own(rules: Sequence[RoutingRule], ladders: Sequence[OfficeLadder]) -> Iterator[RuleFault]:
    """Faults of content: two ladders for one hour, or one that comes later than the standard."""
    for number, own in enumerate(ladders):
        path = f"office_ladders[{number}]"
        for earlier, other in enumerate(ladders[:number]):
            if _overlap(own, other):
                yield RuleFault(
                    path, f"gilt zur selben Zeit für dasselbe Amt wie office_ladders[{earlier}]"
                )
        yield from _laxer(rules, own, path)


def _laxer(rules: Sequence[RoutingRule], own: OfficeLadder, path: str) -> Iterator[RuleFault]:
    """The proof: against every rule that could tell this office in these hours."""
    for rule in rules:
        late = later_than(own.steps, rule.ladder) if _may_apply(rule, own) else None
        if late:
            yield RuleFault(
                f"{path}.ladder",
                f"ein Amt darf strenger sein als der Standard, nie milder: Nach der Regel "
                f"„{rule.key}“ erfährt es {WORDS[late.role]} spätestens {late.after_minutes} "
                "Minuten nach Ablauf der Frist; hier ist bis dahin niemand auf dieser Stufe "
                "verständigt",
            )
            return


def _may_apply(rule: RoutingRule, own: OfficeLadder) -> bool:
    """Whether this rule could give the office its ladder while the own one holds."""
    return (
        rule.ack is not None
        and _tells_an_office(rule.tell)
        and (not rule.when.urgencies or bool(rule.when.urgencies & own.urgencies))
        and (not _is_acting(rule.tell) or _fits_acting(rule.when, own))
    )


def _tells_an_office(target: Target) -> bool:
    return isinstance(target, FallbackTarget) or (
        isinstance(target, DutyTarget) and target.where in (Where.ACTING, Where.NETWORK)
    )


def _is_acting(target: Target) -> bool:
    """Then the rule's offices and hours are those of the office that is told."""
    return isinstance(target, DutyTarget) and target.where is Where.ACTING


def _fits_acting(when: Condition, own: OfficeLadder) -> bool:
    return (not when.offices or own.office in when.offices) and (
        when.hours is None or own.hours is None or when.hours is own.hours
    )


def _overlap(one: OfficeLadder, other: OfficeLadder) -> bool:
    return (
        one.office == other.office
        and bool(one.urgencies & other.urgencies)
        and (one.hours is None or other.hours is None or one.hours is other.hours)
    )
