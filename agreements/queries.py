"""Reads of what was agreed: the door for cases."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from agreements.domain.faults import FaultyRules
from agreements.domain.parsing import read_rule_set
from agreements.domain.rules import RuleSet
from agreements.domain.writing import digest
from agreements.models import RuleSet as RuleSetRow

KEPT_VERSIONS = 8


class NoRulesInForce(LookupError):
    """No published version can be used at this instant; the cure is `manage.py load_rules`."""


class AlteredRules(NoRulesInForce):
    """A version in the database is not what was published. Nobody routes by it."""


class UnknownRules(LookupError):
    """There is no version of this name."""


def rules_in_force(at: datetime) -> RuleSet:
    """The rules in force at an instant: one query when this process knows them, two when not.

    Raises NoRulesInForce where there are none; a report is then accepted all the same and goes to
    the fallback office (an empty set of rules routes there).
    """
    row = RuleSetRow.objects.in_force(at=at).only("id", "in_force_from").first()
    if row is None:
        raise NoRulesInForce(
            "Es sind keine Regeln in Kraft: manage.py load_rules lädt die Standardtabelle."
        )
    return _kept(row.pk)


def rules_by_version(version: str) -> RuleSet:
    """One published version, in force, replaced or still to come. Raises UnknownRules."""
    row = RuleSetRow.objects.only("id").filter(version=version).first()
    if row is None:
        raise UnknownRules(version)
    return _kept(row.pk)


@lru_cache(maxsize=KEPT_VERSIONS)
def _kept(rule_set_id: UUID) -> RuleSet:
    """Read once per process: a version never changes. Raises AlteredRules if this one did."""
    row = RuleSetRow.objects.get(pk=rule_set_id)
    data = {
        "version": row.version,
        "title": row.title,
        "in_force_from": row.in_force_from,
        "rules": list(row.rules.order_by("position").values_list("body", flat=True)),
    }
    if row.office_ladders:
        data["office_ladders"] = row.office_ladders
    try:
        rules = read_rule_set(data)
    except FaultyRules as error:
        raise AlteredRules(f"Die Fassung {row.version} ist nicht lesbar: {error}") from error
    if digest(rules) != row.digest:
        raise AlteredRules(f"Die Fassung {row.version} ist nicht mehr die veröffentlichte.")
    return rules
