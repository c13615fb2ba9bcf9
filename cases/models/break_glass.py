"""Opening one case in an emergency, past what the own role allows: with a reason, for an hour."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.fields import EncryptedTextField
from network.models.base import Keyed


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    """Emergency openings, asked for by state."""

    def running(self, *, at: datetime) -> Self:
        """Those that open a case at this instant."""
        return self.filter(ended_at=None, expires_at__gt=at)

    def unseen(self) -> Self:
        """Those that no head has looked at yet."""
        return self.filter(seen_at=None)


class BreakGlass(Keyed):
    """One person of an office opens one case of that office, with a written reason, until it runs
    out by the clock of the database. The head is told at once and marks it as seen (four eyes).
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    reason = EncryptedTextField(place="cases_breakglass.reason", case="concern_id")
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    seen_at = models.DateTimeField(null=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["user", "expires_at"], name="glass_of_a_person"),
            models.Index(
                fields=["office", "begun_at"], name="glass_unseen", condition=Q(seen_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("begun_at")), name="glass_expires_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="glass_seen_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=F("user")), name="glass_seen_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"Notzugriff {self.reference}"
