"""What is left of something deleted: that it was, when, by which rule, and how many rows."""

from django.db import models

from network.models.base import Keyed


class DeletionRecord(Keyed):
    """One deletion, without content: no reference, no key of the thing, no name.

    `mark` is the HMAC of the thing's key under key `mark_key` of the ring: a restored database is
    searched with it, nobody can turn it back. `kind` is a kind of retention rule, or `remains`
    where the last part of a concern went. `journaled_at`: it stands in the journal outside the
    database too.
    """

    append_only = True

    kind = models.CharField(max_length=20)
    office = models.ForeignKey(
        "network.YouthOffice", on_delete=models.PROTECT, related_name="+", null=True
    )
    rules_version = models.PositiveIntegerField()
    counts = models.JSONField()
    at = models.DateTimeField()
    mark = models.CharField(max_length=64, default="", blank=True)
    mark_key = models.PositiveSmallIntegerField(default=0)
    journaled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["office", "-at"], name="deletion_of_an_office"),
            models.Index(
                fields=["at"],
                name="deletion_to_journal",
                condition=models.Q(journaled_at=None) & ~models.Q(mark=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d.%m.%Y}"
