"""What no table may say, whoever writes it: too much, too early, or watched by nobody."""

from collections.abc import Callable, Iterator, Sequence

from agreements.domain.faults import RuleFault
from agreements.domain.rules import DutyTarget, RoutingRule, is_network_office
from network.domain.terms import ContentLevel, Duty, LadderRole, Release

ORDER = tuple(LadderRole)

Objection = tuple[str, str]


def check(rules: Sequence[RoutingRule]) -> Iterator[RuleFault]:
    """Every fault that is one of content, with the path of the rule."""
    for number, rule in enumerate(rules):
        for objections in CHECKS:
            for key, message in objections(rule):
                yield RuleFault(f"rules[{number}].{key}", message)
    yield from _repeated_keys(rules)
    yield from _repeated_rules(rules)


def _acting_office(rule: RoutingRule) -> Iterator[Objection]:
    """§ 8a Abs. 1 SGB VIII: whoever must act learns everything."""
    if not (isinstance(rule.tell, DutyTarget) and rule.tell.duty is Duty.ACT_NOW):
        return
    if rule.content is not ContentLevel.FULL:
        yield "content", "wer jetzt handeln muss, erfährt alles: content = „full“"


def _between_offices(rule: RoutingRule) -> Iterator[Objection]:
    """§ 8a Abs. 6 SGB VIII knows no discretion: between member offices nothing is held back."""
    if is_network_office(rule.tell) and rule.release is not Release.AUTOMATIC:
        yield "release", "an ein Jugendamt des Netzwerks geht jede Nachricht sofort: „automatic“"


def _outside_the_network(rule: RoutingRule) -> Iterator[Objection]:
    """§ 64 Abs. 2a SGB VIII, § 67d Abs. 1 SGB X: a person answers for what leaves the offices."""
    if is_network_office(rule.tell):
        return
    if rule.release is Release.AUTOMATIC and rule.content is not ContentLevel.SIGNAL:
        yield (
            "release",
            "ohne Freigabe durch eine Fachkraft geht an Stellen außerhalb der Jugendämter des "
            "Netzwerks nur ein Hinweis ohne Inhalt: content = „signal“ oder release = „confirm“",
        )


def _ladder(rule: RoutingRule) -> Iterator[Objection]:
    roles = [ORDER.index(step.role) for step in rule.ladder]
    times = [step.after_minutes for step in rule.ladder]
    if roles != sorted(set(roles)):
        yield "ladder", f"jede Stufe einmal und in dieser Folge: {', '.join(ORDER)}"
    if times != sorted(times):
        yield "ladder", "eine spätere Stufe liegt vor einer früheren"


def _nobody_watches(rule: RoutingRule) -> Iterator[Objection]:
    if rule.ack is None and rule.ladder:
        yield "ladder", "ohne Frist (ack) beginnt keine Leiter"
    ends = rule.ladder[-1].role if rule.ladder else None
    if rule.ack is not None and ends is not LadderRole.FALLBACK_OFFICE:
        yield "ladder", "eine Leiter mit Frist endet bei der Auffangstelle: fallback_office"


CHECKS: tuple[Callable[[RoutingRule], Iterator[Objection]], ...] = (
    _acting_office,
    _between_offices,
    _outside_the_network,
    _ladder,
    _nobody_watches,
)


def _repeated_keys(rules: Sequence[RoutingRule]) -> Iterator[RuleFault]:
    seen: dict[str, int] = {}
    for number, rule in enumerate(rules):
        if rule.key and rule.key in seen:
            yield RuleFault(
                f"rules[{number}].key", f"„{rule.key}“ heißt schon rules[{seen[rule.key]}]"
            )
        seen.setdefault(rule.key, number)


def _repeated_rules(rules: Sequence[RoutingRule]) -> Iterator[RuleFault]:
    """Two rules for the very same case and recipient: one of them is a mistake."""
    seen: dict[object, int] = {}
    for number, rule in enumerate(rules):
        case = (rule.when, rule.tell)
        if case in seen:
            yield RuleFault(
                f"rules[{number}].when",
                f"Fall und Empfänger wie rules[{seen[case]}]; bitte zusammenfassen",
            )
        seen.setdefault(case, number)
