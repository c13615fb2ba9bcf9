"""What reached an office while somebody was on call: open to that person for a short while."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from cases.models.closure import EndedCopy
from network.models.base import Keyed


class DutyCaseQuerySet(models.QuerySet["DutyCase"]):
    """What was opened on duty, asked for by whether it still is."""

    def in_force(self) -> Self:
        """Those that open something now, by the clock of the database."""
        return self.filter(until__gt=Now())

    def holding(self) -> Self:
        """Those whose office answers for the case itself, and has not ended its copy."""
        gone = EndedCopy.objects.filter(concern=OuterRef("concern"), office=OuterRef("office"))
        return self.filter(~Exists(gone), is_own=True)


class DutyCase(Keyed):
    """The portal told the person on call of one notice: from then on it is open to this person,
    `until` some time after the own duty (docs/adr/0074). Written by the portal in the transaction
    that tells, never by a person, and never changed: a roster that is changed later opens nothing.
    `is_own`: the office answers for the case itself, and the whole of it is open; else the notice.
    """

    append_only = True

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("cases.Notice", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    duty_begins_at = models.DateTimeField()
    duty_ends_at = models.DateTimeField()
    until = models.DateTimeField()
    told_at = models.DateTimeField()
    is_own = models.BooleanField(default=False, db_default=False)

    objects = DutyCaseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "until"], name="duty_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "user", "duty_begins_at"], name="duty_case_once_per_duty"
            ),
            models.CheckConstraint(
                condition=Q(duty_ends_at__gt=F("duty_begins_at")) & Q(until__gte=F("duty_ends_at")),
                name="duty_case_open_after_the_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"Rufbereitschaft {self.notice_id}"
