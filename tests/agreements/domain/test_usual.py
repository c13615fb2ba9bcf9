"""What an office may expect: the standard by urgency and hour, or what it agreed for itself."""

import pytest

from agreements.domain.conditions import Hours
from agreements.domain.ladder import NEXT_WORKING_NOON, AckTime
from agreements.domain.parsing import read_rule_set
from agreements.domain.usual import expected
from agreements.domain.writing import write_rule_set
from network.domain.terms import Urgency
from tests.factories.agreements import make_rules, standard

OWN = {
    "office": "bornheim",
    "urgencies": ["acute"],
    "hours": "out_of_hours",
    "ladder": [{"role": "office_head", "after": 0}, {"role": "fallback_office", "after": 5}],
}


@pytest.mark.parametrize(
    ("urgency", "hours", "ack", "minutes"),
    [
        (Urgency.ACUTE, Hours.OFFICE_HOURS, AckTime(15), [0, 5, 15, 20, 30]),
        (Urgency.ACUTE, Hours.OUT_OF_HOURS, AckTime(15), [0, 5, 10, 15, 20]),
        (Urgency.URGENT, Hours.OFFICE_HOURS, AckTime(60), [0, 30, 60, 90, 120]),
        (Urgency.URGENT, Hours.OUT_OF_HOURS, AckTime(60), [0, 15, 30, 45, 60]),
        (Urgency.STANDARD, Hours.OUT_OF_HOURS, NEXT_WORKING_NOON, [0, 120, 240, 1440]),
    ],
)
def test_the_standard_by_urgency_and_hour(
    urgency: Urgency, hours: Hours, ack: AckTime, minutes: list[int]
) -> None:
    found = expected(standard(), office="bornheim", urgency=urgency, hours=hours)

    assert (found.ack, found.is_own) == (ack, False)
    assert [step.after_minutes for step in found.ladder] == minutes


def test_an_own_ladder_is_told_as_such_to_its_office_only() -> None:
    rules = read_rule_set({**write_rule_set(standard()), "office_ladders": [OWN]})

    own, other = (
        expected(rules, office=office, urgency=Urgency.ACUTE, hours=Hours.OUT_OF_HOURS)
        for office in ("bornheim", "siegburg")
    )

    assert (own.is_own, [step.after_minutes for step in own.ladder]) == (True, [0, 5])
    assert not other.is_own


def test_without_rules_nothing_is_promised() -> None:
    found = expected(
        make_rules(), office="bornheim", urgency=Urgency.ACUTE, hours=Hours.OFFICE_HOURS
    )

    assert (found.ack, found.ladder) == (None, ())
