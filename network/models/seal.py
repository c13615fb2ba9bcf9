"""Seals on the lines of the audit log and the read log: numbered, chained, signed now and then."""

from django.db import models
from django.db.models.functions import Now

from network.models.base import Keyed


class Unsealed(models.Model):
    """A line that the sealer has not seen yet; the database itself writes it with the line.

    Only a help for finding: what was taken out of here unsealed, `verify_audit` finds all the same.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=12)
    row_id = models.UUIDField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "ungesiegelte Zeile"
        verbose_name_plural = "ungesiegelte Zeilen"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source} {self.row_id}"


class Seal(models.Model):
    """The seal on one line: its number, the hash of the line, the hash of everything before."""

    append_only = True

    number = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=12)
    row_id = models.UUIDField()
    form = models.PositiveSmallIntegerField()
    row_hash = models.BinaryField()
    chain = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "Siegel"
        verbose_name_plural = "Siegel"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["row_id", "source"],
                name="seal_once_per_row",
                violation_error_message="Diese Zeile ist schon gesiegelt.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.source}"


class Checkpoint(Keyed):
    """A signed line about the head of the chain, as it was sent out of the house."""

    append_only = True

    at = models.DateTimeField(db_default=Now())
    seal = models.BigIntegerField()
    line = models.TextField()

    class Meta:
        verbose_name = "Siegelpunkt"
        verbose_name_plural = "Siegelpunkte"
        default_permissions = ()
        ordering = ["at"]
        indexes = [models.Index(fields=["at"], name="checkpoint_at")]

    def __str__(self) -> str:
        return f"Siegelpunkt {self.seal}"


class Forgotten(Keyed):
    """Lines that were deleted because their time was over. Sealed like what it speaks of.

    `chain` is the hash at `up_to`, on which the rest of the chain goes on. `source` is "look" where
    only lines of the read log went: then their seals stay, and the chain goes through.
    """

    append_only = True

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    source = models.CharField(max_length=12, default="", db_default="")
    before = models.DateTimeField()
    up_to = models.BigIntegerField()
    chain = models.CharField(max_length=64)
    events = models.BigIntegerField()
    looks = models.BigIntegerField()
    actor_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = "Löschvermerk des Protokolls"
        verbose_name_plural = "Löschvermerke des Protokolls"
        default_permissions = ()

    def __str__(self) -> str:
        return f"bis {self.up_to}"
