"""What was agreed, as tables."""

from agreements.models.rule_set import RoutingRule, RuleSet

__all__ = ["RoutingRule", "RuleSet"]
