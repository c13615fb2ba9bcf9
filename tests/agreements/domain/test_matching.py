"""The index says what the written-out meaning says, and is fast enough to ask for each child."""

import time

from hypothesis import given

from agreements.domain.conditions import Condition, Hours, Situation, matches
from agreements.domain.rules import RuleSet
from network.domain.terms import AgeBand, ReporterKind, Topic, Urgency
from tests.agreements.strategies import conditions, rule_sets, situations
from tests.factories.agreements import make_rule, make_rules


@given(rule_sets(), situations)
def test_the_index_finds_what_a_loop_over_all_rules_finds(
    rule_set: RuleSet, situation: Situation
) -> None:
    by_loop = tuple(rule for rule in rule_set.rules if matches(rule.when, situation))

    assert rule_set.matching(situation) == by_loop


@given(conditions, situations)
def test_more_topics_and_more_places_never_take_a_rule_away(
    condition: Condition, situation: Situation
) -> None:
    more = Situation(
        **{
            **situation.__dict__,
            "topics": frozenset(Topic),
            "municipalities": situation.municipalities | {"05382012", "05382060"},
        }
    )

    assert not matches(condition, situation) or matches(condition, more)


@given(situations)
def test_a_condition_that_says_nothing_fits_everything(situation: Situation) -> None:
    assert matches(Condition(), situation)


def test_an_empty_set_matches_nothing() -> None:
    assert make_rules().matching(SITUATION) == ()


def test_a_decision_with_a_hundred_rules_takes_less_than_fifty_microseconds() -> None:
    reporters, ages = list(ReporterKind), list(AgeBand)
    rule_set = make_rules(
        *(
            make_rule(
                f"regel-{number}",
                when=Condition(
                    urgencies=frozenset({Urgency.ACUTE}) if number % 2 else frozenset(),
                    reporters=frozenset(reporters[number % 18 :][:6]),
                    age_bands=frozenset(ages[number % 7 :][:3]),
                    municipalities=frozenset({f"0538200{number % 10}"})
                    if number % 3
                    else frozenset(),
                ),
            )
            for number in range(100)
        )
    )
    rule_set.matching(SITUATION)
    best = min(_seconds(rule_set) for _ in range(5))

    assert len(rule_set.matching(SITUATION)) > 3
    assert best < 50e-6


SITUATION = Situation(
    topics=frozenset({Topic.NEGLECT, Topic.DOMESTIC_VIOLENCE}),
    urgency=Urgency.ACUTE,
    age_band=AgeBand.UNDER_3,
    reporter=ReporterKind.HOSPITAL,
    office="bornheim",
    municipalities=frozenset({"05382004"}),
    hours=Hours.OUT_OF_HOURS,
    several_offices=False,
    child_outside=False,
)


def _seconds(rule_set: RuleSet) -> float:
    started = time.perf_counter()
    for _ in range(1000):
        rule_set.matching(SITUATION)
    return (time.perf_counter() - started) / 1000
