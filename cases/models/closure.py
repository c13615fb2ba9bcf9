"""An office is done with a concern: from here on its copy is kept for a time and then deleted."""

from typing import Self

from django.db import models
from django.db.models import Q

from cases.domain.retention_rules import Outcome
from cases.fields import EncryptedTextField
from network.fields import one_of
from network.models.base import Keyed


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Questions one asks of closures."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(reopened_at=None)


class Closure(Keyed):
    """One office closed a concern in the portal; its own file goes on elsewhere, or is closed too.

    It moves no ownership and tells nobody. Taken back by `reopened_at`; closing again is a new row.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="closures")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20)
    reason = EncryptedTextField(place="cases_closure.reason", case="concern_id")
    at = models.DateTimeField()
    by = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["at"], name="closure_standing", condition=Q(reopened_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "office"],
                condition=Q(reopened_at=None),
                name="closure_stands_once",
                violation_error_message="Dieser Fall ist schon abgeschlossen.",
            ),
            one_of(
                "outcome",
                Outcome,
                name="closure_outcome_known",
                message="Diesen Ausgang gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
                name="closure_reopened_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.outcome}"


class EndedCopy(Keyed):
    """An office's time with a concern is over while others still keep theirs: it sees it no more.

    Goes with the concern when the last one's time is over.
    """

    append_only = True

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["concern", "office"], name="copy_ends_once")]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.office_id}"
