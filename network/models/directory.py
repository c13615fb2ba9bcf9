"""One number for the whole directory, raised by every change of it."""

from django.db import models

from network.models.base import Keyed


class DirectoryVersion(Keyed):
    """The directory changed. Whoever keeps a copy of it compares the number."""

    append_only = True

    number = models.PositiveIntegerField("Stand", unique=True)
    at = models.DateTimeField("Zeitpunkt")
    reason = models.CharField("Anlass", max_length=300)

    class Meta:
        verbose_name = "Stand des Verzeichnisses"
        verbose_name_plural = "Stände des Verzeichnisses"
        ordering = ["-number"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
