"""What was decided, from which facts, by which rules: stored once, never changed."""

from django.db import models

from cases.fields import EncryptedJSONField, EncryptedTextField
from network.models.base import Keyed


class Decision(Keyed):
    """Jurisdiction and route of a concern. The first is the system's proposal; a professional may
    overrule it.

    `child_ref` is the child whose answer a professional set and for whom `reason` speaks; empty for
    the proposal. `inputs` holds the facts in the form of the dry run, `answers` the duties per
    child, `route` the notices planned from them with their frozen ladders.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="decisions")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    child_ref = models.CharField(max_length=20, default="")
    reason = EncryptedTextField(place="cases_decision.reason", case="concern_id")
    rules_version = models.CharField(max_length=40)
    law_version = models.CharField(max_length=20)
    directory_version = models.PositiveIntegerField()
    inputs = EncryptedJSONField(place="cases_decision.inputs", case="concern_id")
    answers = EncryptedJSONField(place="cases_decision.answers", case="concern_id", gone=list)
    route = EncryptedJSONField(place="cases_decision.route", case="concern_id", gone=list)

    append_only = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="decision_number_unique"),
            models.CheckConstraint(
                condition=models.Q(number=1, replaces=None)
                | models.Q(number__gt=1, replaces__isnull=False, made_by__isnull=False),
                name="decision_later_ones_replace_and_have_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Entscheidung {self.number}"
