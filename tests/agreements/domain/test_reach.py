"""The proof of reach agrees with trying every situation, and shows a counterexample that is one."""

from itertools import product

from hypothesis import given, settings

from agreements.domain.conditions import Condition, Hours, Situation, matches
from agreements.domain.reach import describe, uncovered
from agreements.domain.rules import DutyTarget, RuleSet, Where
from network.domain.terms import AgeBand, Duty, ReporterKind, Topic, Urgency
from tests.agreements.strategies import OFFICES, PLACES, rule_sets
from tests.factories.agreements import make_rule, make_rules, standard


def is_told(rule_set: RuleSet, situation: Situation) -> bool:
    return any(rule.secures_acting_office for rule in rule_set.matching(situation))


@given(rule_sets(most=6))
@settings(max_examples=10, deadline=None)
def test_the_proof_agrees_with_trying_every_situation(rule_set: RuleSet) -> None:
    found = uncovered(rule_set, offices=OFFICES, municipalities=PLACES)

    secured = [rule.when for rule in rule_set.rules if rule.secures_acting_office]
    by_hand = next(
        (each for each in _all() if not any(matches(when, each) for when in secured)), None
    )
    assert (found is None) == (by_hand is None)
    assert found is None or not is_told(rule_set, found)


def _all() -> list[Situation]:
    return [
        Situation(
            topics=frozenset({topic}),
            urgency=urgency,
            age_band=age,
            reporter=reporter,
            office=office,
            municipalities=frozenset(),
            hours=hours,
            several_offices=several,
            child_outside=outside,
        )
        for topic, urgency, age, reporter, office, hours, several, outside in product(
            Topic,
            Urgency,
            AgeBand,
            ReporterKind,
            (*OFFICES, ""),
            Hours,
            (False, True),
            (False, True),
        )
    ]


def test_the_standard_table_leaves_no_situation_uncovered() -> None:
    assert uncovered(standard()) is None


def test_the_table_without_any_one_of_its_deadlines_has_a_hole() -> None:
    for missing in [rule for rule in standard().rules if rule.secures_acting_office]:
        rest = make_rules(*(rule for rule in standard().rules if rule is not missing))

        hole = uncovered(rest)

        assert hole is not None
        assert matches(missing.when, hole)


def test_a_forgotten_municipality_is_named() -> None:
    rule_set = make_rules(
        make_rule(when=Condition(municipalities=frozenset({"05382004", "05382060"})))
    )

    hole = uncovered(rule_set, municipalities=("05382004", "05382012", "05382060"))

    assert hole is not None
    assert hole.municipalities == {"05382012"}


def test_rules_for_every_known_place_still_leave_the_child_of_unknown_address() -> None:
    rule_set = make_rules(make_rule(when=Condition(municipalities=frozenset(PLACES))))

    hole = uncovered(rule_set)

    assert hole is not None
    assert hole.municipalities == frozenset()


def test_information_without_a_deadline_does_not_count_as_reach() -> None:
    assert uncovered(make_rules(make_rule(ack=None, ladder=()))) is not None


def test_telling_another_office_does_not_count_as_reach() -> None:
    lead = DutyTarget(Duty.LEAD, Where.NETWORK)

    assert uncovered(make_rules(make_rule(tell=lead))) is not None


def test_no_rules_at_all_cover_nothing() -> None:
    assert uncovered(make_rules()) is not None


def test_a_hole_is_described_in_the_words_of_the_file() -> None:
    acute = make_rule(when=Condition(urgencies=frozenset({Urgency.ACUTE, Urgency.URGENT})))

    hole = uncovered(make_rules(acute), offices=("siegburg",))

    assert hole is not None
    assert describe(hole) == (
        "topics = neglect; urgencies = standard; age_bands = unborn; reporters = police; "
        "offices = siegburg; municipalities = unbekannt oder außerhalb; hours = office_hours; "
        "several_offices = false; child_outside = false"
    )
