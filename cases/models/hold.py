"""A legal hold: what it covers is not deleted, whatever its rule says."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.fields import EncryptedTextField
from network.models.base import Keyed

GROUNDS = ("file_70_years", "court", "access_request", "complaint", "inquiry")


class HoldQuerySet(models.QuerySet["LegalHold"]):
    """Questions one asks of holds."""

    def active(self, *, on: date) -> Self:
        """Not ended, and not past its last day."""
        return self.filter(Q(until=None) | Q(until__gte=on), ended_at=None)


class LegalHold(Keyed):
    """One office holds its copy of a concern, and with it the concern. Two people end it.

    `until` is its last day; empty means until it is ended. `only_copy`: the office was told of a
    concern that is not its own, and holds what it was told; the others' time runs on.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="holds")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20)
    reason = EncryptedTextField(place="cases_legalhold.reason", case="concern_id")
    until = models.DateField(null=True)
    only_copy = models.BooleanField(default=False, db_default=False)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["concern", "office"], name="hold_active", condition=Q(ended_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=GROUNDS), name="hold_ground_known"),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None)
                | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="hold_end_asked_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | (Q(ended_at__isnull=False, asked_by__isnull=False) & ~Q(ended_by=F("asked_by"))),
                name="hold_ended_by_a_second_person",
                violation_error_message="Eine zweite Person muss das Ende bestätigen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.ground}"
