"""A report that is being written. Its key makes a repeated submit return the same receipt."""

from django.db import models

from cases.fields import EncryptedJSONField
from network.models.base import Keyed


class Draft(Keyed):
    """What a person typed so far, sealed; belongs to that person alone and goes when the report is
    sent.
    """

    user = models.ForeignKey("network.User", on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    partner = models.ForeignKey(
        "network.Partner", on_delete=models.PROTECT, related_name="+", null=True
    )
    entries = EncryptedJSONField(place="cases_draft.entries")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-updated_at"], name="draft_user_newest")]

    def __str__(self) -> str:
        return f"Entwurf {self.id}"
