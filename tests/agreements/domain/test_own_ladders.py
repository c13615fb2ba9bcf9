"""An office may be stricter than the standard, never laxer; and no rule holds another one up."""

import copy
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.conditions import Condition, Hours
from agreements.domain.faults import FaultyRules
from agreements.domain.ladder import Ladder, LadderStep, earliest, later_than
from agreements.domain.names import unknown_names
from agreements.domain.own_ladders import check_own, own_ladder
from agreements.domain.parsing import read_rule_set
from agreements.domain.rules import DutyTarget, FallbackTarget, OfficeLadder, Where
from agreements.domain.writing import digest, write_rule_set
from network.domain.terms import Duty, LadderRole, Urgency
from tests.agreements.strategies import ladders
from tests.factories.agreements import LADDER, STANDARD, make_rule

ACUTE = frozenset({Urgency.ACUTE})
NIGHT = Hours.OUT_OF_HOURS
STRICT = [
    {"role": "reminder", "after": 0},
    {"role": "office_head", "after": 5},
    {"role": "fallback_office", "after": 15},
]


def steps(*pairs: tuple[LadderRole, int]) -> Ladder:
    return tuple(LadderStep(role, after) for role, after in pairs)


def table(*own: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    data["office_ladders"] = [copy.deepcopy(each) for each in own]
    return data


def at_night(ladder: object = STRICT, **more: object) -> dict[str, Any]:
    return {
        "office": "bornheim",
        "urgencies": ["acute"],
        "hours": "out_of_hours",
        "ladder": ladder,
        **more,
    }


def faults(*own: dict[str, Any]) -> list[str]:
    with pytest.raises(FaultyRules) as caught:
        read_rule_set(table(*own))
    return [str(fault) for fault in caught.value.faults]


def test_a_stricter_ladder_is_read_and_written_back() -> None:
    rule_set = read_rule_set(table(at_night()))

    (own,) = rule_set.office_ladders
    assert (own.office, own.urgencies, own.hours) == ("bornheim", ACUTE, NIGHT)
    assert [step.after_minutes for step in own.steps] == [0, 5, 15]
    assert read_rule_set(write_rule_set(rule_set)) == rule_set


def test_a_named_ladder_may_be_given() -> None:
    (own,) = read_rule_set(table(at_night("acute_night"))).office_ladders

    assert own.steps[-1] == LadderStep(LadderRole.FALLBACK_OFFICE, 20)


def test_own_ladders_are_part_of_the_digest_and_none_leaves_it_as_it_was() -> None:
    plain = read_rule_set(tomllib.loads(STANDARD.read_text(encoding="utf-8")))

    assert digest(read_rule_set(table(at_night()))) != digest(plain)
    assert "office_ladders" not in write_rule_set(plain)


def test_a_ladder_that_reaches_the_fallback_office_later_is_refused_with_the_rule_and_minute() -> (
    None
):
    late = [*STRICT[:2], {"role": "fallback_office", "after": 21}]

    (fault,) = faults(at_night(late))

    assert fault == (
        "office_ladders[0].ladder: ein Amt darf strenger sein als der Standard, nie milder: Nach "
        "der Regel „act-now-acute-out-of-hours“ erfährt es die Auffangstelle spätestens 20 Minuten "
        "nach Ablauf der Frist; hier ist bis dahin niemand auf dieser Stufe verständigt"
    )


def test_one_minute_earlier_it_is_accepted() -> None:
    assert read_rule_set(table(at_night([*STRICT[:2], {"role": "fallback_office", "after": 20}])))


def test_a_ladder_whose_head_comes_later_is_refused() -> None:
    (fault,) = faults(at_night([STRICT[0], {"role": "fallback_office", "after": 11}]))

    assert "die Vertretung spätestens 5 Minuten" in fault


def test_what_holds_at_any_time_is_measured_by_the_night_too() -> None:
    by_day = [
        {"role": "reminder", "after": 0},
        {"role": "deputy", "after": 5},
        {"role": "office_head", "after": 10},
        {"role": "fallback_office", "after": 25},
    ]
    whole = {"office": "bornheim", "urgencies": ["acute"], "ladder": by_day}

    assert "act-now-acute-out-of-hours" in faults(whole)[0]
    assert read_rule_set(table({**whole, "hours": "office_hours"}))


def test_without_urgencies_it_is_measured_by_the_acute_ladder() -> None:
    slow = [*STRICT[:2], {"role": "fallback_office", "after": 60}]
    own = at_night(slow)
    del own["urgencies"]

    assert "act-now-acute-out-of-hours" in faults(own)[0]


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        (at_night(office=""), "office_ladders[0].office: darf nicht leer sein"),
        (
            at_night(urgencies=["sofort"]),
            "office_ladders[0].urgencies[0]: „sofort“ ist nicht bekannt; möglich sind: acute, "
            "urgent, standard",
        ),
        (
            at_night(hours="nachts"),
            "office_ladders[0].hours: „nachts“ ist nicht bekannt; möglich sind: office_hours, "
            "out_of_hours",
        ),
        (at_night("nacht"), "office_ladders[0].ladder: „nacht“ steht nicht unter ladders"),
        (
            at_night(STRICT[:2]),
            "office_ladders[0].ladder: eine Leiter mit Frist endet bei der Auffangstelle: "
            "fallback_office",
        ),
        (
            at_night(STRICT[::-1]),
            "office_ladders[0].ladder: eine spätere Stufe liegt vor einer früheren",
        ),
        (
            at_night(amt="bornheim"),
            "office_ladders[0].amt: unbekannte Angabe; möglich sind: office, urgencies, hours, "
            "ladder",
        ),
    ],
)
def test_a_fault_names_its_place_and_the_cure(own: dict[str, Any], fault: str) -> None:
    assert fault in faults(own)


def test_two_ladders_for_one_hour_are_refused() -> None:
    anytime = {"office": "bornheim", "urgencies": ["acute", "urgent"], "ladder": STRICT}

    assert faults(at_night(), anytime) == [
        "office_ladders[1]: gilt zur selben Zeit für dasselbe Amt wie office_ladders[0]"
    ]


def test_an_unknown_office_is_named() -> None:
    rule_set = read_rule_set(table(at_night(office="bornheimm")))

    (fault,) = unknown_names(rule_set, offices=("bornheim",), municipalities=())

    assert fault.path == "office_ladders[0].office"
    assert "es gibt: bornheim" in fault.message


@pytest.mark.parametrize(
    ("office", "urgency", "hours", "is_own"),
    [
        ("bornheim", Urgency.ACUTE, NIGHT, True),
        ("bornheim", Urgency.ACUTE, Hours.OFFICE_HOURS, False),
        ("bornheim", Urgency.URGENT, NIGHT, False),
        ("siegburg", Urgency.ACUTE, NIGHT, False),
    ],
)
def test_it_holds_for_its_office_urgency_and_hours_only(
    office: str, urgency: Urgency, hours: Hours, is_own: bool
) -> None:
    own = OfficeLadder("bornheim", ACUTE, NIGHT, LADDER)

    found = own_ladder([own], office=office, urgency=urgency, hours=hours)

    assert (found == LADDER) == is_own


def test_rules_that_cannot_tell_the_office_then_are_no_measure() -> None:
    own = OfficeLadder("bornheim", ACUTE, NIGHT, steps((LadderRole.FALLBACK_OFFICE, 60)))
    others = [
        make_rule("andere", when=Condition(offices=frozenset({"siegburg"}))),
        make_rule("tags", when=Condition(hours=Hours.OFFICE_HOURS)),
        make_rule("später", when=Condition(urgencies=frozenset({Urgency.STANDARD}))),
        make_rule("kenntnis", ack=None, ladder=()),
        make_rule("draußen", tell=DutyTarget(Duty.LEAD, Where.OUTSIDE)),
    ]

    assert not list(check_own(others, [own]))


@pytest.mark.parametrize("tell", [DutyTarget(Duty.LEAD, Where.NETWORK), FallbackTarget()])
def test_where_it_does_not_act_itself_the_hours_of_the_rule_are_another_offices(
    tell: DutyTarget | FallbackTarget,
) -> None:
    own = OfficeLadder("bornheim", ACUTE, NIGHT, steps((LadderRole.FALLBACK_OFFICE, 60)))
    rule = make_rule(tell=tell, when=Condition(hours=Hours.OFFICE_HOURS))

    assert list(check_own([rule], [own]))


def test_a_short_fast_ladder_is_not_held_up_by_a_long_slow_one() -> None:
    fast = steps((LadderRole.OFFICE_HEAD, 0), (LadderRole.FALLBACK_OFFICE, 5))
    slow = steps(
        (LadderRole.REMINDER, 0),
        (LadderRole.DEPUTY, 5),
        (LadderRole.OFFICE_HEAD, 15),
        (LadderRole.REMINDER, 20),
        (LadderRole.FALLBACK_OFFICE, 30),
    )

    assert earliest([slow, fast]) == steps(
        (LadderRole.REMINDER, 0),
        (LadderRole.DEPUTY, 0),
        (LadderRole.OFFICE_HEAD, 0),
        (LadderRole.FALLBACK_OFFICE, 5),
    )


def test_reminders_of_both_are_kept_until_the_end() -> None:
    one = steps((LadderRole.REMINDER, 0), (LadderRole.FALLBACK_OFFICE, 30))
    two = steps(
        (LadderRole.REMINDER, 10), (LadderRole.REMINDER, 40), (LadderRole.FALLBACK_OFFICE, 60)
    )

    assert [step.after_minutes for step in earliest([one, two])] == [0, 10, 30]


@given(ladders())
def test_a_ladder_alone_stays_as_it_is(ladder: Ladder) -> None:
    assert earliest([ladder]) == ladder


@given(st.lists(ladders(), min_size=1, max_size=4), st.randoms())
def test_merged_comes_no_later_than_any_whatever_their_order(
    many: list[Ladder], random: Any
) -> None:
    merged = earliest(many)

    assert all(later_than(merged, each) is None for each in many)
    assert merged[-1].role is LadderRole.FALLBACK_OFFICE
    random.shuffle(many)
    assert earliest(many) == merged
    assert earliest([*many, merged]) == merged
