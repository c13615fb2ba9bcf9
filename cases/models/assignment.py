"""Who of the own office was called in on one case, and what that person wrote down about it."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from cases.fields import EncryptedTextField
from cases.models.closure import Closure, EndedCopy
from cases.models.concern import Child
from network.models.base import Keyed


class CaseAssignmentQuerySet(models.QuerySet["CaseAssignment"]):
    """Assignments, asked for by what they open."""

    def not_ended(self) -> Self:
        """Those that nobody has ended; their day may be over all the same."""
        return self.filter(ended_at=None)

    def in_force(self) -> Self:
        """Those that open their case now, by the clock of the database, as `walls.assigned()` says:
        until their day, until the office closes or ends the case, or no longer holds it.
        """
        held = Child.objects.filter(concern=OuterRef("concern"), office=OuterRef("office"))
        closed = Closure.objects.filter(
            concern=OuterRef("concern"), office=OuterRef("office"), at__gte=OuterRef("assigned_at")
        )
        gone = EndedCopy.objects.filter(concern=OuterRef("concern"), office=OuterRef("office"))
        return self.not_ended().filter(
            Q(until=None) | Q(until__gt=Now()),
            Q(concern__office=F("office")) | Exists(held),
            ~Exists(closed),
            ~Exists(gone),
        )


class CaseAssignment(Keyed):
    """One professional of the office takes part in one case (§ 8a Abs. 1 SGB VIII: several assess
    together). Opens that case and no other to the person, and moves no ownership. Ended, never
    deleted.
    """

    concern = models.ForeignKey(
        "cases.Concern", on_delete=models.PROTECT, related_name="assignments"
    )
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    objects = CaseAssignmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["user", "assigned_at"],
                name="assignment_of_a_person",
                condition=Q(ended_at=None),
            ),
            models.Index(fields=["concern", "office"], name="assignment_to_a_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "office", "user"],
                condition=Q(ended_at=None),
                name="assignment_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("assigned_at")),
                name="assignment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assignment_ended_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(assigned_by=F("user")), name="assignment_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"Hinzugezogen {self.concern_id}"


class AssignmentNote(Keyed):
    """What a professional who was called in has written down; never changed, read by the office."""

    append_only = True

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(CaseAssignment, on_delete=models.PROTECT, related_name="notes")
    text = EncryptedTextField(place="cases_assignmentnote.text", case="concern_id")
    by = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["at"]
        indexes = [models.Index(fields=["concern", "at"], name="note_on_a_case")]

    def __str__(self) -> str:
        return f"Beitrag {self.concern_id}"
