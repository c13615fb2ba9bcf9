"""An office's own ladder wins in its own notices and hours, whatever other rules say."""

from agreements.domain.conditions import Condition
from agreements.domain.ladder import AckTime, LadderStep
from agreements.domain.parsing import read_rule_set
from agreements.domain.rules import DutyTarget, RuleSet, Where
from agreements.domain.writing import write_rule_set
from cases.domain.record import ladder_to_data, route_to_data
from cases.domain.routing import Clock, route
from cases.domain.types import PlannedNotice
from network.domain.terms import Duty, LadderRole, Urgency
from tests.cases.domain.routing_world import (
    AT,
    CLOSED,
    NOON,
    OPEN,
    REGISTER,
    decided,
    make_child,
    make_facts,
)
from tests.factories.agreements import make_rule, make_rules, standard

NIGHT = [{"role": "office_head", "after": 0}, {"role": "fallback_office", "after": 9}]
STEPS = (LadderStep(LadderRole.OFFICE_HEAD, 0), LadderStep(LadderRole.FALLBACK_OFFICE, 9))


def with_own(office: str = "siegburg") -> RuleSet:
    """The standard, and this office's own ladder for acute notices at night."""
    own = {"office": office, "urgencies": ["acute"], "hours": "out_of_hours", "ladder": NIGHT}
    return read_rule_set({**write_rule_set(standard()), "office_ladders": [own]})


def notices(
    rules: RuleSet, *, clock: Clock = CLOSED, urgency: Urgency = Urgency.ACUTE, lead: str = "kreis"
) -> dict[str, PlannedNotice]:
    found = route(
        make_facts(make_child("A"), urgency=urgency),
        (decided("A", lead=lead),),
        rules=rules,
        register=REGISTER,
        clock=clock,
    )
    return {each.recipient: each for each in found}


def test_at_night_the_own_ladder_stands_instead_of_a_longer_one() -> None:
    assert notices(with_own())["siegburg"].ladder == STEPS


def test_by_day_or_for_less_urgent_notices_the_standard_holds() -> None:
    rules = with_own()

    by_day = notices(rules, clock=OPEN)["siegburg"].ladder
    urgent = notices(rules, urgency=Urgency.URGENT)["siegburg"].ladder

    assert by_day == notices(standard(), clock=OPEN)["siegburg"].ladder
    assert urgent == notices(standard(), urgency=Urgency.URGENT)["siegburg"].ladder


def test_it_changes_nothing_for_other_offices_and_nothing_but_the_ladder() -> None:
    plain, own = notices(standard()), notices(with_own())

    assert own["kreis"] == plain["kreis"]
    assert (own["siegburg"].ack_by, own["siegburg"].because, own["siegburg"].rules) == (
        plain["siegburg"].ack_by,
        plain["siegburg"].because,
        plain["siegburg"].rules,
    )


def test_an_office_that_leads_but_does_not_act_has_its_own_ladder_too() -> None:
    assert notices(with_own("kreis"))["kreis"].ladder == STEPS


def test_the_hours_that_count_are_those_of_the_office_that_is_told() -> None:
    only_siegburg_open = Clock(at=AT, office_hours={"siegburg": True}, next_noon=NOON)

    found = notices(with_own("kreis"), clock=only_siegburg_open)

    assert found["kreis"].ladder == STEPS


def test_a_rule_for_one_office_hurries_it_and_no_other() -> None:
    quick = (LadderStep(LadderRole.FALLBACK_OFFICE, 3),)
    rules = make_rules(
        make_rule(),
        make_rule("eigens", when=Condition(offices=frozenset({"siegburg"})), ladder=quick),
        make_rule("leitet", tell=DutyTarget(Duty.LEAD, Where.NETWORK), ack=AckTime(30)),
    )

    found = notices(rules)

    assert found["siegburg"].ladder[-1] == quick[0]
    assert found["kreis"].ladder[-1] == LadderStep(LadderRole.FALLBACK_OFFICE, 30)


def test_it_is_frozen_with_the_decision() -> None:
    found = tuple(notices(with_own()).values())

    (kept,) = [each for each in route_to_data(found) if each["recipient"] == "siegburg"]
    assert kept["ladder"] == ladder_to_data(STEPS)
