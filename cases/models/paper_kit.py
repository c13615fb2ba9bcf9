"""The paper kit: what an office needs on paper on the day when nothing runs, sealed, one a day."""

from django.db import models

from cases.fields import EncryptedFileField
from network.models.base import Keyed


class PaperKit(Keyed):
    """The kit of one office for one day. `digest` is the SHA-256 of the file, `code` is printed."""

    office = models.ForeignKey("network.YouthOffice", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    code = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    pdf = EncryptedFileField(place="cases_paperkit.pdf")

    class Meta:
        default_permissions = ()
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="paper_kit_once_a_day")
        ]

    def __str__(self) -> str:
        return f"Notfallmappe vom {self.day:%d.%m.%Y}"
