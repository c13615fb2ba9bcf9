"""The database keeps a version as it was published, whoever asks for a change."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from agreements.models import RoutingRule
from agreements.models import RuleSet as RuleSetRow
from kinderschutz.lib import roles
from tests.factories.agreements import publish_standard

REFUSED = "wird nie geändert oder gelöscht|permission denied"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: RuleSetRow.objects.update(title="Anders"),
        lambda: RuleSetRow.objects.all()._raw_delete("default"),
        lambda: RoutingRule.objects.filter(key="police").update(body={}),
        lambda: RoutingRule.objects.filter(key="police").delete(),
    ],
    ids=["title", "version", "rule", "rule away"],
)
def test_the_application_changes_nothing_that_was_published(change: Callable[[], object]) -> None:
    publish_standard()

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        change()

    assert RuleSetRow.objects.get().title == "Standardtabelle des Netzwerks"
    assert RoutingRule.objects.filter(key="police").exists()


@pytest.mark.django_db
def test_a_published_version_gets_no_further_rule() -> None:
    publish_standard()
    row = RuleSetRow.objects.get()

    with (
        pytest.raises(DatabaseError, match="bekommt keine weiteren Regeln"),
        transaction.atomic(),
    ):
        RoutingRule.objects.create(rule_set=row, position=999, key="spaeter", body={})


@pytest.mark.django_db(transaction=True)
def test_the_owner_of_the_tables_is_stopped_too() -> None:
    publish_standard()

    with roles.as_owner(connection), pytest.raises(DatabaseError, match="nie geändert"):
        RuleSetRow.objects.update(title="Anders")

    assert RuleSetRow.objects.get().title == "Standardtabelle des Netzwerks"
