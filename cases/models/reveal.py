"""Every look at who reported: by whom, what for, and whether the head has taken note."""

from django.db import models
from django.db.models import F, Q

from cases.fields import EncryptedTextField
from network.models.base import Keyed


class ReporterReveal(Keyed):
    """Somebody was shown the reporter once. `purpose` is a key of `wording.REVEAL_REASON`, `reason`
    the sentence that was written for it.
    """

    concern = models.ForeignKey("cases.Concern", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("network.User", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    reason = EncryptedTextField(place="cases_reporterreveal.reason", case="concern_id")
    at = models.DateTimeField()
    seen_by = models.ForeignKey(
        "network.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    seen_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["office", "at"], name="reveal_unseen", condition=Q(seen_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="reveal_seen_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=F("user")), name="reveal_seen_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"Einsicht {self.reference}"
