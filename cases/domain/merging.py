"""All that is to be told to one organisation becomes one notice.

Merging widens nothing: if anything may leave at once, only what may leave at once counts. Then the
strongest content and the soonest time win, every step of the ladder comes as early as in any of the
rules, and every reason is kept. An office's own ladder stands instead of the rules' ladders.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agreements.domain.ladder import AckTime, LadderStep, ack_by, earliest
from agreements.domain.own_ladders import own_ladder
from agreements.domain.rules import OfficeLadder, RoutingRule
from cases.domain.recipients import Addressee
from cases.domain.situations import Clock
from cases.domain.types import PlannedNotice
from network.domain.geography import Register
from network.domain.terms import ContentLevel, Duty, RecipientKind, Release, Urgency

STRENGTH = {ContentLevel.SIGNAL: 0, ContentLevel.MINIMAL: 1, ContentLevel.FULL: 2}
DUTY_ORDER = {duty: number for number, duty in enumerate(Duty)}


TO_FALLBACK, TO_ACTING = -1, -2
"""Positions of the rules of last resort: to the fallback office, to the office that must act."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One rule tells one organisation about one child.

    `position` is the rule's place in its set, below zero for the two rules of last resort.
    """

    rule: RoutingRule
    position: int
    to: Addressee
    child: str

    @property
    def is_watched(self) -> bool:
        """Whether an office of the network is told at once and must take over."""
        return (
            self.to.kind is RecipientKind.OFFICE
            and self.rule.release is Release.AUTOMATIC
            and self.rule.ack is not None
        )


def merged(
    tellings: Sequence[Telling],
    register: Register,
    clock: Clock,
    *,
    urgency: Urgency,
    own: Sequence[OfficeLadder] = (),
) -> PlannedNotice:
    """One notice from tellings to one organisation, whatever their order.

    `own` are the ladders that offices have agreed for themselves.
    """
    at_once = [each for each in tellings if each.rule.release is Release.AUTOMATIC]
    release = Release.AUTOMATIC if at_once else Release.CONFIRM
    chosen = at_once or tellings
    by_position = {each.position: each.rule for each in chosen}
    rules = [by_position[position] for position in sorted(by_position)]
    children: dict[int, set[str]] = {position: set() for position in sorted(by_position)}
    for each in chosen:
        children[each.position].add(each.child)
    to = chosen[0].to
    ack = _soonest(rules, clock)
    duties = {each.to.duty for each in chosen if each.to.duty}
    return PlannedNotice(
        recipient=to.key,
        kind=to.kind,
        children=tuple(sorted(set().union(*children.values()))),
        because=" ".join(_sentences(by_position, children, _name(to, register))),
        legal_basis="; ".join(dict.fromkeys(norm for rule in rules for norm in rule.legal_basis)),
        content=max((rule.content for rule in rules), key=STRENGTH.__getitem__),
        release=release,
        ack_by=ack_by(ack, at=clock.at, next_noon=clock.next_noon) if at_once else None,
        ladder=_ladder(rules, to, ack, clock, urgency=urgency, own=own),
        rules=tuple(rule.key for rule in rules if rule.key),
        duties=tuple(sorted(duties, key=DUTY_ORDER.__getitem__)),
        is_fallback=TO_FALLBACK in by_position,
        ack=ack,
    )


def _soonest(rules: Iterable[RoutingRule], clock: Clock) -> AckTime | None:
    return min(
        (rule.ack for rule in rules if rule.ack),
        key=lambda ack: ack.ends(at=clock.at, next_noon=clock.next_noon),
        default=None,
    )


def _ladder(
    rules: Iterable[RoutingRule],
    to: Addressee,
    ack: AckTime | None,
    clock: Clock,
    *,
    urgency: Urgency,
    own: Sequence[OfficeLadder],
) -> tuple[LadderStep, ...]:
    """The office's own ladder where it has one for this hour, else the earliest of the rules'."""
    standard = earliest(rule.ladder for rule in rules)
    if ack is None or to.kind is not RecipientKind.OFFICE:
        return standard
    agreed = own_ladder(own, office=to.key, urgency=urgency, hours=clock.hours_of(to.key))
    return agreed or standard


def _sentences(
    rules: Mapping[int, RoutingRule], children: Mapping[int, Collection[str]], name: str
) -> Iterable[str]:
    """The reasons in the order of the rules, each once."""
    said: dict[str, None] = {}
    for position, refs in children.items():
        sentence = rules[position].because.replace("{office}", name)
        said[sentence.replace("{children}", _named(sorted(refs)))] = None
    return said


def _named(refs: Sequence[str]) -> str:
    """Without article or case, so that it fits into brackets in any German sentence."""
    if len(refs) == 1:
        return f"Kind {refs[0]}"
    return f"Kinder {', '.join(refs[:-1])} und {refs[-1]}"


def _name(to: Addressee, register: Register) -> str:
    """Short enough to begin a sentence."""
    if to.kind is RecipientKind.PARTNER:
        return register.partners.get(to.key, to.key)
    return register.office_name(to.key)
