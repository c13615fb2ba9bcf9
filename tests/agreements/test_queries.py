"""The door for cases: which rules are in force at an instant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import queries
from agreements.domain.parsing import read_rule_set
from agreements.domain.writing import digest, write_rule, write_rule_set
from agreements.models import RoutingRule
from agreements.models import RuleSet as RuleSetRow
from agreements.queries import AlteredRules, NoRulesInForce, UnknownRules
from agreements.services.publishing import publish
from network.access import SYSTEM
from tests.factories.agreements import (
    BEGINNING,
    make_rule,
    make_rules,
    publish_standard,
    standard,
)
from tests.people import People

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def cold() -> Iterator[None]:
    """Each test starts like a fresh process."""
    queries._kept.cache_clear()
    yield
    queries._kept.cache_clear()


def test_the_published_table_comes_back_as_it_was_published() -> None:
    publish_standard()

    assert queries.rules_in_force(AT) == standard()


def test_a_version_is_in_force_from_its_instant_until_the_next_ones() -> None:
    publish_standard()
    following = replace(make_rules(make_rule(), version="2027-01"), in_force_from=AT)
    publish(rule_set=following, by=SYSTEM, at=BEGINNING)

    assert queries.rules_in_force(BEGINNING).version == "2026-02"
    assert queries.rules_in_force(AT - MOMENT).version == "2026-02"
    assert queries.rules_in_force(AT).version == "2027-01"


def test_without_rules_the_cure_is_named() -> None:
    with pytest.raises(NoRulesInForce, match="load_rules"):
        queries.rules_in_force(AT)


def test_before_the_first_version_no_rules_are_in_force() -> None:
    publish_standard()

    with pytest.raises(NoRulesInForce):
        queries.rules_in_force(datetime(2025, 12, 31, tzinfo=UTC))


def test_a_process_that_knows_the_version_asks_one_question() -> None:
    publish_standard()
    queries.rules_in_force(AT)

    with CaptureQueriesContext(connection) as asked:
        queries.rules_in_force(AT)

    assert len(asked) == 1


def test_a_version_to_come_is_found_by_its_name() -> None:
    following = replace(make_rules(make_rule(), version="2027-01"), in_force_from=AT)
    publish(rule_set=following, by=SYSTEM, at=BEGINNING)

    assert queries.rules_by_version("2027-01").version == "2027-01"
    with pytest.raises(UnknownRules):
        queries.rules_by_version("2028-01")


@pytest.mark.parametrize(
    "changed",
    [{"because": "{office} handelt."}, {"content": "signal"}],
    ids=["another word", "what the language refuses"],
)
def test_rules_that_are_not_those_of_the_digest_are_not_used(changed: dict[str, Any]) -> None:
    published = make_rules(make_rule())
    row = RuleSetRow(
        pk=uuid4(),
        version="test",
        title="Regeln für einen Test",
        in_force_from=BEGINNING,
        published_at=BEGINNING,
        digest=digest(published),
    )
    body = {**write_rule(published.rules[0]), **changed}
    RoutingRule.objects.create(rule_set_id=row.pk, position=0, key="acting", body=body)
    row.save(force_insert=True)

    with pytest.raises(AlteredRules, match="Fassung test"):
        queries.rules_in_force(AT)


OWN = {"office": "bornheim", "ladder": [{"role": "fallback_office", "after": 0}]}


def test_own_ladders_of_offices_are_kept_with_their_version(people: People) -> None:
    wanted = read_rule_set({**write_rule_set(standard()), "office_ladders": [OWN]})
    publish(rule_set=wanted, by=SYSTEM, at=AT)

    assert queries.rules_in_force(AT).office_ladders == wanted.office_ladders
    assert wanted.office_ladders


def test_a_version_with_another_ladder_than_the_published_one_is_not_used() -> None:
    published = make_rules(make_rule())
    row = RuleSetRow(
        pk=uuid4(),
        version="test",
        title="Regeln für einen Test",
        in_force_from=BEGINNING,
        published_at=BEGINNING,
        digest=digest(published),
        office_ladders=[OWN],
    )
    body = write_rule(published.rules[0])
    RoutingRule.objects.create(rule_set_id=row.pk, position=0, key="acting", body=body)
    row.save(force_insert=True)

    with pytest.raises(AlteredRules, match="nicht mehr die veröffentlichte"):
        queries.rules_in_force(AT)
