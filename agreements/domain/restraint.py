"""What no table may say, whoever writes it: too much, too early, or watched by nobody."""

from collections.abc import Callable, Iterator, Sequence

from agreements.domain.faults import RuleFault
from agreements.domain.ladder import ORDER, Ladder, place
from agreements.domain.rules import DutyTarget, RoutingRule, is_network_office
from network.domain.terms import ContentLevel, Duty, LadderRole, Release

MOST_STEPS = 20
ENDS = "eine Leiter mit Frist endet bei der Auffangstelle: fallback_office"

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


def check_steps(steps: Ladder) -> Iterator[str]:
    """What is wrong with the steps themselves: reminders as often as wanted, the others once."""
    climb = [ORDER.index(step.role) for step in steps if step.role is not LadderRole.REMINDER]
    if climb != sorted(set(climb)) or len(set(steps)) < len(steps):
        yield f"jede Stufe einmal (Erinnerungen öfter) und in dieser Folge: {', '.join(ORDER)}"
    times = [step.after_minutes for step in steps]
    if times != sorted(times):
        yield "eine spätere Stufe liegt vor einer früheren"
    elif list(steps) != sorted(steps, key=place) and climb == sorted(set(climb)):
        yield "zur selben Minute steht die Erinnerung zuerst"
    if len(steps) > MOST_STEPS:
        yield f"höchstens {MOST_STEPS} Stufen, es sind {len(steps)}"


def ends_well(steps: Ladder) -> bool:
    """Whether the last to be told is the office that never refuses."""
    return bool(steps) and steps[-1].role is LadderRole.FALLBACK_OFFICE


def _ladder(rule: RoutingRule) -> Iterator[Objection]:
    for message in check_steps(rule.ladder):
        yield "ladder", message


def _nobody_watches(rule: RoutingRule) -> Iterator[Objection]:
    if rule.ack is None and rule.ladder:
        yield "ladder", "ohne Frist (ack) beginnt keine Leiter"
    if rule.ack is not None and not ends_well(rule.ladder):
        yield "ladder", ENDS


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
