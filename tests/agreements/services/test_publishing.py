"""Publishing: proved first, whole, once, and never backwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agreements.domain.conditions import Condition
from agreements.domain.faults import FaultyRules
from agreements.domain.rules import RuleSet
from agreements.domain.writing import digest
from agreements.models import RoutingRule
from agreements.models import RuleSet as RuleSetRow
from agreements.services.publishing import VersionTaken, publish
from network.access import SYSTEM, Refused
from network.domain.terms import Urgency
from network.models import Event
from tests.factories.agreements import BEGINNING, make_rule, make_rules, standard
from tests.people import People

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_published_version_stands_with_all_its_rules_and_a_line_in_the_log() -> None:
    published = publish(rule_set=standard(), by=SYSTEM, at=AT)

    row = RuleSetRow.objects.get()
    assert published.is_new
    assert (row.version, row.published_at) == ("2026-02", AT)
    assert row.digest == digest(standard())
    assert [rule.key for rule in row.rules.all()] == [rule.key for rule in standard().rules]
    event = Event.objects.get()
    assert (event.what, event.on_id, event.details) == (
        "rules.published",
        row.pk,
        {"version": "2026-02", "rules": len(standard().rules)},
    )


def test_the_same_version_again_changes_nothing() -> None:
    first = publish(rule_set=standard(), by=SYSTEM, at=AT)

    again = publish(rule_set=standard(), by=SYSTEM, at=AT + DAY)

    assert (again.is_new, again.row) == (False, first.row)
    assert RuleSetRow.objects.count() == 1
    assert Event.objects.count() == 1


def test_the_same_version_with_other_rules_is_refused_with_the_cure() -> None:
    publish(rule_set=make_rules(make_rule()), by=SYSTEM, at=AT)
    changed = make_rules(make_rule(because="{office} handelt."))

    with pytest.raises(VersionTaken, match="neue Bezeichnung"):
        publish(rule_set=changed, by=SYSTEM, at=AT)

    assert RoutingRule.objects.count() == 1


def test_a_table_with_a_hole_is_refused_with_a_counterexample() -> None:
    only_acute = make_rules(make_rule(when=Condition(urgencies=frozenset({Urgency.ACUTE}))))

    with pytest.raises(FaultyRules, match=r"urgencies = urgent; .* Ergänzen Sie eine Regel"):
        publish(rule_set=only_acute, by=SYSTEM, at=AT)

    assert not RuleSetRow.objects.exists()
    assert not RoutingRule.objects.exists()


def test_a_hole_is_shown_at_a_real_place(people: People) -> None:
    not_bornheim = frozenset({"05382004", "05382060"})
    rule_set = make_rules(make_rule(when=Condition(municipalities=not_bornheim)))

    with pytest.raises(FaultyRules, match="municipalities = 05382012"):
        publish(rule_set=rule_set, by=SYSTEM, at=AT)


def test_places_and_offices_that_do_not_exist_are_refused(people: People) -> None:
    when = Condition(offices=frozenset({"sigburg"}), municipalities=frozenset({"05382999"}))
    rule_set = make_rules(make_rule(), make_rule("tippfehler", when=when))

    with pytest.raises(FaultyRules) as caught:
        publish(rule_set=rule_set, by=SYSTEM, at=AT)

    assert [str(fault) for fault in caught.value.faults] == [
        "rules[1].when.offices: „sigburg“ ist kein Jugendamt des Netzwerks; es gibt: "
        "bornheim, kreis, siegburg",
        "rules[1].when.municipalities: „05382999“ ist keine Gemeinde des Netzwerks; es gibt: "
        "05382004, 05382012, 05382060",
    ]


def test_the_first_version_is_in_force_from_the_day_it_says() -> None:
    published = publish(rule_set=_set("eins", BEGINNING), by=SYSTEM, at=AT)

    assert published.row.in_force_from == BEGINNING


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(AT + 30 * DAY, AT + 30 * DAY), (BEGINNING + DAY, AT), (None, AT)],
    ids=["a day to come", "a day that is past", "no day at all"],
)
def test_a_later_version_never_changes_yesterday(
    stated: datetime | None, expected: datetime
) -> None:
    publish(rule_set=_set("eins", BEGINNING), by=SYSTEM, at=AT - DAY)

    published = publish(rule_set=_set("zwei", stated), by=SYSTEM, at=AT)

    assert published.row.in_force_from == expected


def test_nobody_but_the_system_publishes_until_there_is_approval(people: People) -> None:
    for person in (people.ada, people.ben, people.carla, people.dora):
        with pytest.raises(Refused):
            publish(rule_set=standard(), by=person.actor, at=AT)


def _set(version: str, in_force_from: datetime | None) -> RuleSet:
    return replace(make_rules(make_rule(), version=version), in_force_from=in_force_from)
