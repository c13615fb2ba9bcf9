"""Situations, conditions and whole sets of rules, drawn from all that the language allows."""

from hypothesis import strategies as st

from agreements.domain.conditions import Condition, Hours, Situation
from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime, LadderStep, place
from agreements.domain.rules import (
    DutyTarget,
    FallbackTarget,
    OfficeLadder,
    PlaceOf,
    RoutingRule,
    RuleSet,
    ServiceTarget,
    Where,
)
from network.domain.terms import (
    AgeBand,
    ContentLevel,
    Duty,
    LadderRole,
    Release,
    ReporterKind,
    Service,
    Topic,
    Urgency,
)
from tests.factories.agreements import ACTING

OFFICES = ("kreis", "bornheim", "siegburg")
PLACES = ("05382004", "05382012", "05382060")
NORMS = ("§ 8a Abs. 6 Satz 1 SGB VIII", "§ 69 Abs. 1 Nr. 1 SGB X", "§ 4 Abs. 3 KKG")
PARTNER_DUTIES = (Duty.POLICE, Duty.FAMILY_COURT)
OFFICE_DUTIES = tuple(each for each in Duty if each not in (*PARTNER_DUTIES, Duty.ACT_NOW))
SERVICES = tuple(each for each in Service if each not in (Service.POLICE, Service.FAMILY_COURT))

situations = st.builds(
    Situation,
    topics=st.frozensets(st.sampled_from(Topic), min_size=1, max_size=3),
    urgency=st.sampled_from(Urgency),
    age_band=st.sampled_from(AgeBand),
    reporter=st.sampled_from(ReporterKind),
    office=st.sampled_from((*OFFICES, "anderes")),
    municipalities=st.frozensets(st.sampled_from(PLACES), max_size=2),
    hours=st.sampled_from(Hours),
    several_offices=st.booleans(),
    child_outside=st.booleans(),
)

conditions = st.builds(
    Condition,
    topics=st.frozensets(st.sampled_from(Topic), max_size=3),
    urgencies=st.frozensets(st.sampled_from(Urgency), max_size=2),
    age_bands=st.frozensets(st.sampled_from(AgeBand), max_size=4),
    reporters=st.frozensets(st.sampled_from(ReporterKind), max_size=5),
    offices=st.frozensets(st.sampled_from(OFFICES), max_size=2),
    municipalities=st.frozensets(st.sampled_from(PLACES), max_size=2),
    hours=st.none() | st.sampled_from(Hours),
    several_offices=st.none() | st.booleans(),
    child_outside=st.none() | st.booleans(),
)

targets = (
    st.just(ACTING)
    | st.builds(DutyTarget, duty=st.sampled_from(OFFICE_DUTIES), where=st.sampled_from(Where))
    | st.builds(DutyTarget, duty=st.sampled_from(PARTNER_DUTIES), where=st.none())
    | st.builds(ServiceTarget, service=st.sampled_from(SERVICES), place=st.sampled_from(PlaceOf))
    | st.just(FallbackTarget())
)

acks = st.just(NEXT_WORKING_NOON) | st.builds(AckTime, st.integers(1, 1440))


@st.composite
def ladders(draw: st.DrawFn) -> tuple[LadderStep, ...]:
    """A ladder as the language wants it: roles in order, no step back in time, fallback last.

    Reminders may come again anywhere before the end.
    """
    roles = [
        role for role in LadderRole if role is LadderRole.FALLBACK_OFFICE or draw(st.booleans())
    ]
    times = sorted(draw(st.lists(st.integers(0, 1440), min_size=len(roles), max_size=len(roles))))
    climb = [LadderStep(role, after) for role, after in zip(roles, times, strict=True)]
    later = draw(st.lists(st.integers(min(times), max(times)), max_size=2))
    again = [LadderStep(LadderRole.REMINDER, after) for after in later]
    return tuple(sorted({*climb, *again}, key=place))


@st.composite
def rules(draw: st.DrawFn, key: str) -> RoutingRule:
    """One rule that the parser would take."""
    tell = draw(targets)
    inside = isinstance(tell, FallbackTarget) or (
        isinstance(tell, DutyTarget) and tell.where in (Where.ACTING, Where.NETWORK)
    )
    content = ContentLevel.FULL if tell == ACTING else draw(st.sampled_from(ContentLevel))
    at_once = inside or (content is ContentLevel.SIGNAL and draw(st.booleans()))
    ack = draw(st.none() | acks)
    return RoutingRule(
        key=key,
        when=draw(conditions),
        tell=tell,
        content=content,
        release=Release.AUTOMATIC if at_once else Release.CONFIRM,
        legal_basis=tuple(draw(st.lists(st.sampled_from(NORMS), min_size=1, unique=True))),
        because=f"Regel {key}: {{office}} erfährt von {{children}}.",
        ack=ack,
        ladder=draw(ladders()) if ack else (),
    )


def own_ladders() -> st.SearchStrategy[tuple[OfficeLadder, ...]]:
    """No rule is as strict as telling the fallback office at once, which is always accepted."""
    at_once = (LadderStep(LadderRole.FALLBACK_OFFICE, 0),)
    own = st.builds(
        OfficeLadder,
        office=st.sampled_from(OFFICES),
        urgencies=st.frozensets(st.sampled_from(Urgency), min_size=1),
        hours=st.none() | st.sampled_from(Hours),
        steps=st.just(at_once),
    )
    return st.lists(own, max_size=2, unique_by=lambda each: each.office).map(tuple)


@st.composite
def rule_sets(draw: st.DrawFn, *, most: int = 12) -> RuleSet:
    """A set that the parser would take; it may leave situations uncovered."""
    count = draw(st.integers(1, most))
    drawn = [draw(rules(f"regel-{number}")) for number in range(count)]
    seen: set[object] = set()
    kept = []
    for rule in drawn:
        if (rule.when, rule.tell) not in seen:
            seen.add((rule.when, rule.tell))
            kept.append(rule)
    return RuleSet(
        version="zufall",
        rules=tuple(kept),
        title="Zufällige Regeln",
        office_ladders=draw(own_ladders()),
    )
