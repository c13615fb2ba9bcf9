"""Which rule keeps what for how long: published versions, never changed."""

from django.db import models
from django.db.models.functions import Now

from cases.domain.retention_rules import Kind, Outcome
from network.fields import one_of
from network.models.base import Keyed


class RetentionRule(Keyed):
    """One line of a version: months and days after the starting event of its kind.

    `office` is empty for the network's own rule. In force is the version published last.
    """

    append_only = True

    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, default="", blank=True)
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    months = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    ground = models.TextField()
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "outcome", "office"],
                nulls_distinct=False,
                name="retention_rule_once",
            ),
            one_of("kind", Kind, name="retention_kind_known", message="Diese Art gibt es nicht."),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *(each.value for each in Outcome)]),
                name="retention_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}".strip()
