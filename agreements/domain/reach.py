"""A short proof of reach: in every situation the acting office is told at once.

Conditions know no negation, and topics and municipalities fit when one of theirs does: what fits a
situation also fits the same one with more topics or places. So it is enough to look at one topic
and at most one municipality at a time. The situations form a box (a product of finite sets); each
rule that secures the acting office is a box too, and what is left over are the counterexamples.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator

from agreements.domain.conditions import Condition, Hours, Situation
from agreements.domain.rules import RuleSet
from network.domain.terms import AgeBand, ReporterKind, Topic, Urgency

# Any office or municipality that nobody names; a municipality may also be unknown or outside.
OTHER = ""

Values = tuple[Hashable, ...]
Box = tuple[Values, ...]


def uncovered(
    rule_set: RuleSet, *, offices: Collection[str] = (), municipalities: Collection[str] = ()
) -> Situation | None:
    """A situation in which no rule tells the acting office at once; None where there is none.

    The offices and municipalities given here are tried besides those that the rules name, so that
    the counterexample shows a real place where one exists. The office `""` stands for any other.
    """
    conditions = [rule.when for rule in rule_set.rules if rule.secures_acting_office]
    everything = _everything(conditions, offices, municipalities)
    left: list[Box] = [everything]
    for condition in sorted(conditions, key=_narrowness):
        left = [piece for box in left for piece in _minus(box, _values(condition))]
        if not left:
            return None
    return _situation(left[0])


def describe(situation: Situation) -> str:
    """A situation in the words of the rule file, for the person who wrote it."""
    places = ", ".join(sorted(situation.municipalities)) or "unbekannt oder außerhalb"
    parts = {
        "topics": ", ".join(sorted(situation.topics)),
        "urgencies": situation.urgency,
        "age_bands": situation.age_band,
        "reporters": situation.reporter,
        "offices": situation.office or "jedes andere Jugendamt",
        "municipalities": places,
        "hours": situation.hours,
        "several_offices": _flag(situation.several_offices),
        "child_outside": _flag(situation.child_outside),
    }
    return "; ".join(f"{key} = {value}" for key, value in parts.items())


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _everything(
    conditions: Iterable[Condition], offices: Collection[str], municipalities: Collection[str]
) -> Box:
    named = list(conditions)
    known_offices = {each for c in named for each in c.offices} | set(offices)
    known_places = {each for c in named for each in c.municipalities} | set(municipalities)
    return (
        tuple(Topic),
        tuple(Urgency),
        tuple(AgeBand),
        tuple(ReporterKind),
        (*sorted(known_offices), OTHER),
        (*sorted(known_places), OTHER),
        tuple(Hours),
        (False, True),
        (False, True),
    )


def _values(condition: Condition) -> tuple[frozenset[Hashable], ...]:
    """What a condition asks for in each dimension; empty means any."""
    c = condition
    return (
        frozenset(c.topics),
        frozenset(c.urgencies),
        frozenset(c.age_bands),
        frozenset(c.reporters),
        frozenset(c.offices),
        frozenset(c.municipalities),
        frozenset() if c.hours is None else frozenset({c.hours}),
        frozenset() if c.several_offices is None else frozenset({c.several_offices}),
        frozenset() if c.child_outside is None else frozenset({c.child_outside}),
    )


def _narrowness(condition: Condition) -> int:
    return sum(bool(values) for values in _values(condition))


def _minus(box: Box, asked: tuple[frozenset[Hashable], ...]) -> Iterator[Box]:
    """What remains of a box without the situations that fit: at most one piece per dimension."""
    inside = [
        tuple(value for value in values if not wanted or value in wanted)
        for values, wanted in zip(box, asked, strict=True)
    ]
    if not all(inside):
        yield box
        return
    for n, (values, wanted) in enumerate(zip(box, asked, strict=True)):
        rest = tuple(value for value in values if wanted and value not in wanted)
        if rest:
            yield (*inside[:n], rest, *box[n + 1 :])


def _situation(box: Box) -> Situation:
    topic, urgency, age, reporter, office, place, hours, several, outside = (v[0] for v in box)
    return Situation(
        topics=frozenset({Topic(str(topic))}),
        urgency=Urgency(str(urgency)),
        age_band=AgeBand(str(age)),
        reporter=ReporterKind(str(reporter)),
        office=str(office),
        municipalities=frozenset({str(place)} - {OTHER}),
        hours=Hours(str(hours)),
        several_offices=bool(several),
        child_outside=bool(outside),
    )
