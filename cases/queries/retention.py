"""The rules in force, and what they will do next."""

from datetime import timedelta

from cases.domain.retention_rules import Kind, Outcome, Period, Rule, RuleTable
from cases.models import RetentionRule

AHEAD = timedelta(days=30)


class NoRetentionRules(LookupError):
    """No version has been published: nothing is deleted, and that is a fault."""


def rules_in_force() -> RuleTable:
    """The version that was published last (one query). Raises NoRetentionRules."""
    newest = RetentionRule.objects.order_by("-published_at", "-version").values("version")[:1]
    found = list(RetentionRule.objects.filter(version=newest).select_related("office"))
    if not found:
        raise NoRetentionRules("load_retention")
    return RuleTable(
        found[0].version,
        tuple(
            Rule(
                Kind(each.kind),
                Outcome(each.outcome) if each.outcome else None,
                each.office.key if each.office else "",
                Period(each.months, each.days),
                each.ground,
            )
            for each in found
        ),
    )
